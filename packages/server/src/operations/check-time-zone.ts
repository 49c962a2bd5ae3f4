// Names of time zones, as people give them.
import { Refusal } from "./refusal.ts";

/** PostgreSQL and Intl agree on names, but not on the sign of offsets such as +02:00. */
export function checkTimeZone(timeZone: string): void {
  if (/^[A-Za-z]/.test(timeZone) && isKnownZone(timeZone)) return;
  throw new Refusal("argument-invalid", { argument: "timeZone", reason: `"${timeZone}" is no time zone; an example is Europe/Berlin` });
}

function isKnownZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
