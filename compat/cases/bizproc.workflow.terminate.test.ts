import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { startedWorkflow } from "../support/preparations.ts";
import { replay } from "../support/replay.ts";

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
    line: "STATUS: the text that the workflow ends with",
    as: "admin",
    params: async (world) => ({ ID: await startedWorkflow(world), STATUS: "Stopped by hand" }),
    answers: { result: true },
    async leaves(world, { ID }) {
      const [row] = await world.test.database.sql<{ status: string; state: unknown }>`
        select status, state from workflow_history where id = ${String(ID)}`;
      expect(row?.status).toBe("terminated");
      expect(JSON.stringify(row?.state)).toContain("Stopped by hand");
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
    line: "ACCESS_DENIED: no administrator",
    as: "employee",
    params: async (world) => ({ ID: await startedWorkflow(world) }),
    answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
  },
]);
