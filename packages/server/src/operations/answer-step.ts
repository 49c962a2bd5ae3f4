// An application answers a step that waits for it, or writes to the log of its workflow.
import { activityName, type Event, type ValueMap } from "@kontor/engine/model";
import { type EventTokenParts, verifyEventToken } from "../apps/event-token.ts";
import { readPortalKey } from "../store/portal.ts";
import { readWorkflow, type WorkflowFacts } from "../store/workflow.ts";
import { Refusal } from "./refusal.ts";
import { activityTypeOf } from "./register-activity.ts";
import { resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export interface StepSender {
  readonly portalId: number;
  readonly userId: number;
  /** Client id of the application that calls; null: a webhook, for which the token is enough. */
  readonly clientId: string | null;
}

/** @throws Refusal `event-token-invalid` for a token that is forged, used, another application's, or whose step or workflow is over */
export async function answerStep(
  runtime: Runtime,
  answer: StepSender & { readonly token: string; readonly returnValues: ValueMap; readonly logMessage: string },
): Promise<void> {
  const parts = await openToken(runtime, answer.portalId, answer.token);
  await bring(runtime, answer, parts, {
    kind: "application-answered",
    activity: activityName(parts.activity),
    eventId: parts.eventId,
    returnValues: answer.returnValues,
    logMessage: answer.logMessage,
  });
}

/** May be called many times before the answer. @throws Refusal `event-token-invalid`, `log-message-empty` */
export async function logToStep(
  runtime: Runtime,
  entry: StepSender & { readonly token: string; readonly logMessage: string },
): Promise<void> {
  const parts = await openToken(runtime, entry.portalId, entry.token);
  if (entry.logMessage.trim() === "") throw new Refusal("log-message-empty");
  await bring(runtime, entry, parts, {
    kind: "application-logged",
    activity: activityName(parts.activity),
    eventId: parts.eventId,
    logMessage: entry.logMessage,
  });
}

async function openToken(runtime: Runtime, portalId: number, token: string): Promise<EventTokenParts> {
  const parts = verifyEventToken(await readPortalKey(runtime.database, portalId), portalId, token);
  if (!parts) throw new Refusal("event-token-invalid");
  return parts;
}

async function bring(runtime: Runtime, sender: StepSender, parts: EventTokenParts, event: Event): Promise<void> {
  const { database } = runtime;
  const { portalId, userId } = sender;
  const { workflowId } = parts;
  const resumed = await resumeWith(runtime, database, { portalId, workflowId, event, userId }, async () => {
    const facts = await readWorkflow(database, portalId, workflowId);
    return facts !== null && (await isOfOther(runtime, sender, parts, facts)) ? null : facts;
  });
  if (resumed.kind !== "resumed") throw new Refusal("event-token-invalid");
}

/** Whether the step belongs to another application than the one that calls. */
async function isOfOther(
  runtime: Runtime,
  { portalId, clientId }: StepSender,
  parts: EventTokenParts,
  facts: WorkflowFacts,
): Promise<boolean> {
  if (clientId === null) return false;
  const { nodes } = await runtime.templates.get(runtime.database, portalId, facts.hash);
  const type = nodes.get(activityName(parts.activity))?.activity.type.toLowerCase();
  const registration = facts.activities.find((known) => known.type === type);
  return registration !== undefined && registration.type !== activityTypeOf(clientId, registration.code);
}
