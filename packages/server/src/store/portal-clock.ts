// The portal's clock, real time plus an offset, and the jobs that are due by it. Their payload says when; see migrations/0015.
import type { Db, Tx } from "../db/db.ts";

export interface Clock {
  /** The database's. */
  readonly realTime: Date;
  readonly offsetMs: number;
  readonly timeZone: string;
}

export interface Timer {
  /** On the portal's clock. */
  readonly at: Date;
  readonly workflowId: string;
  readonly activity: string;
}

export async function readClock(db: Db, portalId: number): Promise<Clock | null> {
  const rows = await db.sql<Clock>`
    select clock_timestamp() as "realTime", clock_offset_ms as "offsetMs", time_zone as "timeZone" from portal where id = ${portalId}`;
  return rows[0] ?? null;
}

/**
 * Until the transaction ends nobody else moves this clock, and nobody sets a timer: one that is set meanwhile waits, and then follows
 * the moved clock. The portal first, since whoever adds people locks it before they add jobs.
 */
export async function lockClock(tx: Tx, portalId: number): Promise<Clock | null> {
  await tx.sql`select id from portal where id = ${portalId} for no key update`;
  await tx.sql`lock table job in share row exclusive mode`;
  return readClock(tx, portalId);
}

/**
 * Moves the clock and all that is due by it. A timer that a worker has claimed keeps its lease, which is real time: it was due before.
 * Call it with the clock locked.
 */
export async function shiftClock(tx: Tx, portalId: number, byMs: number): Promise<void> {
  await tx.sql`update portal set clock_offset_ms = clock_offset_ms + ${byMs}::bigint where id = ${portalId}`;
  await tx.sql`
    update job set run_at = run_at - ${byMs}::float8 * interval '1 millisecond'
    where portal_id = ${portalId} and workflow_id is not null and attempt = 0 and payload ? 'portalTime'`;
}

/** What waits for the clock, the nearest first. */
export function listTimers(db: Db, portalId: number, limit: number): Promise<Timer[]> {
  return db.sql<Timer>`
    select timestamptz 'epoch' + (payload->>'portalTime')::float8 * interval '1 millisecond' as at, workflow_id as "workflowId", activity
    from job where portal_id = ${portalId} and workflow_id is not null and attempt = 0 and payload ? 'portalTime'
    order by run_at, id limit ${limit}`;
}
