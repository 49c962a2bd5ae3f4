// Tasks over the REST door: started, looked at and answered as clients do.
import type { RestWorld, Who } from "../support/rest-world.ts";
import { people, step, type TemplateParts } from "../support/world.ts";

export type TaskKind = "ApproveActivity" | "ReviewActivity" | "RequestInformationActivity" | "RequestInformationOptionalActivity";

/** An approval whose branches write `yes` or `no` to the log. */
export function approval(properties: object): object {
  const branch = (text: string) => step("SequenceActivity", {}, [step("LogActivity", { Text: text })]);
  return step("ApproveActivity", { Name: "Sign", Title: "Sign", ...properties }, [branch("went yes"), branch("went no")]);
}

export async function started(world: RestWorld, steps: readonly object[], parts: TemplateParts = {}): Promise<string> {
  const TEMPLATE_ID = await world.template(steps, parts);
  const deal = await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk", ASSIGNED_BY_ID: people.employee } });
  const { body } = await world.call("admin", "bizproc.workflow.start", {
    TEMPLATE_ID,
    DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal.body.result}`],
  });
  if (typeof body.result !== "string") throw new Error(JSON.stringify(body));
  return body.result;
}

export interface SeenTask {
  readonly ID: string;
  readonly DESCRIPTION: string;
  readonly STATUS: string;
  readonly USER_ID: string;
  readonly USER_STATUS: string;
  readonly OVERDUE_DATE: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire says
  readonly PARAMETERS: any;
}

const select = ["ID", "DESCRIPTION", "STATUS", "USER_ID", "USER_STATUS", "OVERDUE_DATE", "PARAMETERS"];

/** One entry a place, in the order of the people. */
export async function tasksOf(world: RestWorld, workflow: string, who: Who = "admin", filter: object = {}): Promise<SeenTask[]> {
  const order = { USER_ID: "asc", ID: "asc" };
  const { body } = await world.call(who, "bizproc.task.list", { select, order, filter: { WORKFLOW_ID: workflow, ...filter } });
  if (!Array.isArray(body.result)) throw new Error(JSON.stringify(body));
  return body.result;
}

/** `2: 0`: the place of person 2, who has not answered. */
export async function placesOf(world: RestWorld, workflow: string): Promise<string[]> {
  return (await tasksOf(world, workflow)).map((task) => `${task.USER_ID}: ${task.USER_STATUS}`);
}

export async function answered(world: RestWorld, who: Who, task: string, answer: object): Promise<true | string> {
  const { body } = await world.call(who, "bizproc.task.complete", { TASK_ID: task, ...answer });
  return body.result ?? body.error_description;
}

export async function handed(world: RestWorld, who: Who, task: string, from: number, to: number): Promise<true | string> {
  const { body } = await world.call(who, "bizproc.task.delegate", { TASK_IDS: [task], FROM_USER_ID: from, TO_USER_ID: to });
  return body.result ?? body.error_description;
}

export async function logOf(world: RestWorld, workflow: string): Promise<string[]> {
  const rows = await world.test.database.sql<{ text: string }>`
    select text from workflow_log where workflow_id = ${workflow} and text <> '' order by at, seq`;
  return rows.map(({ text }) => text);
}

export function notificationsOf(
  world: RestWorld,
  workflow: string,
): Promise<{ readonly to: number; readonly from: number | null; readonly text: string }[]> {
  return world.test.database.sql`
    select user_id as "to", from_id as "from", text from notification where workflow_id = ${workflow} order by id`;
}
