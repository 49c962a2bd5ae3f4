// The working time of a portal: what may stand in it.
import type { WorkCalendar } from "@kontor/engine/model";
import { Refusal } from "./refusal.ts";

const mostDates = 1000;

/** @throws Refusal `argument-invalid` */
export function checkCalendar({ startMinutes, endMinutes, weekHolidays, yearHolidays, yearWorkdays }: WorkCalendar): void {
  if (!(isWhole(startMinutes, 1439) && isWhole(endMinutes, 1440) && startMinutes < endMinutes))
    refuse("work time", "a beginning and a later end on the same day, such as 9-18 or 8:30-17");
  if (!weekHolidays.every((day) => isWhole(day, 6))) refuse("week holidays", "days of the week, 0 for Sunday to 6 for Saturday");
  if (new Set(weekHolidays).size === 7 && yearWorkdays.length === 0) refuse("week holidays", "a week has a working day");
  for (const [name, dates] of [
    ["year holidays", yearHolidays],
    ["year workdays", yearWorkdays],
  ] as const) {
    if (dates.length > mostDates) refuse(name, `at most ${mostDates} days`);
    const wrong = dates.find((date) => !isDate(date));
    if (wrong !== undefined) refuse(name, `"${wrong}" is no day such as 24.12 or 24.12.2026`);
  }
}

function isWhole(number: number, most: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= most;
}

/** The 29th of February is a day of some years. */
function isDate(text: string): boolean {
  const parts = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$/.exec(text);
  if (!parts) return false;
  const [day = 0, month = 0, year = 2024] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
