// PHP's letters for dates (`d.m.Y H:i`) and for differences (`%a days`).
import { offsetText, pad } from "./dates.ts";
import type { Difference } from "./intervals.ts";
import { daysInMonth, type Local, offsetMs, toLocal, utcMs, weekdayOf } from "./zones.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

export function formatDate(format: string, ms: number, timeZone: string): string {
  const moment: Shown = { local: toLocal(ms, timeZone), offset: offsetMs(ms, timeZone), ms, timeZone };
  let text = "";
  for (let at = 0; at < format.length; at += 1) {
    const letter = format[at] ?? "";
    if (letter === "\\") {
      at += 1;
      text += format[at] ?? "";
    } else {
      text += Object.hasOwn(letters, letter) ? (letters[letter]?.(moment) ?? "") : letter;
    }
  }
  return text;
}

interface Shown {
  readonly local: Local;
  readonly offset: number;
  readonly ms: number;
  readonly timeZone: string;
}

const letters: Readonly<Record<string, (shown: Shown) => string>> = {
  d: ({ local }) => pad(local.day),
  D: ({ local }) => weekdayName(local).slice(0, 3),
  j: ({ local }) => String(local.day),
  l: ({ local }) => weekdayName(local),
  N: ({ local }) => String(weekdayOf(local) || 7),
  S: ({ local }) => ordinalEnding(local.day),
  w: ({ local }) => String(weekdayOf(local)),
  z: ({ local }) => String(dayOfYear(local)),
  W: ({ local }) => pad(isoWeek(local).week),
  o: ({ local }) => String(isoWeek(local).year),
  F: ({ local }) => months[local.month - 1] ?? "",
  m: ({ local }) => pad(local.month),
  M: ({ local }) => (months[local.month - 1] ?? "").slice(0, 3),
  n: ({ local }) => String(local.month),
  t: ({ local }) => String(daysInMonth(local.year, local.month)),
  L: ({ local }) => (daysInMonth(local.year, 2) === 29 ? "1" : "0"),
  Y: ({ local }) => pad(local.year, 4),
  y: ({ local }) => pad(local.year % 100),
  a: ({ local }) => (local.hour < 12 ? "am" : "pm"),
  A: ({ local }) => (local.hour < 12 ? "AM" : "PM"),
  B: ({ ms }) => pad(Math.floor(((((ms / 1000 + 3600) % 86_400) + 86_400) % 86_400) / 86.4), 3),
  g: ({ local }) => String(local.hour % 12 || 12),
  G: ({ local }) => String(local.hour),
  h: ({ local }) => pad(local.hour % 12 || 12),
  H: ({ local }) => pad(local.hour),
  i: ({ local }) => pad(local.minute),
  s: ({ local }) => pad(local.second),
  u: () => "000000",
  v: () => "000",
  e: ({ timeZone }) => timeZone,
  I: ({ local, offset, timeZone }) => (isSummerTime(local, offset, timeZone) ? "1" : "0"),
  O: ({ offset }) => offsetText(offset, ""),
  P: ({ offset }) => offsetText(offset, ":"),
  p: ({ offset }) => (offset === 0 ? "Z" : offsetText(offset, ":")),
  T: ({ offset, timeZone }) => (timeZone === "UTC" ? "UTC" : offsetText(offset, ":")),
  Z: ({ offset }) => String(offset / 1000),
  c: ({ ms, timeZone }) => formatDate("Y-m-d\\TH:i:sP", ms, timeZone),
  r: ({ ms, timeZone }) => formatDate("D, d M Y H:i:s O", ms, timeZone),
  U: ({ ms }) => String(Math.floor(ms / 1000)),
};

function weekdayName(local: Local): string {
  return weekdays[weekdayOf(local)] ?? "";
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function dayOfYear(local: Local): number {
  return Math.floor((utcMs(local) - utcMs({ ...local, month: 1, day: 1, hour: 0, minute: 0, second: 0 })) / 86_400_000);
}

/** The week that holds the Thursday next to the day, and that Thursday's year. */
function isoWeek(local: Local): { readonly year: number; readonly week: number } {
  const thursday = new Date(utcMs({ ...local, day: local.day + 4 - (weekdayOf(local) || 7), hour: 0, minute: 0, second: 0 }));
  const year = thursday.getUTCFullYear();
  const firstDay = utcMs({ year, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
  return { year, week: Math.floor((thursday.getTime() - firstDay) / 604_800_000) + 1 };
}

/** Summer time is when the clock is ahead of what it shows at the other end of the year. */
function isSummerTime(local: Local, offset: number, timeZone: string): boolean {
  const at = (month: number): number => offsetMs(utcMs({ year: local.year, month, day: 1, hour: 12, minute: 0, second: 0 }), timeZone);
  return offset > Math.min(at(1), at(7));
}

const differenceLetters: Readonly<Record<string, (difference: Difference) => string>> = {
  y: ({ years }) => String(years),
  Y: ({ years }) => pad(years, 4),
  m: (difference) => String(difference.months),
  M: (difference) => pad(difference.months),
  d: ({ days }) => String(days),
  D: ({ days }) => pad(days),
  h: ({ hours }) => String(hours),
  H: ({ hours }) => pad(hours),
  i: ({ minutes }) => String(minutes),
  I: ({ minutes }) => pad(minutes),
  s: ({ seconds }) => String(seconds),
  S: ({ seconds }) => pad(seconds),
  f: () => "0",
  F: () => "000000",
  a: ({ totalDays }) => String(totalDays),
  R: ({ negative }) => (negative ? "-" : "+"),
  r: ({ negative }) => (negative ? "-" : ""),
  "%": () => "%",
};

export function formatDifference(format: string, difference: Difference): string {
  return format.replaceAll(/%(.)/gs, (whole, letter: string) =>
    Object.hasOwn(differenceLetters, letter) ? (differenceLetters[letter]?.(difference) ?? "") : whole,
  );
}
