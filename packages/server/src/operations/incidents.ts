// What keeps workflows from going on, calls that were given up, and the retry of a held step.
import { activityName, type ValueMap } from "@kontor/engine/model";
import { findFailedDeliveries, findFailedMail, findHeldWorkflows } from "../store/incident.ts";
import { readWorkflowState } from "../store/workflow.ts";
import { type LogEntry, readLog } from "../store/workflow-log.ts";
import { maySeeWorkflow, type Person } from "./access-rights.ts";
import { Refusal } from "./refusal.ts";
import { resumeWorkflow } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export type { LogEntry };

export interface FoundIncident {
  readonly workflowId: string;
  readonly activity: string;
  /** `unknown-activity`, `application-gone`, `delivery-failed` …; `call-given-up` for a call that nobody waited for, `mail-failed` for mail. */
  readonly kind: string;
  readonly text: string;
}

/** At most 500 of each kind, the newest first. */
export async function findIncidents(runtime: Runtime, portalId: number): Promise<FoundIncident[]> {
  const held = await findHeldWorkflows(runtime.database, portalId);
  const failed = await findFailedDeliveries(runtime.database, portalId);
  const heldCalls = new Set(held.map((one) => `${one.workflowId} ${one.activity}`));
  const calls = failed
    .filter((one) => !heldCalls.has(`${one.workflowId} ${one.activity}`))
    .map((one) => ({ workflowId: one.workflowId ?? "", activity: one.activity ?? "", kind: "call-given-up", text: one.error }));
  const mail = (await findFailedMail(runtime.database, portalId)).map(({ id, workflowId, activity, reason, isGivenUp }) => ({
    workflowId: workflowId ?? "",
    activity: activity ?? "",
    kind: "mail-failed",
    text: `Mail ${id}: ${reason}${isGivenUp ? `. Put that right, then send it again: kontor mail send ${id}` : ""}`,
  }));
  return [...held, ...calls, ...mail];
}

/** Nothing where the person may not see the workflow. @param person missing: one who may see all */
export async function readWorkflowLog(runtime: Runtime, portalId: number, workflowId: string, person?: Person): Promise<LogEntry[]> {
  return (await maySeeWorkflow(runtime, portalId, workflowId, person)) ? readLog(runtime.database, portalId, workflowId) : [];
}

export async function retryIncident(
  runtime: Runtime,
  { portalId, workflowId, activity }: { readonly portalId: number; readonly workflowId: string; readonly activity: string },
): Promise<"resumed" | "gone" | "ignored" | "refused"> {
  const event = { kind: "retried", activity: activityName(activity) } as const;
  return (await resumeWorkflow(runtime, { portalId, workflowId, event, userId: null })).kind;
}

/**
 * A held step is not needed: it ends with these results, as if it had done its work. A condition goes on in the branch that its result
 * `Branch` names, by title or number.
 * @throws Refusal `argument-invalid` for a branch that is not there
 */
export async function skipIncident(
  runtime: Runtime,
  request: {
    readonly portalId: number;
    readonly workflowId: string;
    readonly activity: string;
    /** In the form of the engine: users as `user_5`, dates with their offset. */
    readonly results: ValueMap;
    /** Who decided it, for the log. */
    readonly userId: number | null;
  },
): Promise<"resumed" | "gone" | "ignored"> {
  const { portalId, workflowId, activity, results, userId } = request;
  const event = { kind: "skipped", activity: activityName(activity), results } as const;
  const outcome = await resumeWorkflow(runtime, { portalId, workflowId, event, userId });
  if (outcome.kind === "refused") throw new Refusal("argument-invalid", { argument: "branch", reason: outcome.text });
  return outcome.kind;
}

/** Where a workflow stands: `running`, `held`, `completed` or `terminated`, with its status text or its incidents. */
export async function readWorkflowOutcome(
  runtime: Runtime,
  portalId: number,
  workflowId: string,
): Promise<{ readonly status: string; readonly text: string }> {
  const state = await readWorkflowState(runtime.database, portalId, workflowId);
  if (!state) return { status: "gone", text: "" };
  const incidents = Object.values(state.incidents).map((incident) => incident.text);
  return { status: state.status, text: incidents.length > 0 ? incidents.join(" ") : state.stateTitle };
}
