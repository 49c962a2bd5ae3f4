import type { TaskAnswer } from "@kontor/engine/model";
import { z } from "zod";
import { completeTask } from "../../operations/complete-task.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpAny, phpInt, phpMap, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

const answers: Readonly<Record<string, TaskAnswer>> = {
  1: "yes",
  yes: "yes",
  2: "no",
  no: "no",
  3: "ok",
  ok: "ok",
  4: "cancel",
  cancel: "cancel",
};

export const taskComplete = method({
  name: "bizproc.task.complete",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object({
    TASK_ID: phpInt.optional(),
    STATUS: phpString.optional(),
    COMMENT: phpString.optional(),
    FIELDS: phpMap(phpAny).optional(),
  }),
  refusals: { TASK_ID: "task-id-empty", STATUS: "task-status-incorrect" },
  summary: "Completes one's own task.",
  docs: "api-reference/bizproc/bizproc-task/bizproc-task-complete.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    if (!params.TASK_ID || params.TASK_ID < 0) throw new Refusal("task-id-empty");
    const status = (params.STATUS ?? "").trim().toLowerCase();
    const answer = Object.hasOwn(answers, status) ? answers[status] : undefined;
    if (answer === undefined) throw new Refusal("task-status-incorrect");
    await completeTask(runtime, {
      portalId: caller.portalId,
      taskId: params.TASK_ID,
      userId: caller.userId,
      answer,
      comment: params.COMMENT ?? "",
      fields: params.FIELDS ?? {},
    });
    return value(true);
  },
});
