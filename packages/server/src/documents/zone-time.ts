// Dates between their texts and moments, on the clock of a zone. The engine keeps its own reader: what it takes from people is wider.

export interface DateText {
  /** `2025-12-25` on the calendar of the zone. */
  readonly date: string;
  /** Milliseconds since 1970. */
  readonly moment: number;
}

// A pure cache: a formatter costs about 30 µs to build, and every start of a workflow writes dates.
const formatters = new Map<string, Intl.DateTimeFormat>();

function offsetMinutes(moment: number, zone: string): number {
  if (zone === "UTC") return 0;
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset", year: "numeric" });
    formatters.set(zone, formatter);
  }
  const found = /([+-])(\d{2}):(\d{2})/.exec(formatter.format(moment));
  if (!found) return 0;
  const size = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === "-" ? -size : size;
}

/** `2025-12-25T10:00:00+03:00` */
export function dateTimeText(moment: number, zone: string): string {
  const minutes = offsetMinutes(moment, zone);
  const size = Math.abs(minutes);
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
  return `${new Date(moment + minutes * 60_000).toISOString().slice(0, 19)}${offset}`;
}

/** The day that begins at the portal's midnight, as the wire writes dates. */
export function midnightText(date: string, zone: string): string {
  const read = readDate(date, zone);
  return read ? dateTimeText(read.moment, zone) : date;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

// The brackets are the engine's: the date is shown on the clock of its offset. The moment is the same.
const yearFirst =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(?:(Z|[+-]\d{2}:?\d{2})(?: \[-?\d{1,6}\])?)?)?$/;
const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** Null: not a date. Without an offset in the text it is read on the zone's clock. */
export function readDate(text: string, zone: string): DateText | null {
  const trimmed = text.length > 40 ? "" : text.trim();
  const iso = yearFirst.exec(trimmed);
  const local = dayFirst.exec(trimmed);
  const parts = iso ? iso.slice(1, 7) : [local?.[3], local?.[2], local?.[1], local?.[4], local?.[5], local?.[6]];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  // Day 31 of a short month and hour 25 carry over: such a text names no moment. Years before 1000 do not fit our texts.
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(wall).toISOString().slice(0, 10);
  if (date !== `${two(year)}-${two(month)}-${two(day)}`) return null;
  if (iso?.[7] === undefined) return { date, moment: onClock(wall, zone) };
  const moment = wall - givenOffsetMs(iso[7]);
  return { date: new Date(moment + offsetMinutes(moment, zone) * 60_000).toISOString().slice(0, 10), moment };
}

function givenOffsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -size : size) * 60_000;
}

/** The second guess is right on the days when the clock is changed. */
function onClock(wall: number, zone: string): number {
  const guess = wall - offsetMinutes(wall, zone) * 60_000;
  return wall - offsetMinutes(guess, zone) * 60_000;
}
