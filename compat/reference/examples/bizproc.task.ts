import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import { startedTask } from "../../support/tasks.ts";
import type { Examples } from "../example.ts";

/** Number of an approval that the employee is asked for. */
async function approval(world: RestWorld): Promise<number> {
  return Number((await startedTask(world, "ApproveActivity")).task);
}

export const taskExamples = {
  "bizproc.task.complete": [
    {
      title: "Approve",
      as: "employee",
      params: async (world) => ({ TASK_ID: await approval(world), STATUS: "yes", COMMENT: "Fine with me" }),
    },
    {
      title: "Give what was asked for",
      as: "employee",
      params: async (world) => {
        const asked = { RequestedInformation: [{ Id: "price", Title: "Price", Name: "price", Type: "int", Required: "Y" }] };
        const { task } = await startedTask(world, "RequestInformationActivity", asked);
        return { TASK_ID: Number(task), STATUS: "ok", FIELDS: { price: 250 } };
      },
    },
    {
      title: "Somebody else's task",
      as: "manager",
      params: async (world) => ({ TASK_ID: await approval(world), STATUS: "yes" }),
      error: "task-not-found",
    },
  ],
  "bizproc.task.delegate": [
    {
      title: "A manager hands on a task of the team",
      as: "manager",
      params: async (world) => ({ TASK_IDS: [await approval(world)], FROM_USER_ID: 2, TO_USER_ID: 5 }),
    },
    {
      title: "To a person who has left",
      params: async (world) => ({ TASK_IDS: [await approval(world)], FROM_USER_ID: 2, TO_USER_ID: 6 }),
      error: "delegation-to-outsider",
    },
  ],
  "bizproc.task.list": [
    {
      title: "One's own tasks that wait",
      as: "employee",
      params: async (world) => {
        await startedTask(world, "ApproveActivity", { Name: "Approve the desk" });
        return { SELECT: ["ID", "NAME", "WORKFLOW_ID", "DOCUMENT_NAME", "MODIFIED"], FILTER: { USER_STATUS: 0 }, ORDER: { ID: "DESC" } };
      },
    },
    {
      title: "Tasks of a person who is not below the caller",
      as: "employee",
      params: { SELECT: ["ID"], FILTER: { USER_ID: 4 } },
      error: "access-denied",
    },
  ],
} satisfies Record<string, Examples>;
