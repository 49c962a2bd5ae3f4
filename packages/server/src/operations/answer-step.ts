// An application answers a step that waits for it, or writes to the log of its workflow.
import { activityName, type Event, parseProperties, type Value, type ValueMap } from "@kontor/engine/model";
import { type EventTokenParts, verifyEventToken } from "../apps/event-token.ts";
import type { Database, Tx } from "../db/db.ts";
import type { NewFile } from "../store/file.ts";
import { readPortalKey } from "../store/portal.ts";
import { readWorkflow, type WorkflowFacts } from "../store/workflow.ts";
import { type Given, keepFiles, NotAFile, numberFiles, readGiven } from "./given-files.ts";
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
  const { portalId, userId, returnValues, logMessage } = answer;
  const { database } = runtime;
  const parts = await openToken(runtime, portalId, answer.token);
  const { activity, eventId, workflowId } = parts;
  const event = { kind: "application-answered", activity: activityName(activity), eventId, returnValues, logMessage } as const;
  const taken = Object.values(returnValues).some(mayBeFile) ? await takeReturnedFiles(runtime, answer, parts) : null;
  if (taken === null) return bring(runtime, database, answer, parts, event);
  await database.transaction(async (tx) => {
    await keepFiles(tx, portalId, taken.files, { createdBy: userId, workflowId });
    await bring(runtime, tx, answer, parts, { ...event, returnValues: { ...returnValues, ...taken.values }, files: taken.numbers });
  });
  runtime.wake();
}

/** Answers without files, which are nearly all, are taken without a look at what the application has declared. */
function mayBeFile(value: Value): boolean {
  return typeof value === "object" ? value !== null : typeof value === "string" && value.length > 50;
}

/** Files among the returned values, which the application has declared to be files. Null: there are none. */
async function takeReturnedFiles(
  runtime: Runtime,
  { portalId, returnValues }: { readonly portalId: number; readonly returnValues: ValueMap },
  parts: EventTokenParts,
): Promise<{ readonly values: ValueMap; readonly numbers: readonly number[]; readonly files: readonly NewFile[] } | null> {
  const { database } = runtime;
  const facts = await readWorkflow(database, portalId, parts.workflowId);
  const registration = facts && (await registrationOf(runtime, portalId, parts, facts));
  const declared = Object.entries(parseProperties(registration?.returnProperties)).filter(([, { type }]) => type === "file");
  if (declared.length === 0) return null;
  const rules = { portalId, key: await readPortalKey(database, portalId), isAllowed: () => false };
  const given = new Map<{ readonly name: string; readonly multiple: boolean }, readonly Given[]>();
  for (const [id, { multiple }] of declared) {
    const name = Object.keys(returnValues).find((key) => key.toLowerCase() === id.toLowerCase());
    const files = name === undefined ? [] : filesIn(returnValues[name] ?? null, multiple, rules);
    if (name !== undefined && files.length > 0) given.set({ name, multiple }, files);
  }
  if (given.size === 0) return null;
  const { numbers, files } = await numberFiles(database, given).catch((error) => {
    throw error instanceof NotAFile ? new Refusal("argument-invalid", { argument: "RETURN_VALUES", reason: `it ${error.message}` }) : error;
  });
  const values = [...numbers].map(([{ name, multiple }, ids]): [string, Value] => [name, multiple ? ids : (ids[0] ?? null)]);
  return { values: Object.fromEntries(values), numbers: [...numbers.values()].flat(), files };
}

/** What is no file stays as the application has sent it. */
function filesIn(value: Value, multiple: boolean, rules: Parameters<typeof readGiven>[2]): readonly Given[] {
  try {
    return readGiven(value, multiple, rules);
  } catch (error) {
    if (error instanceof NotAFile) return [];
    throw error;
  }
}

/** May be called many times before the answer. @throws Refusal `event-token-invalid`, `log-message-empty` */
export async function logToStep(
  runtime: Runtime,
  entry: StepSender & { readonly token: string; readonly logMessage: string },
): Promise<void> {
  const parts = await openToken(runtime, entry.portalId, entry.token);
  if (entry.logMessage.trim() === "") throw new Refusal("log-message-empty");
  await bring(runtime, runtime.database, entry, parts, {
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

async function bring(runtime: Runtime, database: Database | Tx, sender: StepSender, parts: EventTokenParts, event: Event): Promise<void> {
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
  const registration = await registrationOf(runtime, portalId, parts, facts);
  return registration !== undefined && registration.type !== activityTypeOf(clientId, registration.code);
}

async function registrationOf(
  runtime: Runtime,
  portalId: number,
  parts: EventTokenParts,
  facts: WorkflowFacts,
): Promise<WorkflowFacts["activities"][number] | undefined> {
  const { nodes } = await runtime.templates.get(runtime.database, portalId, facts.hash);
  const type = nodes.get(activityName(parts.activity))?.activity.type.toLowerCase();
  return facts.activities.find((known) => known.type === type);
}
