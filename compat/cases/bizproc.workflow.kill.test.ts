import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import { startedWorkflow } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import { startedOf, startedTask } from "../support/tasks.ts";

/** How many rows of each table that knows of workflows name this one; only those that have any. */
async function traces(world: RestWorld, workflow: unknown): Promise<object> {
  const { database } = world.test;
  const id = String(workflow);
  const [rows] = await database.sql<Record<string, number>>`
    select (select count(*) from workflow where id = ${id})::int as workflow,
           (select count(*) from workflow_history where id = ${id})::int as history,
           (select count(*) from workflow_log where workflow_id = ${id})::int as log,
           (select count(*) from task where workflow_id = ${id})::int as task,
           (select count(*) from job where workflow_id = ${id})::int as job,
           (select count(*) from notification where workflow_id = ${id})::int as notification`;
  return Object.fromEntries(Object.entries(rows ?? {}).filter(([, count]) => count > 0));
}

function kills(line: string, prepared: (world: RestWorld) => Promise<string>, had: object, as: Case["as"] = "admin"): Case {
  return {
    line,
    as,
    async params(world) {
      const ID = await prepared(world);
      expect(await traces(world, ID)).toMatchObject(had);
      return { ID };
    },
    answers: { result: true },
    async leaves(world, { ID }) {
      expect(await traces(world, ID)).toEqual({});
      const listed = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: ID } });
      expect(listed.body).toMatchObject({ result: [], total: 0 });
      const running = await world.call("admin", "bizproc.workflow.instances", { filter: { ID } });
      expect(running.body).toMatchObject({ result: [], total: 0 });
    },
  };
}

const some = expect.any(Number);
const empty = { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" };
const denied = { status: 403, error: "ACCESS_DENIED", text: "Access denied!" };

replay("bizproc.workflow.kill", "bizproc/bizproc-workflow-kill.md", [
  kills("ID: the workflow and all that is known of it are gone", (world) => startedWorkflow(world), { workflow: 1, task: 1, log: some }),
  kills("through an application of an administrator", (world) => startedWorkflow(world), { workflow: 1 }, "application"),
  kills(
    "tasks that were answered go too",
    async (world) => {
      const { workflow, task } = await startedTask(world, "ApproveActivity");
      await world.call("employee", "bizproc.task.complete", { TASK_ID: task, STATUS: 1 });
      return workflow;
    },
    { workflow: 1, task: 2 },
  ),
  kills(
    "a task of several people",
    async (world) => (await startedTask(world, "ReviewActivity", { Users: ["user_2", "user_3", "user_4"] })).workflow,
    { task: 1 },
  ),
  kills("a workflow that is over", (world) => startedOf(world, [step("LogActivity", { Text: "Done" })]), { history: 1, log: some }),
  kills(
    "a workflow that was terminated",
    async (world) => {
      const ID = await startedWorkflow(world);
      await world.call("admin", "bizproc.workflow.terminate", { ID });
      return ID;
    },
    { history: 1, log: some },
  ),
  kills("a workflow that is held at a step which nobody knows", (world) => startedOf(world, [step("NobodyKnowsActivity")]), {
    workflow: 1,
  }),
  kills(
    "a workflow that waits for a time: its timer goes with it",
    (world) => startedOf(world, [step("DelayActivity", { TimeoutDuration: 5, TimeoutDurationType: "d" })]),
    { workflow: 1, job: 1 },
  ),
  kills(
    "notifications that it has sent",
    (world) =>
      startedOf(world, [
        step("IMNotifyActivity", { MessageUserFrom: "user_1", MessageUserTo: ["user_2"], MessageSite: "Look", MessageType: "4" }),
        step("ReviewActivity", { Title: "Wait", Users: ["user_5"] }),
      ]),
    { notification: 1 },
  ),
  {
    line: "another workflow on the same document stays",
    as: "admin",
    params: async (world) => {
      const ID = await startedWorkflow(world);
      const { body } = await world.call("admin", "bizproc.workflow.instances", { filter: { ID }, select: ["DOCUMENT_ID", "TEMPLATE_ID"] });
      const [{ DOCUMENT_ID, TEMPLATE_ID }] = body.result;
      await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", DOCUMENT_ID] });
      return { ID, TEMPLATE_ID };
    },
    answers: { result: true },
    async leaves(world, { TEMPLATE_ID }) {
      const { body } = await world.call("admin", "bizproc.workflow.instances", { filter: { TEMPLATE_ID } });
      expect(body.total).toBe(1);
      const tasks = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_TEMPLATE_ID: TEMPLATE_ID } });
      expect(tasks.body.total).toBe(1);
    },
  },
  {
    line: "ID in lower case, with blanks around it",
    as: "admin",
    params: async (world) => ({ id: ` ${await startedWorkflow(world)} ` }),
    answers: { result: true },
    async leaves(world, { id }) {
      expect(await traces(world, String(id).trim())).toEqual({});
    },
  },
  {
    line: "a second time",
    as: "admin",
    params: async (world) => {
      const ID = await startedWorkflow(world);
      await world.call("admin", "bizproc.workflow.kill", { ID });
      return { ID };
    },
    answers: { result: true },
  },
  { line: "an ID that no workflow has", as: "admin", params: { ID: "65e5a449e8f135.21284909" }, answers: { result: true } },
  { line: "an ID that is a number, as the page types it", as: "admin", params: { ID: 65 }, answers: { result: true } },
  { line: "ERROR_WRONG_WORKFLOW_ID: no ID", as: "admin", params: {}, answers: empty },
  { line: "ERROR_WRONG_WORKFLOW_ID: an empty ID", as: "admin", params: { ID: "" }, answers: empty },
  { line: "ERROR_WRONG_WORKFLOW_ID: an ID of blanks", as: "admin", params: { ID: "  " }, answers: empty },
  { line: "ERROR_WRONG_WORKFLOW_ID: an ID that is no text", as: "admin", params: { ID: ["6a9de7b2b57a67.60183561"] }, answers: empty },
  { line: "ERROR_WRONG_WORKFLOW_ID: null", as: "admin", params: { ID: null }, answers: empty },
  ...(["employee", "manager", "application of the employee"] as const).map(
    (as): Case => ({
      line: `ACCESS_DENIED: the ${as}`,
      as,
      params: async (world) => ({ ID: await startedWorkflow(world) }),
      answers: denied,
    }),
  ),
  { line: "ACCESS_DENIED comes before an empty ID", as: "employee", params: {}, answers: denied },
]);
