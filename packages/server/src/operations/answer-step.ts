// An application answers a step that waits for it, or writes to the log of its workflow.
import { activityName, type Event, type ValueMap } from "@kontor/engine/model";
import { type EventTokenParts, verifyEventToken } from "../apps/event-token.ts";
import { readPortalKey } from "../store/portal.ts";
import { Refusal } from "./refusal.ts";
import { resumeWorkflow } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

/** @throws Refusal `event-token-invalid` for a token that is forged, used, or whose step or workflow is over */
export async function answerStep(
  runtime: Runtime,
  answer: {
    readonly portalId: number;
    readonly userId: number;
    readonly token: string;
    readonly returnValues: ValueMap;
    readonly logMessage: string;
  },
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
  entry: { readonly portalId: number; readonly userId: number; readonly token: string; readonly logMessage: string },
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

async function bring(
  runtime: Runtime,
  sender: { readonly portalId: number; readonly userId: number },
  parts: EventTokenParts,
  event: Event,
): Promise<void> {
  const { portalId, userId } = sender;
  const resumed = await resumeWorkflow(runtime, { portalId, workflowId: parts.workflowId, event, userId });
  if (resumed.kind !== "resumed") throw new Refusal("event-token-invalid");
}
