// The pause of an automation rule: a pause, and then, where the step says so, the wait for a person's working day.
import type { ActivityType, Step } from "../activity-type.ts";
import { asList } from "../model/value.ts";
import { delay, delayUntil } from "./delay.ts";
import { awaitWorkday, forgetWorkday, takeWorkday } from "./workday.ts";

export const robotDelay: ActivityType = {
  start(step) {
    if (!delayUntil(step)) afterwards(step);
  },
  handle(step, event) {
    if (event.kind === "timer-fired") afterwards(step);
    else if (takeWorkday(step, event)) step.close();
  },
  cancel(step) {
    delay.cancel?.(step);
    forgetWorkday(step);
  },
};

function afterwards(step: Step): void {
  const isAsked = asList(step.property("WaitWorkDayUser")).length > 0;
  if (!isAsked || !awaitWorkday(step, "WaitWorkDayUser")) step.close();
}
