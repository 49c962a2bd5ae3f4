// Reads and writes dates. Inside, a datetime is `2025-12-25T10:00:00+03:00` in the portal's zone, a date `2025-12-25`, a time `10:00`;
// people and templates also write `25.12.2025 10:00:00 [3600]`, where the brackets hold the writer's distance from the portal's clock.
import { isList, type Value } from "../model/value.ts";
import { daysInMonth, fromLocal, isRepresentable, type Local, offsetMs, toLocal, utcMs } from "./zones.ts";

const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?: *\[(-?\d{1,6})\])?$/;
const yearFirst =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?(?: *\[(-?\d{1,6})\])?$/;
const timeOnly = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?: *\[(-?\d{1,6})\])?$/;

/** What a date text says, before it is put on a clock. */
interface Written {
  readonly local: Local;
  readonly hasTime: boolean;
  /** Ahead of UTC, where the text says so. */
  readonly zoneMs: number | null;
  /** Ahead of the portal's clock. */
  readonly aheadMs: number;
}

function read(text: string): Written | null {
  const trimmed = text.length > 80 ? "" : text.trim();
  const a = dayFirst.exec(trimmed);
  if (a) return written([a[3], a[2], a[1], a[4], a[5], a[6]], undefined, a[7]);
  const b = yearFirst.exec(trimmed);
  if (b) return written([b[1], b[2], b[3], b[4], b[5], b[6]], b[7], b[8]);
  return null;
}

function written(parts: readonly (string | undefined)[], zone: string | undefined, ahead: string | undefined): Written | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
  return {
    local: { year, month, day, hour, minute, second },
    hasTime: parts[3] !== undefined,
    zoneMs: zone === undefined ? null : zoneMsOf(zone),
    aheadMs: Number(ahead ?? 0) * 1000,
  };
}

function zoneMsOf(zone: string): number {
  if (zone === "Z") return 0;
  const size = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(-2)) * 60_000;
  return zone.startsWith("-") ? -size : size;
}

/** The moment a value names: a date in any accepted form, or a timestamp in seconds. A date alone is its midnight. Null when it names none. */
export function parseMoment(value: Value | undefined, timeZone: string): number | null {
  if (isList(value)) return parseMoment(value[0], timeZone);
  if (typeof value === "number") return isRepresentable(value * 1000) ? value * 1000 : null;
  if (typeof value !== "string") return null;
  if (/^-?\d{9,12}$/.test(value.trim().slice(0, 20))) return parseMoment(Number(value), timeZone);
  const found = read(value);
  if (!found) return null;
  const onClock = found.zoneMs === null ? fromLocal(found.local, timeZone) : utcMs(found.local) - found.zoneMs;
  // A date alone is a day on everybody's calendar: the writer's clock does not move it.
  const ms = found.hasTime ? onClock - found.aheadMs : onClock;
  return isRepresentable(ms) ? ms : null;
}

/** `YYYY-MM-DD` of a value; a datetime gives its day on the portal's clock. */
export function parseDay(value: Value | undefined, timeZone: string): string | null {
  const found = typeof value === "string" ? read(value) : null;
  if (found && !found.hasTime) return isoDay(found.local);
  const ms = parseMoment(value, timeZone);
  return ms === null ? null : isoDay(toLocal(ms, timeZone));
}

/** `HH:MM` of a value; a datetime gives its time on the portal's clock. */
export function parseTime(value: Value | undefined, timeZone: string): string | null {
  if (isList(value)) return parseTime(value[0], timeZone);
  const found = typeof value === "string" && value.length <= 40 ? timeOnly.exec(value.trim()) : null;
  if (!found) {
    const ms = parseMoment(value, timeZone);
    return ms === null ? null : clockText(toLocal(ms, timeZone));
  }
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const minutes = hour * 60 + minute - Math.round(Number(found[4] ?? 0) / 60);
  const wrapped = ((minutes % 1440) + 1440) % 1440;
  return `${pad(Math.floor(wrapped / 60))}:${pad(wrapped % 60)}`;
}

/** The inner form of a datetime. */
export function localDateTime(ms: number, timeZone: string): string {
  const local = toLocal(ms, timeZone);
  return `${isoDay(local)}T${clockText(local)}:${pad(local.second)}${offsetText(offsetMs(ms, timeZone), ":")}`;
}

/** The inner form of a date. */
export function localDate(ms: number, timeZone: string): string {
  return isoDay(toLocal(ms, timeZone));
}

/** As people read a datetime: `25.12.2025 10:00:00`. */
export function dateTimeText(ms: number, timeZone: string): string {
  const local = toLocal(ms, timeZone);
  return `${dayText(local)} ${clockText(local)}:${pad(local.second)}`;
}

/** As people read a date: `25.12.2025`. */
export function dateText(ms: number, timeZone: string): string {
  return dayText(toLocal(ms, timeZone));
}

/** `+03:00` */
export function offsetText(offset: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${separator}${pad(minutes % 60)}`;
}

export function pad(number: number, width = 2): string {
  return String(number).padStart(width, "0");
}

function isoDay({ year, month, day }: Local): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

function dayText({ year, month, day }: Local): string {
  return `${pad(day)}.${pad(month)}.${pad(year, 4)}`;
}

function clockText({ hour, minute }: Local): string {
  return `${pad(hour)}:${pad(minute)}`;
}
