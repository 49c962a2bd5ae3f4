// The wait for a person's working day, for the steps that have one.
import type { ActivityEvent, Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import { isTrigger } from "./event-driven.ts";
import { isWorking } from "./presence.ts";

/** @returns false where there is nothing to wait for */
export function awaitWorkday(step: Step, property: string): boolean {
  const user = step.users(property)[0];
  if (user === undefined) {
    step.log("error", `${property} names nobody who is active, so no working day was waited for.`);
    return false;
  }
  // What begins a branch has to wait: the news comes at once then.
  if (isWorking(step, user) && !isTrigger(step.node)) return false;
  step.note({ workdayOf: user });
  step.emit({ kind: "await-workday", activity: step.node.activity.name, user });
  return true;
}

/** Whether the event ends the wait, which is then over. */
export function takeWorkday(step: Step, event: ActivityEvent): boolean {
  if (event.kind !== "workday-opened" || awaited(step) !== event.user) return false;
  forgetWorkday(step);
  return true;
}

/** Takes the wait back where there is one. */
export function forgetWorkday(step: Step): void {
  if (awaited(step) === null) return;
  step.note({ workdayOf: null });
  step.emit({ kind: "forget-workday", activity: step.node.activity.name });
}

function awaited(step: Step): UserId | null {
  const user = step.notes["workdayOf"];
  return typeof user === "number" ? (user as UserId) : null;
}
