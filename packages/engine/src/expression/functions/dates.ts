// Dates and working time. Everybody's clock is the portal's, so a user's date is the date itself.
import { formatDate, formatDifference } from "../date-format.ts";
import { addInterval, differenceOf, type Interval, isNoInterval, parseInterval } from "../intervals.ts";
import { FormulaError, type Moment, momentAt, type Operand } from "../operand.ts";
import { parseRelativeTime } from "../relative-time.ts";
import type { Scope } from "../scope.ts";
import { addWorkdays, addWorktime, defaultCalendar, isWorkday, isWorktime, workdaySeconds } from "../work-calendar.ts";
import { fromLocal, toLocal } from "../zones.ts";
import { type FormulaFunction, momentIn, numberAt, textAt, wholeAt } from "./arguments.ts";

const halfDaySeconds = 43_200;
const mostWorkdays = 1000;

const formatted: FormulaFunction = (args, scope) => formatDate(textAt(args, 0, scope), momentIn(args, 1, scope, true), scope.timeZone);

export const dates = {
  date: formatted,
  locdate: formatted,
  dateadd: (args, scope) => {
    const ms = momentIn(args, 0, scope);
    const interval = intervalAt(args, 1, scope);
    return isNoInterval(interval) ? Math.floor(ms / 1000) : moment(addInterval(ms, interval, scope.timeZone));
  },
  datediff: (args, scope) =>
    formatDifference(textAt(args, 2, scope), differenceOf(momentIn(args, 0, scope), momentIn(args, 1, scope), scope.timeZone)),
  strtotime: (args, scope) => {
    const ms = parseRelativeTime(textAt(args, 0, scope), momentIn(args, 1, scope, true), scope.timeZone);
    if (ms === null) throw new FormulaError(`"${textAt(args, 0, scope).slice(0, 60)}" says no time`);
    return moment(ms);
  },
  settime: (args, scope) => {
    const day = toLocal(momentIn(args, 0, scope), scope.timeZone);
    const [hour, minute] = [bounded(wholeAt(args, 1), 10_000), bounded(wholeAt(args, 2, 0), 1_000_000)];
    const offset = bounded(numberAt(args, 3, 0), halfDaySeconds);
    return moment(fromLocal({ ...day, hour, minute, second: 0 }, scope.timeZone) - offset * 1000);
  },
  addworkdays: (args, scope) => {
    const count = wholeAt(args, 1);
    if (Math.abs(count) > mostWorkdays) throw new FormulaError(`at most ${mostWorkdays} working days can be added`);
    return moment(addWorkdays(momentIn(args, 0, scope), count, scope.calendar ?? defaultCalendar, scope.timeZone));
  },
  workdateadd: (args, scope) => {
    const calendar = scope.calendar ?? defaultCalendar;
    const { years, months, days, hours, minutes, seconds } = intervalAt(args, 1, scope);
    if (years !== 0 || months !== 0 || seconds !== 0) throw new FormulaError("working time is added in days, hours and minutes");
    const span = days * workdaySeconds(calendar) + hours * 3600 + minutes * 60;
    return moment(addWorktime(momentIn(args, 0, scope), span, calendar, scope.timeZone));
  },
  isworkday: (args, scope) => isWorkday(momentIn(args, 0, scope, true), scope.calendar ?? defaultCalendar, scope.timeZone),
  isworktime: (args, scope) => isWorktime(momentIn(args, 0, scope, true), scope.calendar ?? defaultCalendar, scope.timeZone),
  touserdate: (args, scope) => moment(momentIn(args, 1, scope, true)),
  getuserdateoffset: () => 0,
} satisfies Record<string, FormulaFunction>;

function intervalAt(args: readonly Operand[], index: number, scope: Scope): Interval {
  const text = textAt(args, index, scope);
  const interval = parseInterval(text);
  if (interval === null) throw new FormulaError(`"${text.slice(0, 60)}" is no interval such as 1D2H or "1 day 2 hours"`);
  return interval;
}

function moment(ms: number | null): Moment {
  if (ms === null) throw new FormulaError("the result lies beyond the calendar");
  return momentAt(ms);
}

function bounded(number: number, most: number): number {
  return Math.min(Math.max(number, -most), most);
}
