// The options of `kontor portal set` about working time, and how they read.
import type { WorkCalendar } from "@kontor/engine/model";
import { InvalidArgumentError, Option } from "commander";
import { list } from "./command.ts";

export interface WorkTimeOptions {
  readonly workTime?: Pick<WorkCalendar, "startMinutes" | "endMinutes">;
  readonly weekHolidays?: readonly number[];
  readonly yearHolidays?: readonly string[];
  readonly yearWorkdays?: readonly string[];
}

const days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

export function workTimeOptions(): Option[] {
  return [
    new Option("--work-time <from-to>", "when people work: 9-18, 8:30-17:15").argParser(span),
    new Option("--week-holidays <days|none>", "days of the week that are free: SA,SU").argParser(weekdays),
    new Option("--year-holidays <days|none>", "further free days, of every year or of one: 1.01,25.12,6.04.2026").argParser(listOrNone),
    new Option("--year-workdays <days|none>", "days that are worked although the week says otherwise").argParser(listOrNone),
  ];
}

/** Undefined where none of it is named. */
export function workTimeOf({ workTime, weekHolidays, yearHolidays, yearWorkdays }: WorkTimeOptions): Partial<WorkCalendar> | undefined {
  const named = {
    ...workTime,
    ...(weekHolidays === undefined ? {} : { weekHolidays }),
    ...(yearHolidays === undefined ? {} : { yearHolidays }),
    ...(yearWorkdays === undefined ? {} : { yearWorkdays }),
  };
  return Object.keys(named).length === 0 ? undefined : named;
}

export function workTimeLines({ startMinutes, endMinutes, weekHolidays, yearHolidays, yearWorkdays }: WorkCalendar): string[] {
  const free = weekHolidays.map((day) => days[day]).join(",");
  const lines = [`  work time         ${clock(startMinutes)}-${clock(endMinutes)}, free on ${free || "no day of the week"}`];
  if (yearHolidays.length > 0) lines.push(`  holidays          ${yearHolidays.join(", ")}`);
  if (yearWorkdays.length > 0) lines.push(`  extra workdays    ${yearWorkdays.join(", ")}`);
  return lines;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function span(text: string): WorkTimeOptions["workTime"] {
  const [from, to, ...more] = text.split("-").map(minutesOf);
  if (from === undefined || to === undefined || more.length > 0)
    throw new InvalidArgumentError("expected a span such as 9-18 or 8:30-17:15");
  return { startMinutes: from, endMinutes: to };
}

/** `9`, `9:30`, `19.30` */
function minutesOf(text: string): number {
  const parts = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(text);
  if (!parts || Number(parts[2] ?? 0) > 59) throw new InvalidArgumentError("expected a span such as 9-18 or 8:30-17:15");
  return Number(parts[1]) * 60 + Number(parts[2] ?? 0);
}

function weekdays(text: string): readonly number[] {
  return listOrNone(text).map((word) => {
    const day = days.indexOf(word.slice(0, 2).toUpperCase());
    if (day < 0) throw new InvalidArgumentError(`expected days such as ${days.join(",")}, or none`);
    return day;
  });
}

function listOrNone(text: string): readonly string[] {
  return text === "none" ? [] : list(text);
}
