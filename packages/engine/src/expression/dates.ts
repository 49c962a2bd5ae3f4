// Reads and writes dates. Inside, a datetime is `2025-12-25T10:00:00+03:00` in the portal's zone, a date `2025-12-25`, a time `10:00`;
// people and templates also write `25.12.2025 10:00:00 [3600]`, where the brackets hold the writer's distance from the portal's clock.
// Such a date keeps that clock: inside it is `2025-12-25T10:00:00+04:00 [3600]`, or a time `10:00 [3600]`, and people read 10:00.
import { isList, type Value } from "../model/value.ts";
import { daysInMonth, fixedOffsetMs, fromLocal, isRepresentable, type Local, offsetMs, toLocal, utcMs, utcParts } from "./zones.ts";

const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?: *\[(-?\d{1,6})\])?$/;
const yearFirst =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?(?: *\[(-?\d{1,6})\])?$/;
const dayMs = 86_400_000;
const timeOnly = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?: *\[(-?\d{1,6})\])?$/;

/** What a date text says, before it is put on a clock. */
interface Written {
  readonly local: Local;
  readonly hasTime: boolean;
  /** Ahead of UTC, where the text says so. */
  readonly zoneMs: number | null;
  /** Ahead of the portal's clock. Beside a zone it moves nothing: it says that the date is shown in that zone. */
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
    zoneMs: zone === undefined ? null : fixedOffsetMs(zone),
    aheadMs: Number(ahead ?? 0) * 1000,
  };
}

/** A moment, and the clock that people read it on: a distance from UTC such as `+09:00`. Null: the portal's. */
export interface Clocked {
  readonly ms: number;
  readonly clock: string | null;
}

/** The moment a value names: a date in any accepted form, or a timestamp in seconds. A date alone is its midnight. Null when it names none. */
export function parseClocked(value: Value | undefined, timeZone: string): Clocked | null {
  if (isList(value)) return parseClocked(value[0], timeZone);
  if (typeof value === "number") return isRepresentable(value * 1000) ? { ms: value * 1000, clock: null } : null;
  if (typeof value !== "string") return null;
  if (/^-?\d{9,12}$/.test(value.trim().slice(0, 20))) return parseClocked(Number(value), timeZone);
  const found = read(value);
  if (!found) return null;
  // A date alone is a day on everybody's calendar: the writer's clock does not move it.
  const aheadMs = found.hasTime ? found.aheadMs : 0;
  const wall = utcMs(found.local);
  const ms = found.zoneMs === null ? fromLocal(utcParts(wall - aheadMs), timeZone) : wall - found.zoneMs;
  return isRepresentable(ms) ? { ms, clock: aheadMs === 0 ? null : clockOf(wall - ms) } : null;
}

/** Null: no clock is so far from UTC, or keeps seconds of its own. */
function clockOf(offset: number): string | null {
  return Math.abs(offset) < dayMs && offset % 60_000 === 0 ? offsetText(offset, ":") : null;
}

/** As {@link parseClocked}, where only the moment counts. */
export function parseMoment(value: Value | undefined, timeZone: string): number | null {
  return parseClocked(value, timeZone)?.ms ?? null;
}

/** `YYYY-MM-DD` of a value; a datetime gives its day on its clock. */
export function parseDay(value: Value | undefined, timeZone: string): string | null {
  const found = typeof value === "string" ? read(value) : null;
  if (found && !found.hasTime) return isoDay(found.local);
  const moment = parseClocked(value, timeZone);
  return moment && isoDay(toLocal(moment.ms, moment.clock ?? timeZone));
}

/** A time of day in minutes as its clock shows it, and how far that clock is ahead of the portal's. */
interface ClockedTime {
  readonly shown: number;
  readonly ahead: number;
}

function readTime(value: Value | undefined, timeZone: string): ClockedTime | null {
  if (isList(value)) return readTime(value[0], timeZone);
  const found = typeof value === "string" && value.length <= 40 ? timeOnly.exec(value.trim()) : null;
  if (!found) {
    const moment = parseClocked(value, timeZone);
    if (moment === null) return null;
    const { hour, minute } = toLocal(moment.ms, moment.clock ?? timeZone);
    return { shown: hour * 60 + minute, ahead: aheadSeconds(moment, timeZone) / 60 };
  }
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { shown: hour * 60 + minute, ahead: Math.round(Number(found[4] ?? 0) / 60) };
}

/** `HH:MM` of a value on the portal's clock. */
export function parseTime(value: Value | undefined, timeZone: string): string | null {
  const time = readTime(value, timeZone);
  return time && minutesText(time.shown - time.ahead);
}

/** `HH:MM` as people read it: on the clock of the value. */
export function timeText(value: Value | undefined, timeZone: string): string | null {
  const time = readTime(value, timeZone);
  return time && minutesText(time.shown);
}

/** The inner form of a time. @param clock of a person, as {@link clockAt} tells it; missing: the value's own */
export function localTime(value: Value | undefined, timeZone: string, clock?: { readonly aheadMs: number }): string | null {
  const time = readTime(value, timeZone);
  if (time === null) return null;
  const ahead = clock === undefined ? time.ahead : clock.aheadMs / 60_000;
  return `${minutesText(time.shown - time.ahead + ahead)}${ahead === 0 ? "" : ` [${ahead * 60}]`}`;
}

/** What the clock in a zone is at a moment. Null: the portal's shows the same. */
export function clockAt(ms: number, zone: string | null | undefined, timeZone: string): string | null {
  if (zone === null || zone === undefined) return null;
  const offset = offsetMs(ms, zone);
  return offset === offsetMs(ms, timeZone) ? null : offsetText(offset, ":");
}

/** How far the clock is ahead of the portal's. */
function aheadSeconds({ ms, clock }: Clocked, timeZone: string): number {
  return clock === null ? 0 : (offsetMs(ms, clock) - offsetMs(ms, timeZone)) / 1000;
}

/** The inner form of a datetime that may have a clock of its own. */
export function clockedDateTime(moment: Clocked, timeZone: string): string {
  const ahead = aheadSeconds(moment, timeZone);
  return ahead === 0 ? localDateTime(moment.ms, timeZone) : `${localDateTime(moment.ms, moment.clock ?? timeZone)} [${ahead}]`;
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

/** Of a time of day; what lies beyond midnight is another day's. */
function minutesText(minutes: number): string {
  const wrapped = ((minutes % 1440) + 1440) % 1440;
  return `${pad(Math.floor(wrapped / 60))}:${pad(wrapped % 60)}`;
}

function clockText({ hour, minute }: Local): string {
  return `${pad(hour)}:${pad(minute)}`;
}
