// Dates and working time. A date that has a clock of its own is calculated on it and keeps it; all others are on the portal's.

import { formatDate, formatDifference } from "../date-format.ts";
import { type Clocked, clockAt } from "../dates.ts";
import { addInterval, differenceOf, type Interval, isNoInterval, parseInterval } from "../intervals.ts";
import { FormulaError, type Moment, momentAt, type Operand } from "../operand.ts";
import { parseRelativeTime } from "../relative-time.ts";
import type { Scope } from "../scope.ts";
import { addWorkdays, addWorktime, defaultCalendar, isWorkday, isWorktime, workdaySeconds } from "../work-calendar.ts";
import { fromLocal, offsetMs, toLocal } from "../zones.ts";
import { clockedIn, type FormulaFunction, momentIn, numberAt, textAt, wholeAt, zoneIn } from "./arguments.ts";

const halfDaySeconds = 43_200;
const mostWorkdays = 1000;

const formatted: FormulaFunction = (args, scope) => {
  const { ms, clock } = clockedIn(args, 1, scope, true);
  return formatDate(textAt(args, 0, scope), ms, clock ?? scope.timeZone);
};

export const dates = {
  date: formatted,
  locdate: formatted,
  dateadd: (args, scope) => {
    const { ms, clock } = clockedIn(args, 0, scope);
    const interval = intervalAt(args, 1, scope);
    return isNoInterval(interval) ? Math.floor(ms / 1000) : moment(addInterval(ms, interval, clock ?? scope.timeZone), clock);
  },
  datediff: (args, scope) =>
    formatDifference(textAt(args, 2, scope), differenceOf(momentIn(args, 0, scope), momentIn(args, 1, scope), scope.timeZone)),
  strtotime: (args, scope) => {
    const base = clockedIn(args, 1, scope, true);
    const ms = parseRelativeTime(textAt(args, 0, scope), base.ms, base.clock ?? scope.timeZone);
    if (ms === null) throw new FormulaError(`"${textAt(args, 0, scope).slice(0, 60)}" says no time`);
    return moment(ms, base.clock);
  },
  settime: (args, scope) => {
    const { ms, clock } = clockedIn(args, 0, scope);
    const zone = clock ?? scope.timeZone;
    const [hour, minute] = [bounded(wholeAt(args, 1), 10_000), bounded(wholeAt(args, 2, 0), 1_000_000)];
    const offset = bounded(numberAt(args, 3, 0), halfDaySeconds);
    return moment(fromLocal({ ...toLocal(ms, zone), hour, minute, second: 0 }, zone) - offset * 1000, clock);
  },
  addworkdays: (args, scope) => {
    const count = wholeAt(args, 1);
    if (Math.abs(count) > mostWorkdays) throw new FormulaError(`at most ${mostWorkdays} working days can be added`);
    const { ms, clock } = clockedIn(args, 0, scope);
    return moment(addWorkdays(ms, count, scope.calendar ?? defaultCalendar, clock ?? scope.timeZone), clock);
  },
  workdateadd: (args, scope) => {
    const calendar = scope.calendar ?? defaultCalendar;
    const { years, months, days, hours, minutes, seconds } = intervalAt(args, 1, scope);
    if (years !== 0 || months !== 0 || seconds !== 0) throw new FormulaError("working time is added in days, hours and minutes");
    const span = days * workdaySeconds(calendar) + hours * 3600 + minutes * 60;
    const { ms, clock } = clockedIn(args, 0, scope);
    const person = zoneIn(args, 2, scope);
    const moved = addWorktime(ms, span, calendar, person ?? clock ?? scope.timeZone);
    return moment(moved, person === undefined || moved === null ? clock : clockAt(moved, person, scope.timeZone));
  },
  isworkday: (args, scope) => isWorkday(...workingAt(args, scope)),
  isworktime: (args, scope) => isWorktime(...workingAt(args, scope)),
  touserdate: (args, scope) => {
    const { ms, clock } = clockedIn(args, 1, scope, true);
    const zone = zoneIn(args, 0, scope);
    return moment(ms, zone === undefined ? clock : clockAt(ms, zone, scope.timeZone));
  },
  getuserdateoffset: (args, scope) =>
    (offsetMs(scope.now, zoneIn(args, 0, scope) ?? scope.timeZone) - offsetMs(scope.now, scope.timeZone)) / 1000,
} satisfies Record<string, FormulaFunction>;

function intervalAt(args: readonly Operand[], index: number, scope: Scope): Interval {
  const text = textAt(args, index, scope);
  const interval = parseInterval(text);
  if (interval === null) throw new FormulaError(`"${text.slice(0, 60)}" is no interval such as 1D2H or "1 day 2 hours"`);
  return interval;
}

/** A date, now where it is missing, and when the person named after it works. */
function workingAt(args: readonly Operand[], scope: Scope): Parameters<typeof isWorkday> {
  const { ms, clock } = clockedIn(args, 0, scope, true);
  return [ms, scope.calendar ?? defaultCalendar, zoneIn(args, 1, scope) ?? clock ?? scope.timeZone];
}

function moment(ms: number | null, clock: Clocked["clock"]): Moment {
  if (ms === null) throw new FormulaError("the result lies beyond the calendar");
  return momentAt(ms, "datetime", clock);
}

function bounded(number: number, most: number): number {
  return Math.min(Math.max(number, -most), most);
}
