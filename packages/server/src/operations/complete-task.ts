// A person answers a task.
import { activityName, type TaskAnswer, userId, type ValueMap } from "@kontor/engine/model";
import { readTaskWithWorkflow } from "../store/workflow.ts";
import { Refusal } from "./refusal.ts";
import { resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export interface Completion {
  readonly portalId: number;
  readonly taskId: number;
  readonly userId: number;
  readonly answer: TaskAnswer;
  readonly comment: string;
  readonly fields: ValueMap;
}

/**
 * Completes the caller's own task.
 * @throws Refusal `task-not-found` (also for somebody else's task), `task-already-completed`, `task-status-incorrect`,
 *   `task-execution-failed` with the task's own text (a missing comment or field)
 */
export async function completeTask(runtime: Runtime, completion: Completion): Promise<void> {
  const { database } = runtime;
  const { portalId, taskId, userId: user, answer, comment, fields } = completion;
  const read = () => readTaskWithWorkflow(database, portalId, taskId, user);
  const first = await read();
  if (!first) throw new Refusal("task-not-found");
  if (first.taskStatus !== 0) throw new Refusal("task-already-completed");
  if (!first.place) throw new Refusal("task-not-found");
  if (first.place.status !== 0 || !first.workflow) throw new Refusal("task-already-completed");
  const event = {
    kind: "task-answered",
    activity: activityName(first.activity),
    taskId,
    assignee: userId(first.place.assigneeId),
    by: userId(user),
    answer,
    comment,
    fields,
  } as const;
  let known: typeof first | null = first;
  const resumed = await resumeWith(runtime, database, { portalId, workflowId: first.workflow.id, event, userId: user }, async () => {
    const seen = known ?? (await read());
    known = null;
    // Whoever lost the race for the workflow may find the task decided, or their own answer given, by now.
    return seen?.taskStatus === 0 && seen.place?.status === 0 ? seen.workflow : null;
  });
  if (resumed.kind === "gone" || resumed.kind === "ignored") throw new Refusal("task-already-completed");
  if (resumed.kind !== "refused") return;
  if (resumed.code === "incorrect-answer") throw new Refusal("task-status-incorrect");
  throw new Refusal("task-execution-failed", { message: resumed.text });
}
