// Tasks that wait for people, of all four kinds.
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step, type TemplateParts } from "../../packages/server/test/support/world.ts";
import { newDeal } from "./preparations.ts";

export type TaskType = "ApproveActivity" | "ReviewActivity" | "RequestInformationActivity" | "RequestInformationOptionalActivity";

export interface StartedTask {
  readonly workflow: string;
  readonly task: string;
}

/** A task for the employee unless `Users` says otherwise. Behind it the workflow waits for the accountant, so that its state can be read. */
export async function startedTask(
  world: RestWorld,
  type: TaskType,
  properties: object = {},
  parts: TemplateParts = {},
): Promise<StartedTask> {
  const branches = [step("SequenceActivity"), step("SequenceActivity")];
  const asked = step(type, { Title: "Ask", Name: "Ask", Users: ["user_2"], ...properties }, branches);
  const afterwards = step("ReviewActivity", { Title: "Afterwards", Name: "Afterwards", Users: ["user_5"] });
  const workflow = await startedOf(world, [asked, afterwards], parts);
  return { workflow, task: await openTask(world, workflow) };
}

/** Id of a workflow of these steps, on a new deal. */
export async function startedOf(world: RestWorld, steps: readonly object[], parts: TemplateParts = {}): Promise<string> {
  const TEMPLATE_ID = await world.template(steps, parts);
  const { body } = await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID: await newDeal(world) });
  return body.result;
}

/** Number of the task that the workflow waits for. */
async function openTask(world: RestWorld, workflow: string): Promise<string> {
  const { body } = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: workflow, STATUS: 0 }, select: ["ID"] });
  return body.result[0].ID;
}

/** One row a person: whose place it is, what the person said, and how the task stands. */
export async function places(world: RestWorld, task: unknown): Promise<unknown[]> {
  const { body } = await world.call("admin", "bizproc.task.list", {
    filter: { ID: task },
    select: ["USER_ID", "USER_STATUS", "STATUS"],
    order: { USER_ID: "asc" },
  });
  return body.result.map((row: Record<string, string>) => `${row["USER_ID"]}: ${row["USER_STATUS"]} of ${row["STATUS"]}`);
}

/** What a workflow knows, running or over. */
export async function stateOf(world: RestWorld, workflow: unknown): Promise<{ readonly stateTitle: string; readonly variables: object }> {
  const rows = await world.test.database.sql<{ state: { stateTitle: string; variables: object } }>`
    select state from workflow where id = ${String(workflow)} union all select state from workflow_history where id = ${String(workflow)}`;
  const [row] = rows;
  if (row === undefined) throw new Error(`no workflow ${String(workflow)}`);
  return row.state;
}
