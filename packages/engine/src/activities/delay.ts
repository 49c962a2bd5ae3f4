// Waits for a time span, or until a moment. A moment that has passed (or passes within a second) is not waited for.
import type { ActivityType, Step } from "../activity-type.ts";
import { dateTimeText, parseMoment } from "../expression/dates.ts";
import { cancelTimer, setTimer, timeoutMs } from "./timer.ts";

export const delay: ActivityType = {
  start(step) {
    const at = momentOf(step);
    if (at === null || at <= step.context.now + 1000) return step.close();
    setTimer(step, at);
    if (step.flag("WriteToLog", false)) step.log("report", `Waits until ${dateTimeText(at, step.context.timeZone)}`);
  },
  handle(step, event) {
    if (event.kind === "timer-fired") step.close();
  },
  cancel: cancelTimer,
};

function momentOf(step: Step): number | null {
  const span = timeoutMs(step);
  if (span > 0) return step.context.now + span;
  return parseMoment(step.property("TimeoutTime"), step.context.timeZone);
}
