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
  about: {
    TASK_ID: { required: true, text: "The task, as `bizproc.task.list` names it." },
    STATUS: {
      required: true,
      type: "`yes` or 1, `no` or 2, `ok` or 3, `cancel` or 4",
      text: "The answer: `yes` or `no` to an approval, `ok` to an acknowledgment or a request for information, `cancel` where the latter may be declined.",
    },
    COMMENT: { text: "A comment. Some tasks demand one." },
    FIELDS: {
      text: "What a request for information asks for, by the ids of its fields. A file is a list of its name and its content in base64, at most 10 MB; or the link that its default is shown as.",
    },
  },
  errors: {
    "task-id-empty": "`TASK_ID` is missing or no number above 0.",
    "task-status-incorrect": "`STATUS` is missing or unknown, or no answer to this kind of task.",
    "task-not-found": "There is no such task, or it was never the caller's.",
    "task-already-completed": "The task is decided, or the caller has answered it already.",
    "task-execution-failed":
      "A comment or a field that the task demands is missing, or a field does not take the value; the text names it.",
  },
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
