// Working days and working hours on the portal's clock.
import type { WorkCalendar } from "../model/context.ts";
import { fromLocal, isRepresentable, type Local, toLocal, utcMs, utcParts, weekdayOf } from "./zones.ts";

/** Monday to Friday, 9 to 18. */
export const defaultCalendar: WorkCalendar = {
  weekHolidays: [0, 6],
  yearHolidays: [],
  yearWorkdays: [],
  startMinutes: 540,
  endMinutes: 1080,
};

/** Days looked at before we say that a calendar has no working days. */
const farthest = 10_000;

export function isWorkday(ms: number, calendar: WorkCalendar, timeZone: string): boolean {
  return worksOn(toLocal(ms, timeZone), calendar);
}

export function isWorktime(ms: number, calendar: WorkCalendar, timeZone: string): boolean {
  const local = toLocal(ms, timeZone);
  const seconds = secondsOf(local);
  return worksOn(local, calendar) && seconds >= calendar.startMinutes * 60 && seconds < calendar.endMinutes * 60;
}

/** The same time so many working days later, or earlier. Null where the calendar has no such day. */
export function addWorkdays(ms: number, count: number, calendar: WorkCalendar, timeZone: string): number | null {
  let local: Local | null = toLocal(ms, timeZone);
  for (let left = Math.abs(count); left > 0 && local; left -= 1) local = nextWorkday(local, Math.sign(count), calendar);
  return local && fromLocal(local, timeZone);
}

/** So many seconds of working time later, or earlier; the result lies in working time. Null where the calendar has too little of it. */
export function addWorktime(ms: number, seconds: number, calendar: WorkCalendar, timeZone: string): number | null {
  const [start, end] = [calendar.startMinutes * 60, calendar.endMinutes * 60];
  if (end <= start) return null;
  const forward = seconds >= 0;
  const local = toLocal(ms, timeZone);
  let day: Local | null = local;
  let at = Math.min(Math.max(secondsOf(local), start), end);
  const isOver = forward ? at >= end : at <= start;
  if (!worksOn(local, calendar) || isOver) {
    day = nextWorkday(local, forward ? 1 : -1, calendar);
    at = forward ? start : end;
  }
  let left = Math.abs(seconds);
  while (day) {
    const available = forward ? end - at : at - start;
    // The end of a day is no working time any more, its start is: forward, a full day ends next morning.
    if (forward ? left < available : left <= available) {
      const time = forward ? at + left : at - left;
      return fromLocal({ ...day, hour: 0, minute: Math.floor(time / 60), second: time % 60 }, timeZone);
    }
    left -= available;
    day = nextWorkday(day, forward ? 1 : -1, calendar);
    at = forward ? start : end;
  }
  return null;
}

/** Seconds in a working day. */
export function workdaySeconds(calendar: WorkCalendar): number {
  return Math.max(0, calendar.endMinutes - calendar.startMinutes) * 60;
}

function nextWorkday(from: Local, step: number, calendar: WorkCalendar): Local | null {
  let local = from;
  for (let looked = 0; looked < farthest; looked += 1) {
    local = utcParts(utcMs({ ...local, day: local.day + step }));
    if (!isRepresentable(utcMs(local))) return null;
    if (worksOn(local, calendar)) return local;
  }
  return null;
}

function worksOn(local: Local, calendar: WorkCalendar): boolean {
  if (isListed(local, calendar.yearWorkdays)) return true;
  return !calendar.weekHolidays.includes(weekdayOf(local)) && !isListed(local, calendar.yearHolidays);
}

function isListed({ year, month, day }: Local, dates: readonly string[]): boolean {
  return dates.some((text) => {
    const parts = text.split(".").map(Number);
    return parts[0] === day && parts[1] === month && (parts[2] === undefined || parts[2] === year);
  });
}

function secondsOf({ hour, minute, second }: Local): number {
  return hour * 3600 + minute * 60 + second;
}
