// Between moments (milliseconds since 1970) and what clocks show. A zone is an IANA name, or a fixed distance from UTC: `+09:00`.

export interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const dayMs = 86_400_000;
/** The years 1 to 9999: beyond them our texts (four digits) would not read back. */
const earliest = -62_135_596_800_000 + dayMs;
const latest = 253_402_300_799_000 - dayMs;

// A pure cache: building a formatter costs about 30 µs, asking one about 1 µs.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset", year: "numeric" });
  formatters.set(timeZone, made);
  return made;
}

export function isRepresentable(ms: number): boolean {
  return ms >= earliest && ms <= latest;
}

/**
 * How far the zone is ahead of UTC at that moment, in whole minutes: before about 1900 zones had seconds too (Berlin +00:53:28), which our
 * texts cannot write, and what is written has to be read back as the same moment.
 */
export function offsetMs(ms: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  if (/^[+-]/.test(timeZone)) return fixedOffsetMs(timeZone);
  const text = formatterOf(timeZone).format(ms);
  const found = /([+-])(\d{1,2})(?::(\d{2}))?(?::\d{2})?$/.exec(text);
  if (!found) return 0;
  const size = Number(found[2]) * 3_600_000 + Number(found[3] ?? 0) * 60_000;
  return found[1] === "-" ? -size : size;
}

/** Of `+09:00`, `-0530`, `Z`. */
export function fixedOffsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const size = Number(offset.slice(1, 3)) * 3_600_000 + Number(offset.slice(-2)) * 60_000;
  return offset.startsWith("-") ? -size : size;
}

export function toLocal(ms: number, timeZone: string): Local {
  return utcParts(ms + offsetMs(ms, timeZone));
}

/** A clock that is put forward skips an hour: a time in it moves on by that hour. One put back repeats an hour: the first counts. */
export function fromLocal(local: Local, timeZone: string): number {
  const wall = utcMs(local);
  const before = offsetMs(wall - dayMs, timeZone);
  if (offsetMs(wall - before, timeZone) === before) return wall - before;
  const after = offsetMs(wall + dayMs, timeZone);
  return offsetMs(wall - after, timeZone) === after ? wall - after : wall - before;
}

/** The same reading on a clock at UTC. Parts may overflow (day 32, month 0): they carry over. */
export function utcMs({ year, month, day, hour, minute, second }: Local): number {
  const date = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

export function utcParts(ms: number): Local {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** 0 is Sunday. */
export function weekdayOf(local: Local): number {
  return new Date(utcMs(local)).getUTCDay();
}

export function daysInMonth(year: number, month: number): number {
  return utcParts(utcMs({ year, month: month + 1, day: 0, hour: 0, minute: 0, second: 0 })).day;
}
