// English for moments: "tomorrow 10:00", "+1 day", "next monday", "first day of next month". A useful part of PHP's language.
import { parseMoment } from "./dates.ts";
import { daysInMonth, fromLocal, isRepresentable, type Local, toLocal, utcMs, utcParts, weekdayOf } from "./zones.ts";

const monthNames = "january february march april may june july august september october november december".split(" ");
const weekdayNames = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const ordinals = ["first", "second", "third", "fourth", "fifth"];

/** What has been read so far; put together at the end, since the order of words does not matter. */
interface Reading {
  day: Pick<Local, "year" | "month" | "day">;
  time: Pick<Local, "hour" | "minute" | "second">;
  hasTime: boolean;
  years: number;
  months: number;
  days: number;
  seconds: number;
  workdays: number;
  /** "monday", "next monday", "last monday". */
  weekday: { readonly day: number; readonly direction: -1 | 0 | 1 } | null;
  /** "first day of", "last friday of": the n-th, or -1 for the last; a null weekday is any day. */
  ofMonth: { readonly nth: number; readonly weekday: number | null } | null;
  /** "next week", "this week": then "monday" is the Monday of that week, not the next one from that day. */
  inWeek: boolean;
}

type Rule = readonly [pattern: RegExp, take: (found: RegExpExecArray, reading: Reading) => boolean];

/** Full names, or their first three letters; longer words that merely begin like one are none. */
function namesPattern(names: readonly string[]): string {
  return `(${names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")})`;
}

const monthName = namesPattern(monthNames);
const dayName = namesPattern(weekdayNames);
const unitName = "(sec|second|min|minute|hour|day|weekday|week|fortnight|month|year)s?";

