// Opens a test environment on a throwaway database.
import { createThrowawayDatabase, readDate } from "@kontor/server/testing";
import { DrivenEnv } from "./driven-env.ts";
import type { TestEnvOptions } from "./options.ts";
import type { TestEnv } from "./test-env.ts";

/** Makes a test environment. Takes about 0.2 s, and 2 to 3 s more for the first one where an embedded PostgreSQL starts. */
export async function testEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  const timeZone = options.timeZone ?? "UTC";
  const now = momentOf(options.now ?? "2026-01-05T09:00", timeZone);
  const database = await createThrowawayDatabase(options.databaseUrl ?? (process.env["DATABASE_URL"] || undefined));
  const env = new DrivenEnv(database, timeZone);
  try {
    await env.open(options, now);
    return env;
  } catch (error) {
    await env.close();
    throw error;
  }
}

/** Text without an offset is the time that clocks in the zone show. */
function momentOf(given: string | Date, timeZone: string): Date {
  if (given instanceof Date) return given;
  const read = readDate(given, timeZone);
  if (read === null) throw new Error(`"${given}" is no date; write it as 2026-01-05T09:00`);
  return new Date(read.moment);
}
