// What an application has with the portal: actions and robots, and workflows that wait for its answer.
import { createHash, randomUUID } from "node:crypto";
import { eventToken } from "../../packages/server/src/apps/event-token.ts";
import { type HandlerCall, parseHandlerCall } from "../../packages/server/src/jobs/payload.ts";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import type { Params } from "./encodings.ts";
import { startedOf } from "./tasks.ts";

export type Kind = "activity" | "robot";

export const handler = "http://127.0.0.1:9/handler";

/** As an action of its own: whatever a case registers, no other has it. */
export function goodAction(fields: Params = {}): Params & { readonly CODE: string } {
  return { CODE: newCode(), HANDLER: handler, NAME: "Check", ...fields };
}

export function newCode(): string {
  return `check_${randomUUID()}`;
}

/** CODE of an action that the application has registered. */
export async function registered(world: RestWorld, kind: Kind, fields: Params = {}): Promise<string> {
  const { CODE, ...action } = goodAction(fields);
  const { body } = await world.call("application", `bizproc.${kind}.add`, { CODE, ...action });
  if (body.result !== true) throw new Error(`not registered: ${JSON.stringify(body)}`);
  return CODE;
}

/** What the portal keeps of an action, of whichever application; undefined: it has none with this code. */
export async function keptAction(world: RestWorld, code: unknown): Promise<Record<string, unknown> | undefined> {
  const rows = await world.test.database.sql<Record<string, unknown>>`
    select is_robot, handler, auth_user_id, subscription, name, description, properties, return_properties, document_type, filter,
           use_placement, placement_handler
    from application_activity where code = ${String(code)}`;
  return rows[0];
}

/** The type of its step in templates. */
export function stepType(world: RestWorld, code: unknown): string {
  return `rest_${createHash("md5")
    .update(`${world.clientId}@${String(code)}`)
    .digest("hex")}`;
}

/** The call that is made of the handler when a workflow reaches the action, set up with these values. */
export async function callOf(world: RestWorld, code: unknown, values: object = {}): Promise<HandlerCall> {
  const workflow = await startedOf(world, [step(stepType(world, code), values), later()]);
  const rows = await world.test.database.sql<{ payload: unknown }>`select payload from job where workflow_id = ${workflow}`;
  const [row] = rows;
  if (row === undefined) throw new Error(`nobody is called for ${String(code)}`);
  return parseHandlerCall(row.payload);
}

export interface WaitingStep {
  readonly code: string;
  readonly workflow: string;
  readonly token: string;
}

interface Waiting {
  /** Of the registration. */
  readonly fields?: Params;
  readonly kind?: Kind;
  /** What the step is set up with. */
  readonly values?: object;
  /** Behind it the workflow waits for the accountant, so that its state can be read; here is what comes before that. */
  readonly next?: readonly object[];
}

/** A workflow that waits for the application at its step `Ask`. */
export async function waitingStep(
  world: RestWorld,
  { fields = {}, kind = "robot", values = {}, next = [] }: Waiting = {},
): Promise<WaitingStep> {
  const code = await registered(world, kind, { USE_SUBSCRIPTION: "Y", ...fields });
  const asked = step(stepType(world, code), { Title: "Ask", ...values }, [], "Ask");
  const workflow = await startedOf(world, [asked, ...next, later()]);
  return { code, workflow, token: await tokenOf(world, workflow) };
}

function later(): object {
  return step("ReviewActivity", { Title: "Later", Name: "Later", Users: ["user_5"] });
}

/** As the handler gets it. */
async function tokenOf(world: RestWorld, workflow: string): Promise<string> {
  const [job] = await world.test.database.sql<{ payload: { eventId: string } }>`
    select payload from job where workflow_id = ${workflow} and activity = 'Ask' and kind = 'deliver-handler'`;
  if (job === undefined) throw new Error(`workflow ${workflow} calls no application`);
  return signedToken(world, world.portalId, workflow, job.payload.eventId);
}

/** A token with the portal's own signature, for whatever it says. */
export async function signedToken(world: RestWorld, portalId: number, workflow: string, eventId: string): Promise<string> {
  const [portal] = await world.test.database.sql<{ key: Buffer }>`select key from portal where id = ${world.portalId}`;
  return eventToken(portal?.key ?? Buffer.alloc(0), portalId, workflow, "Ask", eventId);
}

/** Event id of a token. */
export function eventIdOf(token: string): string {
  return /\|([A-Za-z0-9]{32})\./.exec(token)?.[1] ?? "";
}

/** What the step `Ask` has left behind; undefined while it waits. */
export async function resultsOf(world: RestWorld, workflow: unknown): Promise<unknown> {
  const rows = await world.test.database.sql<{ results: unknown }>`
    select state->'results'->'Ask' as results from workflow where id = ${String(workflow)}`;
  return rows[0]?.results ?? undefined;
}

export async function logOf(world: RestWorld, workflow: unknown): Promise<readonly string[]> {
  const rows = await world.test.database.sql<{ text: string }>`
    select text from workflow_log where workflow_id = ${String(workflow)} order by recorded_at, seq`;
  return rows.map(({ text }) => text);
}

/** Workflow id of an event token. */
export function workflowOf(token: unknown): string {
  return String(token).split("|")[0] ?? "";
}