// Sticky and without nested repeats: each rule looks at a bounded piece of the text.
const rules: readonly Rule[] = [
  [/now\b/y, () => true],
  [/today\b/y, (_, reading) => atMidnight(reading)],
  [/midnight\b/y, (_, reading) => setTime(reading, 0, 0, 0)],
  [/noon\b/y, (_, reading) => setTime(reading, 12, 0, 0)],
  [/tomorrow\b/y, (_, reading) => moveDay(reading, 1)],
  [/yesterday\b/y, (_, reading) => moveDay(reading, -1)],
  [/(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)[t ]?/y, (found, reading) => setDay(reading, found[1], found[2], found[3])],
  [/(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/y, (found, reading) => setDay(reading, found[1], found[2], found[3])],
  [/(\d{4})(\d{2})(\d{2})(?!\d)/y, (found, reading) => setDay(reading, found[1], found[2], found[3])],
  [/(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)/y, (found, reading) => setDay(reading, found[3], found[2], found[1])],
  // With slashes the month stands first, as in PHP.
  [/(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/y, (found, reading) => setDay(reading, found[3], found[1], found[2])],
  [/(\d{1,2})(?::(\d{2}))?(?::(\d{2}))? ?([ap])\.?m\b\.?/y, setHalfDayTime],
  [
    /(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)/y,
    (found, reading) => setTime(reading, Number(found[1]), Number(found[2]), Number(found[3] ?? 0)),
  ],
  [
    new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?[ -]+${monthName}(?:[ -]+(\\d{4}))?(?![a-z\\d])`, "y"),
    (found, reading) => setNamedDay(reading, found[3], found[2], found[1]),
  ],
  [
    new RegExp(`${monthName} +(\\d{1,2})(?:st|nd|rd|th)?(?:,? +(\\d{4}))?(?![a-z\\d:])`, "y"),
    (found, reading) => setNamedDay(reading, found[3], found[1], found[2]),
  ],
  [/(first|last) day of\b/y, (found, reading) => setOfMonth(reading, found[1], null)],
  [
    new RegExp(`(first|second|third|fourth|fifth|last) ${dayName} of\\b`, "y"),
    (found, reading) => setOfMonth(reading, found[1], found[2] ?? null),
  ],
  [new RegExp(`([+-]?) *(\\d{1,6}) *${unitName}( ago)?(?![a-z])`, "y"), moveBy],
  [new RegExp(`(next|last|previous|this) ${unitName}(?![a-z])`, "y"), moveToNamed],
  [
    new RegExp(`(?:(next|last|previous|this) )?${dayName}(?![a-z])`, "y"),
    (found, reading) => setWeekday(reading, found[2], directionOf(found[1])),
  ],
  [new RegExp(`${monthName}(?: +(\\d{4}))?(?![a-z\\d])`, "y"), (found, reading) => setNamedDay(reading, found[2], found[1], undefined)],
];

/** Null where the text says nothing that we know. */
export function parseRelativeTime(text: string, baseMs: number, timeZone: string): number | null {
  const exact = parseMoment(text, timeZone);
  if (exact !== null) return exact;
  const words = text
    .slice(0, 201)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,]+/g, " ");
  if (words === "" || words.length > 200) return null;
  if (/^@-?\d{1,12}$/.test(words)) return parseMoment(Number(words.slice(1)), timeZone);
  const reading = readingFrom(toLocal(baseMs, timeZone));
  for (let at = 0; at < words.length; ) {
    const end = takeRule(words, at, reading);
    if (end === null) return null;
    at = words[end] === " " ? end + 1 : end;
  }
  return momentOf(reading, timeZone);
}

function readingFrom({ year, month, day, hour, minute, second }: Local): Reading {
  const sums = { years: 0, months: 0, days: 0, seconds: 0, workdays: 0 };
  return {
    day: { year, month, day },
    time: { hour, minute, second },
    hasTime: false,
    ...sums,
    weekday: null,
    ofMonth: null,
    inWeek: false,
  };
}

/** Where the words go on after the rule that fits here; null where none does. */
function takeRule(words: string, at: number, reading: Reading): number | null {
  for (const [pattern, take] of rules) {
    pattern.lastIndex = at;
    const found = pattern.exec(words);
    if (found) return take(found, reading) ? at + found[0].length : null;
  }
  return null;
}

function momentOf(reading: Reading, timeZone: string): number | null {
  const midnight = { hour: 0, minute: 0, second: 0 };
  const { year, month, day } = reading.day;
  const started = reading.ofMonth === null ? day : 1;
  let local = utcParts(utcMs({ year: year + reading.years, month: month + reading.months, day: started, ...midnight }));
  if (reading.ofMonth) local = dayOfMonth(local, reading.ofMonth);
  local = shifted(local, reading.days);
  if (reading.weekday) local = reading.inWeek ? ofWeek(local, reading.weekday.day) : toWeekday(local, reading.weekday);
  local = addWeekdays(local, reading.workdays);
  if (!isRepresentable(utcMs(local))) return null;
  const ms = fromLocal({ ...local, ...reading.time }, timeZone) + reading.seconds * 1000;
  return isRepresentable(ms) ? ms : null;
}

function shifted(local: Local, days: number): Local {
  return utcParts(utcMs({ ...local, day: local.day + days }));
}

function dayOfMonth(first: Local, { nth, weekday }: NonNullable<Reading["ofMonth"]>): Local {
  const last = { ...first, day: daysInMonth(first.year, first.month) };
  if (weekday === null) return nth < 0 ? last : first;
  if (nth < 0) return shifted(last, -((weekdayOf(last) - weekday + 7) % 7));
  return shifted(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * nth);
}

function toWeekday(local: Local, { day, direction }: NonNullable<Reading["weekday"]>): Local {
  const ahead = (day - weekdayOf(local) + 7) % 7;
  if (direction === 0) return shifted(local, ahead);
  if (direction > 0) return shifted(local, ahead || 7);
  return shifted(local, ahead - 7);
}

/** That day of the week, which begins on Monday. */
function ofWeek(local: Local, day: number): Local {
  return shifted(local, ((day + 6) % 7) - ((weekdayOf(local) + 6) % 7));
}

function addWeekdays(local: Local, count: number): Local {
  let result = local;
  for (let left = Math.abs(count); left > 0; ) {
    result = shifted(result, Math.sign(count));
    if (weekdayOf(result) % 6 !== 0) left -= 1;
  }
  return result;
}

function setTime(reading: Reading, hour: number, minute: number, second: number): boolean {
  reading.time = { hour, minute, second };
  reading.hasTime = true;
  return hour < 24 && minute < 60 && second < 60;
}

/** `5 pm`, `12:30 am`, which is half past midnight. */
function setHalfDayTime(found: RegExpExecArray, reading: Reading): boolean {
  const hour = Number(found[1]);
  const isSaid = hour >= 1 && hour <= 12;
  return isSaid && setTime(reading, (hour % 12) + (found[4] === "p" ? 12 : 0), Number(found[2] ?? 0), Number(found[3] ?? 0));
}

/** Words that name a day mean its midnight, unless a time is said as well. */
function atMidnight(reading: Reading): boolean {
  if (!reading.hasTime) reading.time = { hour: 0, minute: 0, second: 0 };
  return true;
}

function moveDay(reading: Reading, days: number): boolean {
  reading.days += days;
  return atMidnight(reading);
}

function setDay(reading: Reading, year: string | undefined, month: string | undefined, day: string | undefined): boolean {
  reading.day = { year: Number(year), month: Number(month), day: Number(day) };
  const valid = reading.day.month >= 1 && reading.day.month <= 12 && reading.day.day >= 1;
  return atMidnight(reading) && valid && reading.day.day <= daysInMonth(reading.day.year, reading.day.month);
}

function setNamedDay(reading: Reading, year: string | undefined, month: string | undefined, day: string | undefined): boolean {
  const number = indexOfName(monthNames, month) + 1;
  return setDay(reading, year ?? String(reading.day.year), String(number), day ?? (year === undefined ? String(reading.day.day) : "1"));
}

function indexOfName(names: readonly string[], word: string | undefined): number {
  return names.findIndex((name) => name.startsWith((word ?? "?").slice(0, 3)));
}

function setOfMonth(reading: Reading, nth: string | undefined, weekday: string | null): boolean {
  reading.ofMonth = { nth: ordinals.indexOf(nth ?? ""), weekday: weekday === null ? null : indexOfName(weekdayNames, weekday) };
  return weekday === null ? true : atMidnight(reading);
}

function setWeekday(reading: Reading, day: string | undefined, direction: -1 | 0 | 1): boolean {
  reading.weekday = { day: indexOfName(weekdayNames, day), direction };
  return atMidnight(reading);
}

function directionOf(word: string | undefined): -1 | 0 | 1 {
  if (word === "next") return 1;
  return word === "last" || word === "previous" ? -1 : 0;
}

function moveBy(found: RegExpExecArray, reading: Reading): boolean {
  const amount = (found[1] === "-" ? -1 : 1) * Number(found[2]) * (found[4] === undefined ? 1 : -1);
  return move(reading, found[3], amount);
}

function moveToNamed(found: RegExpExecArray, reading: Reading): boolean {
  if (found[2] === "week") reading.inWeek = true;
  return move(reading, found[2], directionOf(found[1]));
}

function move(reading: Reading, unit: string | undefined, amount: number): boolean {
  switch (unit) {
    case "year":
      reading.years += amount;
      return true;
    case "month":
      reading.months += amount;
      return true;
    case "fortnight":
    case "week":
      reading.days += amount * (unit === "week" ? 7 : 14);
      return true;
    case "day":
      reading.days += amount;
      return true;
    case "weekday":
      reading.workdays += amount;
      return Math.abs(reading.workdays) <= 10_000;
    case "hour":
      reading.seconds += amount * 3600;
      return true;
    default:
      reading.seconds += amount * (unit === "min" || unit === "minute" ? 60 : 1);
      return true;
  }
}
