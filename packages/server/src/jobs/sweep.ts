// Hourly housekeeping: partitions ahead, history past its retention, what has expired. Every worker process does it; all
// of it may run twice or at once, so no node is chosen and no row says whose turn it is.
import { setTimeout as pause } from "node:timers/promises";
import { type Database, type Db, isConnectionLost } from "../db/db.ts";
import type { Log } from "../queue/log.ts";
import { sweepStageTurns } from "../store/stage-visit.ts";

export interface SweepOptions {
  readonly database: Database;
  readonly retentionDays: number;
  readonly log: Log;
}

export const defaultRetentionDays = 90;

const hourMs = 3_600_000;
const batchRows = 1_000;
/** Contents may be large, and deleting them takes as long as they are. */
const contentBatch = 100;
/** What one run deletes at most of one table: the next hour goes on. */
const mostBatches = 200;

export interface Sweep {
  start(): void;
  stop(): Promise<void>;
}

export function createSweep(options: SweepOptions): Sweep {
  const stopping = new AbortController();
  const { signal } = stopping;
  let loop: Promise<void> | null = null;

  async function run(): Promise<void> {
    // Nodes that start together do not sweep together, and a node that restarts often still sweeps soon.
    await pause(Math.random() * 60_000, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      await sweepOnce(options, signal);
      await pause(hourMs * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    start: () => {
      loop ??= run();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

/** A step that fails is told and does not keep the others from their work. */
export async function sweepOnce({ database, retentionDays, log }: SweepOptions, signal: AbortSignal): Promise<void> {
  const steps: readonly (() => Promise<unknown>)[] = [
    () => ensurePartitions(database),
    ...expiring.map((table) => () => inBatches(signal, () => deleteExpired(database, table))),
    () => sweepStageTurns(database),
    () => inBatches(signal, () => deleteSentMail(database, retentionDays)),
    () => inBatches(signal, () => deleteOrphanedContents(database), contentBatch),
    ...histories.map((table) => () => forgetHistory(database, table, retentionDays, signal)),
  ];
  for (const step of steps) {
    if (signal.aborted) return;
    try {
      await step();
    } catch (error) {
      log.warn({ error }, "A step of the housekeeping failed; it will be tried again within the hour");
      if (isConnectionLost(error)) return;
    }
  }
}

const expiring = ["access_token", "refresh_token", "authorization_code", "sign_in_link", "session"] as const;
const histories = ["workflow_history", "workflow_log", "delivery"] as const;
type History = (typeof histories)[number];

async function ensurePartitions(database: Database): Promise<void> {
  await database.sql`select ensure_history_partitions(now())`;
}

async function inBatches(signal: AbortSignal, deleteBatch: () => Promise<number>, batch = batchRows): Promise<boolean> {
  for (let turn = 0; turn < mostBatches && !signal.aborted; turn += 1) {
    if ((await deleteBatch()) < batch) return true;
  }
  return false;
}

/** Rows that another node is deleting just now are passed over. */
async function deleteExpired(db: Db, table: (typeof expiring)[number]): Promise<number> {
  const gone = await db.run({
    text: `delete from ${table} where hash = any(array(
             select hash from ${table} where expires_at < now() order by expires_at limit ${batchRows} for update skip locked))
           returning 1`,
    values: [],
  });
  return gone.length;
}

/** Mail that has not gone stays until somebody has seen to it. */
async function deleteSentMail(db: Db, retentionDays: number): Promise<number> {
  const gone = await db.run({
    text: `delete from mail where (portal_id, id) in (
             select portal_id, id from mail where status = 'sent' and ended_at < now() - make_interval(days => ${Math.trunc(retentionDays)})
             limit ${batchRows} for update skip locked)
           returning 1`,
    values: [],
  });
  return gone.length;
}

/** Contents of files that are gone. One that is just being given again is passed over. */
async function deleteOrphanedContents(db: Db): Promise<number> {
  const gone = await db.run({
    text: `delete from file_content c where (portal_id, hash) in (
             select portal_id, hash from file_content o where not exists (select from file f where f.portal_id = o.portal_id and f.hash = o.hash)
             limit ${contentBatch} for update skip locked)
           and not exists (select from file f where f.portal_id = c.portal_id and f.hash = c.hash)
           returning 1`,
    values: [],
  });
  return gone.length;
}

/** Whole months by dropping their partition; what lies in the default partition, row by row. */
async function forgetHistory(database: Database, table: History, retentionDays: number, signal: AbortSignal): Promise<void> {
  for (const partition of await pastPartitions(database, table, retentionDays)) {
    const isReady = await forgetWith(database, table, partition, null, signal);
    if (isReady) await dropPartition(database, partition);
  }
  const rest = `${table}_other`;
  const isReady = await forgetWith(database, table, rest, retentionDays, signal);
  if (isReady) await inBatches(signal, () => deletePast(database, rest, retentionDays));
}

/** What goes with workflows. @returns whether nothing of it is left */
async function forgetWith(
  database: Database,
  table: History,
  partition: string,
  retentionDays: number | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (table !== "workflow_history") return true;
  const hasNoTasks = await inBatches(signal, () => deleteTasksOf(database, partition, retentionDays));
  return (await inBatches(signal, () => deleteRightsOn(database, partition, retentionDays))) && hasNoTasks;
}

/** Months that ended before the retention began, by the names that `ensure_history_partitions` gives. */
async function pastPartitions(db: Db, table: History, retentionDays: number): Promise<string[]> {
  const rows = await db.sql<{ name: string }>`
    select c.relname as name
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = (${table}::text)::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' < now() - make_interval(days => ${retentionDays}::int)
    order by 1`;
  return rows.map(({ name }) => name);
}

/** Finished tasks stay as long as the history of their workflow. They are found through it, since tasks carry the portal's time. */
async function deleteTasksOf(db: Db, partition: string, retentionDays: number | null): Promise<number> {
  const gone = await db.run({
    text: `delete from task where (portal_id, id) in (
             select t.portal_id, t.id from ${partition} h join task t on t.portal_id = h.portal_id and t.workflow_id = h.id
             where ${isPast(retentionDays)} limit ${batchRows} for update of t skip locked)
           returning 1`,
    values: [],
  });
  return gone.length;
}

async function deleteRightsOn(db: Db, partition: string, retentionDays: number | null): Promise<number> {
  const gone = await db.run({
    text: `delete from access_right where ctid = any(array(
             select r.ctid from ${partition} h join access_right r on r.portal_id = h.portal_id and r.scope = 'workflow' and r.subject = h.id
             where ${isPast(retentionDays)} limit ${batchRows} for update of r skip locked))
           returning 1`,
    values: [],
  });
  return gone.length;
}

function isPast(retentionDays: number | null): string {
  return retentionDays === null ? "true" : `h.recorded_at < now() - make_interval(days => ${Math.trunc(retentionDays)})`;
}

async function deletePast(db: Db, partition: string, retentionDays: number): Promise<number> {
  const gone = await db.run({
    text: `delete from ${partition} where ctid = any(array(
             select ctid from ${partition} where recorded_at < now() - make_interval(days => ${Math.trunc(retentionDays)}) limit ${batchRows}))
           returning 1`,
    values: [],
  });
  return gone.length;
}

/** Dropping needs the parent for a moment; rather than queue everybody behind a long reader, it gives up and comes again. */
async function dropPartition(database: Database, partition: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run({ text: "set local lock_timeout = '2s'", values: [] });
    await tx.run({ text: `drop table if exists ${partition}`, values: [] });
  });
}
