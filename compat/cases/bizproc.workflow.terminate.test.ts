import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import { startedWorkflow } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import { startedOf, startedTask, stateOf } from "../support/tasks.ts";

async function instances(world: RestWorld, id: unknown): Promise<unknown[]> {
  return (await world.call("admin", "bizproc.workflow.instances", { filter: { ID: id } })).body.result;
}

replay("bizproc.workflow.terminate", "bizproc/bizproc-workflow-terminate.md", [
  {
    line: "ID: ends the workflow, and its tasks with it",
    as: "admin",
    params: async (world) => ({ ID: await startedWorkflow(world) }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect(await instances(world, ID)).toEqual([]);
      const { body } = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: ID, STATUS: 0 }, select: ["ID"] });
      expect(body.result).toEqual([]);
    },
  },
  {
    line: "ID in lower case, with blanks around it",
    as: "admin",
    params: async (world) => ({ id: ` ${await startedWorkflow(world)} ` }),
    answers: { result: true },
    async leaves(world, { id }) {
      expect(await instances(world, id)).toEqual([]);
    },
  },
  {
    line: "through an application of an administrator",
    as: "application",
    params: async (world) => ({ ID: await startedWorkflow(world) }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect(await instances(world, ID)).toEqual([]);
    },
  },
  {
    line: "STATUS: the text that the workflow ends with",
    as: "admin",
    params: async (world) => ({ ID: await startedWorkflow(world), STATUS: "Stopped by hand" }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect((await stateOf(world, ID)).stateTitle).toBe("Stopped by hand");
    },
  },
  ...[
    ["left out", {}],
    ["empty", { STATUS: "" }],
  ].map(
    ([how, more]): Case => ({
      line: `STATUS ${how}: the workflow ends as Terminated`,
      as: "admin",
      params: async (world) => ({ ID: await startedWorkflow(world), ...(more as object) }),
      answers: { result: true },
      async leaves(world, { ID }) {
        expect((await stateOf(world, ID)).stateTitle).toBe("Terminated");
      },
    }),
  ),
  {
    line: "STATUS of a thousand characters is cut to what a status holds",
    as: "admin",
    params: async (world) => ({ ID: await startedWorkflow(world), STATUS: "x".repeat(1000) }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect((await stateOf(world, ID)).stateTitle).toBe("x".repeat(255));
    },
  },
  {
    line: "all that is known is preserved: a task that was answered is still listed, with the text of STATUS",
    as: "admin",
    params: async (world) => {
      const { workflow, task } = await startedTask(world, "ApproveActivity");
      await world.call("employee", "bizproc.task.complete", { TASK_ID: task, STATUS: 1 });
      return { ID: workflow, STATUS: "No longer needed" };
    },
    answers: { result: true },
    async leaves(world, { ID }) {
      const { body } = await world.call("admin", "bizproc.task.list", {
        filter: { WORKFLOW_ID: ID },
        select: ["NAME", "STATUS", "USER_ID", "USER_STATUS", "WORKFLOW_STATE"],
      });
      const answered = { NAME: "Ask", STATUS: "1", USER_ID: "2", USER_STATUS: "1", WORKFLOW_STATE: "No longer needed" };
      expect(body.result).toEqual([answered]);
      const log = await world.test.database.sql`select from workflow_log where workflow_id = ${String(ID)}`;
      expect(log.length).toBeGreaterThan(1);
    },
  },
  {
    line: "a workflow that is held at a step which nobody knows",
    as: "admin",
    params: async (world) => ({ ID: await startedOf(world, [step("NobodyKnowsActivity")]) }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect(await instances(world, ID)).toEqual([]);
    },
  },
  {
    line: "a workflow that waits for a time: its timer goes with it",
    as: "admin",
    params: async (world) => ({
      ID: await startedOf(world, [step("DelayActivity", { TimeoutDuration: 5, TimeoutDurationType: "d" })]),
    }),
    answers: { result: true },
    async leaves(world, { ID }) {
      expect(await world.test.database.sql`select from job where workflow_id = ${String(ID)}`).toEqual([]);
    },
  },
  {
    line: "STATUE, as the PHP SDK spells it, is no error",
    as: "admin",
    params: async (world) => ({ ID: await startedWorkflow(world), STATUE: "x" }),
    answers: { result: true },
  },
  {
    line: "a workflow that is over",
    as: "admin",
    params: async (world) => {
      const ID = await startedWorkflow(world);
      await world.call("admin", "bizproc.workflow.terminate", { ID });
      return { ID };
    },
    answers: { result: true },
  },
  { line: "an ID that no workflow has", as: "admin", params: { ID: "65e5a449e8f135.21284909" }, answers: { result: true } },
  { line: "an ID that is a number, as the Python SDK types it", as: "admin", params: { ID: 65 }, answers: { result: true } },
  {
    line: "ERROR_WRONG_WORKFLOW_ID: no ID",
    as: "admin",
    params: {},
    answers: { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" },
  },
  {
    line: "ERROR_WRONG_WORKFLOW_ID: an empty ID",
    as: "admin",
    params: { ID: "" },
    answers: { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" },
  },
  {
    line: "ERROR_WRONG_WORKFLOW_ID: an ID of blanks",
    as: "admin",
    params: { ID: "  " },
    answers: { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" },
  },
  {
    line: "ERROR_WRONG_WORKFLOW_ID: an ID that is no text",
    as: "admin",
    params: { ID: { 0: "6a9de7b2b57a67.60183561" } },
    answers: { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" },
  },
  {
    line: "ERROR_WRONG_WORKFLOW_ID: null",
    as: "admin",
    params: { ID: null },
    answers: { status: 400, error: "ERROR_WRONG_WORKFLOW_ID", text: "Empty workflow instance ID" },
  },
  ...(["employee", "manager", "application of the employee"] as const).map(
    (as): Case => ({
      line: `ACCESS_DENIED: the ${as}`,
      as,
      params: async (world) => ({ ID: await startedWorkflow(world) }),
      answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
    }),
  ),
  {
    line: "ACCESS_DENIED comes before an empty ID",
    as: "employee",
    params: {},
    answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
  },
]);
