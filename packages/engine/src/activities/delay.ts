// Waits for a time span, or until a moment. A moment that has passed (or passes within a second) is not waited for, except where the wait
// begins a branch: there its timer is due at once.
import type { ActivityType, Step } from "../activity-type.ts";
import { dateTimeText, parseClocked } from "../expression/dates.ts";
import { zoneOf } from "../expression/users.ts";
import { fromLocal, toLocal } from "../expression/zones.ts";
import { asList, asText } from "../model/value.ts";
import { isTrigger } from "./event-driven.ts";
import { cancelTimer, setTimer, timeoutMs } from "./timer.ts";

export const delay: ActivityType = {
  start(step) {
    if (!delayUntil(step)) step.close();
  },
  handle(step, event) {
    if (event.kind === "timer-fired") step.close();
  },
  cancel: cancelTimer,
};

/** @returns false where there is nothing to wait for */
export function delayUntil(step: Step): boolean {
  const { now } = step.context;
  const moment = momentOf(step) ?? now;
  if (moment <= now + 1000 && !isTrigger(step.node)) return false;
  const at = Math.max(moment, now);
  setTimer(step, at);
  if (step.flag("WriteToLog", false) || step.workflow.tracked) step.log("report", `Waits until ${dateTimeText(at, step.context.timeZone)}`);
  return true;
}

function momentOf(step: Step): number | null {
  const span = timeoutMs(step);
  if (span > 0) return step.context.now + span;
  const time = step.property("TimeoutTime");
  const moment = parseClocked(time, step.context.timeZone);
  const [written] = asList(time).map(asText);
  if (moment === null && written) step.log("error", `"${written.slice(0, 100)}" is no time to wait for, so nothing was waited for.`);
  return moment && (moment.clock === null && step.flag("TimeoutTimeIsLocal", false) ? onCallersClock(step, moment.ms) : moment.ms);
}

/** When the clock of whoever caused this shows what the portal's would have shown. Nobody has the portal's. */
function onCallersClock({ context }: Step, ms: number): number {
  if (context.user === null) return ms;
  return fromLocal(toLocal(ms, context.timeZone), zoneOf(context.user, context));
}
