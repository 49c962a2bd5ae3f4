import { z } from "zod";
import { delegateTasks } from "../../operations/delegate-tasks.ts";
import { phpInt, phpListOrOne } from "../coerce.ts";
import { method, value } from "../method.ts";

export const taskDelegate = method({
  name: "bizproc.task.delegate",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object({
    TASK_IDS: phpListOrOne(phpInt).refine((ids) => ids.length > 0 && ids.length <= 1000 && ids.every((id) => id > 0)),
    FROM_USER_ID: phpInt,
    TO_USER_ID: phpInt,
  }),
  refusals: { TASK_IDS: "task-ids-invalid", FROM_USER_ID: "delegation-from-user-invalid", TO_USER_ID: "delegation-to-user-invalid" },
  summary: "Hands tasks from one person to another.",
  about: {
    TASK_IDS: { required: true, text: "The tasks, at most 1000. Either all are handed over or none." },
    FROM_USER_ID: { required: true, text: "Whose tasks they are: the caller, somebody below the caller or, for administrators, anybody." },
    TO_USER_ID: { required: true, text: "Who gets them, and is told of it." },
  },
  errors: {
    "task-ids-invalid": "`TASK_IDS` is missing, empty, too long, or holds something else than numbers above 0.",
    "delegation-from-user-invalid": "`FROM_USER_ID` is missing or nobody of this portal.",
    "delegation-to-user-invalid": "`TO_USER_ID` is missing or nobody of this portal.",
    "delegation-to-outsider": "`TO_USER_ID` is not active any more.",
    "delegation-user-not-responsible": "The caller may not act for `FROM_USER_ID`, or the one task named is not theirs.",
    "delegation-failed":
      "A task cannot be handed over: it is unknown, completed, already the other's too, or may not be delegated. The text names each.",
  },
  docs: "api-reference/bizproc/bizproc-task/bizproc-task-delegate.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    const { TASK_IDS: taskIds, FROM_USER_ID: from, TO_USER_ID: to } = params;
    await delegateTasks(runtime, { portalId: caller.portalId, taskIds, from, to, caller });
    return value(true);
  },
});
