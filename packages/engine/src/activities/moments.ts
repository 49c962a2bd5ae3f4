// Dates that steps read. What is written and is no date is told: otherwise nobody would see why the time is missing.
import type { Step } from "../activity-type.ts";
import { parseMoment } from "../expression/dates.ts";
import { asList, asText, type Value } from "../model/value.ts";

/** Of a value that the step has at hand. @param name how people know it */
export function momentIn(step: Step, name: string, value: Value, timeZone: string = step.context.timeZone): number | null {
  const moment = parseMoment(value, timeZone);
  const [written] = asList(value).map(asText);
  if (moment === null && written) step.log("error", `${name} is "${written.slice(0, 100)}", which is no date: it counts as empty.`);
  return moment;
}

export function momentOf(step: Step, name: string): number | null {
  return momentIn(step, name, step.property(name));
}
