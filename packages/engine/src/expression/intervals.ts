// Spans of time: `1Y2M3D4H5I6S` or `4 days 5 hours`, added to moments and taken between them.
import { fromLocal, isRepresentable, type Local, toLocal, utcMs, utcParts } from "./zones.ts";

export interface Interval {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

const dayMs = 86_400_000;

const none: Interval = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };

const units: Readonly<Record<string, keyof Interval>> = {
  y: "years",
  year: "years",
  m: "months",
  month: "months",
  d: "days",
  day: "days",
  h: "hours",
  hour: "hours",
  i: "minutes",
  min: "minutes",
  minute: "minutes",
  s: "seconds",
  sec: "seconds",
  second: "seconds",
};

/** Null where the text is no interval. A minus in front counts for all parts. */
export function parseInterval(text: string): Interval | null {
  const trimmed = text.trim().toLowerCase();
  const negative = trimmed.startsWith("-");
  const amounts: { -readonly [K in keyof Interval]: number } = { ...none };
  const part = /[\s,]*([+-]?\d{1,9})\s*([a-z]+)/y;
  part.lastIndex = negative ? 1 : 0;
  while (part.lastIndex < trimmed.length) {
    const found = part.exec(trimmed);
    const word = found?.[2] ?? "";
    const unit = units[word] ?? (word.endsWith("s") ? units[word.slice(0, -1)] : undefined);
    if (!found || unit === undefined || !Object.hasOwn(amounts, unit)) return null;
    amounts[unit] += negative ? -Number(found[1]) : Number(found[1]);
  }
  return amounts;
}

export function isNoInterval(interval: Interval): boolean {
  return Object.values(interval).every((amount) => amount === 0);
}

/** Years to days move on the calendar (31 January and a month is 3 March), hours to seconds by the clock that never jumps. Null beyond the year 9999. */
export function addInterval(ms: number, interval: Interval, timeZone: string): number | null {
  const local = toLocal(ms, timeZone);
  const { years, months, days, hours, minutes, seconds } = interval;
  const moved = utcMs({ ...local, year: local.year + years, month: local.month + months, day: local.day + days });
  if (!isRepresentable(moved)) return null;
  // A moment that the calendar does not move keeps its side of a repeated hour.
  const start = years === 0 && months === 0 && days === 0 ? ms : fromLocal(utcParts(moved), timeZone);
  const result = start + (hours * 3600 + minutes * 60 + seconds) * 1000;
  return isRepresentable(result) ? result : null;
}

export interface Difference extends Interval {
  readonly negative: boolean;
  /** Whole days in all. */
  readonly totalDays: number;
}

/** From one moment to another, by the calendar and clock of the zone. Below a day it is the time that really passes, also where a clock is changed. */
export function differenceOf(from: number, to: number, timeZone: string): Difference {
  const negative = to < from;
  const [early, late] = (negative ? [to, from] : [from, to]).map((ms) => toLocal(ms, timeZone)) as [Local, Local];
  const wall = Math.max(0, utcMs(late) - utcMs(early));
  const { months, rest } = negative ? monthsBack(early, late) : monthsOn(early, late);
  const isWithinDay = months === 0 && rest < dayMs;
  const seconds = Math.max(0, Math.floor((isWithinDay ? Math.abs(to - from) : rest) / 1000));
  return {
    negative,
    totalDays: Math.floor(wall / dayMs),
    years: Math.trunc(months / 12),
    months: months % 12,
    days: Math.floor(seconds / 86_400),
    hours: Math.floor((seconds % 86_400) / 3600),
    minutes: Math.floor((seconds % 3600) / 60),
    seconds: seconds % 60,
  };
}

interface Months {
  readonly months: number;
  /** Milliseconds beyond them. */
  readonly rest: number;
}

/** Whole months counted on from the earlier date. Two steps back where the month between is too short: 31 January and a month is beyond 1 March. */
function monthsOn(early: Local, late: Local): Months {
  let months = monthsBetween(early, late);
  while (months > 0 && monthsLater(early, months) > utcMs(late)) months -= 1;
  return { months, rest: utcMs(late) - monthsLater(early, months) };
}

/** Whole months counted back from the later date, as PHP does where the later date stands first: 1 March less a month and a day is 31 January. */
function monthsBack(early: Local, late: Local): Months {
  let months = monthsBetween(early, late);
  while (months > 0 && monthsLater(late, -months) < utcMs(early)) months -= 1;
  return { months, rest: monthsLater(late, -months) - utcMs(early) };
}

function monthsBetween(early: Local, late: Local): number {
  return (late.year - early.year) * 12 + late.month - early.month;
}

function monthsLater(local: Local, months: number): number {
  return utcMs({ ...local, month: local.month + months });
}
