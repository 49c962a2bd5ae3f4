import { z } from "zod";
import { delegateTasks } from "../../operations/delegate-tasks.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpInt, phpListOrOne } from "../coerce.ts";
import { method, value } from "../method.ts";

export const taskDelegate = method({
  name: "bizproc.task.delegate",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object({
    TASK_IDS: phpListOrOne(phpInt),
    FROM_USER_ID: phpInt,
    TO_USER_ID: phpInt,
  }),
  refusals: { TASK_IDS: "task-ids-invalid", FROM_USER_ID: "delegation-from-user-invalid", TO_USER_ID: "delegation-to-user-invalid" },
  summary: "Hands tasks from one person to another.",
  docs: "api-reference/bizproc/bizproc-task/bizproc-task-delegate.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    const { TASK_IDS: taskIds, FROM_USER_ID: from, TO_USER_ID: to } = params;
    if (taskIds.length === 0 || taskIds.length > 1000 || taskIds.some((id) => id <= 0)) throw new Refusal("task-ids-invalid");
    await delegateTasks(runtime, { portalId: caller.portalId, taskIds, from, to, caller });
    return value(true);
  },
});
