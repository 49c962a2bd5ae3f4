// What the queue's tests share: a database with handlers and workers that are stopped at the end, and ways to look at jobs.
import { afterAll, afterEach } from "vitest";
import type { Database } from "../../src/db/db.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { type Hooks, noHooks } from "../../src/queue/hooks.ts";
import type { Job } from "../../src/queue/job.ts";
import type { Log } from "../../src/queue/log.ts";
import { createWorker, type JobHandler, type Outcome, type Worker, type WorkerOptions } from "../../src/queue/worker.ts";
import { createTestDatabase } from "../support/database.ts";

export interface Line {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface QueueWorld {
  readonly database: Database;
  readonly url: string;
  readonly lines: Line[];
  readonly log: Log;
  readonly recorded: string[];
  add(kind: string, payloads: readonly unknown[]): Promise<void>;
  jobs(): Promise<{ id: number; kind: string; attempt: number; failures: number; isDue: boolean; secondsAhead: number }[]>;
  /** As if that time had passed. */
  makeDue(): Promise<void>;
  worker(handlers: Record<string, JobHandler<string>>, options?: Partial<WorkerOptions<string>>): Worker;
}

export async function queueWorld(): Promise<QueueWorld> {
  const { database, url, drop } = await createTestDatabase();
  await database.run({ text: "create table note (text text not null check (text <> 'bad'))", values: [] });
  const workers: Worker[] = [];
  const lines: Line[] = [];
  const recorded: string[] = [];
  const log = logTo(lines);
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await database.run({ text: "truncate job; truncate note", values: [] });
    lines.length = 0;
  });
  afterAll(drop);
  return {
    database,
    url,
    lines,
    log,
    recorded,
    add: (kind, payloads) =>
      enqueue(
        database,
        payloads.map((payload) => ({ portalId: 1, kind, payload })),
      ),
    jobs: () => database.sql`
      select id, kind, attempt, failures, run_at <= now() as "isDue", extract(epoch from run_at - now())::float8 as "secondsAhead" from job order by id`,
    makeDue: async () => {
      await database.sql`update job set run_at = now() - interval '1 second'`;
    },
    worker(handlers, options = {}) {
      const worker = createWorker<string>({
        database,
        handlers,
        hooks: noHooks,
        log,
        leaseMs: 60_000,
        pollMs: 20,
        record: async (db, records) => {
          for (const text of records) await db.sql`insert into note (text) values (${text})`;
        },
        ...options,
      });
      workers.push(worker);
      return worker;
    },
  };
}

export function handler(run: (job: Job, signal: AbortSignal) => Promise<Outcome<string>>, slots = 8): JobHandler<string> {
  return { slots, run };
}

export function logTo(lines: Line[]): Log {
  const write = (level: Line["level"]) => (details: Readonly<Record<string, unknown>>, text: string) =>
    lines.push({ level, text, details });
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

export function hooksAt(point: string, act: (details: Readonly<Record<string, unknown>>) => Promise<void>): Hooks {
  return { reached: async (at, details) => (at === point ? act(details) : undefined) };
}

export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
