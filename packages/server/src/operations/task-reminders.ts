// Reminders of tasks: who has not answered is told before the deadline, and again and again after it.
import { enqueue } from "../queue/enqueue.ts";
import { type Claim, deleteJobs } from "../queue/job.ts";
import { insertNotifications } from "../store/notification.ts";
import { lockReminder, readReminderSpan, updateReminderSpan } from "../store/task-reminder.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

type Doing = Pick<Runtime, "database" | "wake">;

/** Milliseconds before the deadline and between two reminders after it; null: nobody is reminded. */
export function readTaskReminder({ database }: Pick<Runtime, "database">, portalId: number): Promise<number | null> {
  return readReminderSpan(database, portalId);
}

const leastMs = 60_000;
const mostMs = 365 * 86_400_000;

/** Open tasks follow at once. @throws Refusal `argument-invalid` */
export async function setTaskReminder({ database, wake }: Doing, portalId: number, spanMs: number | null): Promise<void> {
  if (spanMs !== null && !(spanMs >= leastMs && spanMs <= mostMs)) {
    throw new Refusal("argument-invalid", {
      argument: "task reminder",
      reason: "people are reminded one minute to one year before a deadline",
    });
  }
  await database.transaction((tx) => updateReminderSpan(tx, portalId, spanMs));
  wake();
}

export interface DueReminder {
  readonly portalId: number;
  readonly taskId: number;
  /** The job that is due. */
  readonly claim: Claim;
}

/** The notifications and the job for the next reminder commit together, in place of the job that was due. */
export async function remindOfTask({ database }: Doing, { portalId, taskId, claim }: DueReminder): Promise<void> {
  await database.transaction(async (tx) => {
    // The task before the job, as whoever ends the task locks them.
    const due = await lockReminder(tx, portalId, taskId);
    const isOurs = (await deleteJobs(tx, [claim])).size > 0;
    if (!due || !isOurs) return;
    const { workflowId, activity, next, now, people } = due;
    const text = `The task "${due.name}" ${due.isOverdue ? "was" : "is"} due on ${due.dueText}.`;
    await insertNotifications(tx, portalId, { from: null, to: people, text, workflowId, at: now });
    await enqueue(tx, [{ portalId, kind: "remind-task", workflowId, activity, payload: { task: taskId, portalTime: next } }]);
  });
}
