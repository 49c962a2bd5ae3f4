// The portal's clock: reads it, and moves it ahead to try a process whose waits are long. Delays, deadlines and dates of documents,
// tasks and logs follow it; leases, retries, lives of tokens and limits stay with real time.
import { listTimers, lockClock, readClock, shiftClock, type Timer } from "../store/portal-clock.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { Timer };

export interface PortalClock {
  readonly realTime: Date;
  readonly portalTime: Date;
  /** How far the portal's time is ahead of real time. */
  readonly offsetMs: number;
  /** IANA name. */
  readonly timeZone: string;
  /** What is due next by this clock; null: nothing waits for it. */
  readonly nextTimer: Timer | null;
}

/** Dates of documents have years of four digits. */
const latest = Date.UTC(9000, 0, 1);

/** @throws Refusal `argument-invalid` where there is no such portal */
export async function portalClock({ database }: Pick<Runtime, "database">, portalId: number): Promise<PortalClock> {
  const clock = (await readClock(database, portalId)) ?? refuse("portal", `there is no portal ${portalId}`);
  const [nextTimer = null] = await listTimers(database, portalId, 1);
  const portalTime = new Date(clock.realTime.getTime() + clock.offsetMs);
  return { ...clock, portalTime, nextTimer };
}

/** Everything that waits for the portal's clock, the nearest first, at most a thousand. */
export function portalTimers({ database }: Pick<Runtime, "database">, portalId: number): Promise<Timer[]> {
  return listTimers(database, portalId, 1000);
}

/**
 * Moves the clock ahead. Timers that are due then fire at once; workers of other processes see them at their next look.
 * @throws Refusal `argument-invalid` for a step that is not forward, and for one past the year 9000
 */
export async function moveClock(runtime: Pick<Runtime, "database" | "wake">, portalId: number, byMs: number): Promise<PortalClock> {
  if (!(byMs >= 1)) refuse("advance", "the portal's clock moves forward only, by a millisecond or more");
  await runtime.database.transaction(async (tx) => {
    const clock = (await lockClock(tx, portalId)) ?? refuse("portal", `there is no portal ${portalId}`);
    const moved = clock.realTime.getTime() + clock.offsetMs + Math.round(byMs);
    if (!(moved <= latest)) refuse("advance", "the portal's clock stays before the year 9000");
    await shiftClock(tx, portalId, Math.round(byMs));
  });
  runtime.wake();
  return portalClock(runtime, portalId);
}

/**
 * Moves the clock to the moment of the next timer, and no further; not at all where that is due already.
 * @returns the timer that is due now; null: nothing waits for the clock
 * @throws Refusal `argument-invalid` where there is no such portal
 */
export async function moveClockToNextTimer(runtime: Pick<Runtime, "database" | "wake">, portalId: number): Promise<Timer | null> {
  const timer = await runtime.database.transaction(async (tx) => {
    const clock = (await lockClock(tx, portalId)) ?? refuse("portal", `there is no portal ${portalId}`);
    const [next] = await listTimers(tx, portalId, 1);
    if (!next) return null;
    const byMs = next.at.getTime() - clock.realTime.getTime() - clock.offsetMs;
    if (byMs > 0) await shiftClock(tx, portalId, byMs);
    return next;
  });
  if (timer !== null) runtime.wake();
  return timer;
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
