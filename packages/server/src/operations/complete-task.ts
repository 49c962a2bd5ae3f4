// A person answers a task.
import { activityName, type TaskAnswer, userId, type ValueMap } from "@kontor/engine/model";
import type { Database, Db, Tx } from "../db/db.ts";
import { readTaskWithWorkflow } from "../store/workflow.ts";
import { keepFiles } from "./given-files.ts";
import { Refusal } from "./refusal.ts";
import { type Resumed, resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";
import { takeFiles } from "./task-files.ts";

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
 *   `task-execution-failed` with the task's own text (a missing comment, a missing or wrong field)
 */
export async function completeTask(runtime: Runtime, completion: Completion): Promise<void> {
  const { database } = runtime;
  const { portalId, taskId, userId: user, comment, fields } = completion;
  const first = await readTaskWithWorkflow(database, portalId, taskId, user);
  if (!first) throw new Refusal("task-not-found");
  if (first.taskStatus !== 0) throw new Refusal("task-already-completed");
  if (!first.place) throw new Refusal("task-not-found");
  if (first.place.status !== 0 || !first.workflow) throw new Refusal("task-already-completed");
  const taken = await takeFiles(runtime, portalId, taskId, fields);
  const event = {
    kind: "task-answered",
    activity: activityName(first.activity),
    taskId,
    assignee: userId(first.place.assigneeId),
    by: userId(user),
    answer: completion.answer,
    comment,
    fields: taken.fields,
  } as const;
  let known: typeof first | null = first;
  const readAgain = async (db: Db) => {
    const seen = known ?? (await readTaskWithWorkflow(db, portalId, taskId, user));
    known = null;
    // Whoever lost the race for the workflow may find the task decided, or their own answer given, by now.
    return seen?.taskStatus === 0 && seen.place?.status === 0 ? seen.workflow : null;
  };
  const workflowId = first.workflow.id;
  const answer = async (db: Database | Tx) =>
    outcome(await resumeWith(runtime, db, { portalId, workflowId, event, userId: user }, () => readAgain(db)));
  if (taken.files.length === 0) return answer(database);
  await database.transaction(async (tx) => {
    await keepFiles(tx, portalId, taken.files, { createdBy: user, workflowId });
    await answer(tx);
  });
  runtime.wake();
}

function outcome(resumed: Resumed): void {
  if (resumed.kind === "gone" || resumed.kind === "ignored") throw new Refusal("task-already-completed");
  if (resumed.kind !== "refused") return;
  if (resumed.code === "incorrect-answer") throw new Refusal("task-status-incorrect");
  throw new Refusal("task-execution-failed", { message: resumed.text });
}
