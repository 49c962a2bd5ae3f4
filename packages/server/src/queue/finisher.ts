// Ends jobs in batches: while one batch is on its way to the database, the next one gathers. It never waits when idle.
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { type Database, type Db, isConnectionLost } from "../db/db.ts";
import type { Hooks } from "./hooks.ts";
import { type Claim, deleteJobs, type Postponement, postponeJobs } from "./job.ts";
import type { Log } from "./log.ts";

/** How a job's handler ended, as the table sees it. */
export type Ending<R> =
  /** `record` is written in the transaction that deletes the job, and only if the claim still holds. */
  | { readonly kind: "done"; readonly record?: R }
  | { readonly kind: "retry"; readonly afterMs: number }
  /** Put back untried: this does not count as an attempt. */
  | { readonly kind: "postponed"; readonly afterMs: number }
  /** Cut off by this process, at once somebody else's: it may have had its effect, but it has not failed. */
  | { readonly kind: "interrupted" };

export type Recorder<R> = (db: Db, records: readonly R[]) => Promise<void>;

export interface FinisherOptions<R> {
  readonly database: Database;
  readonly record: Recorder<R>;
  /** How long an ending is worth trying: after that, somebody else has the job. */
  readonly leaseMs: number;
  readonly hooks: Hooks;
  readonly log: Log;
}

export interface Finisher<R> {
  finish(claim: Claim, ending: Ending<R>): void;
  /** Resolves when all that was handed over is written, or given up because the database stayed away this long. */
  close(patienceMs: number): Promise<void>;
}

interface Ended<R> {
  readonly claim: Claim;
  readonly ending: Ending<R>;
}

const mostInOneBatch = 500;
const reconnectMs = 250;

export function createFinisher<R>(options: FinisherOptions<R>): Finisher<R> {
  return new BatchFinisher(options);
}

class BatchFinisher<R> implements Finisher<R> {
  readonly #options: FinisherOptions<R>;
  readonly #waiting: Ended<R>[] = [];
  #underWay: Promise<void> | null = null;
  #giveUpAt = Number.POSITIVE_INFINITY;

  constructor(options: FinisherOptions<R>) {
    this.#options = options;
  }

  finish(claim: Claim, ending: Ending<R>): void {
    this.#waiting.push({ claim: { id: claim.id, attempt: claim.attempt }, ending });
    this.#underWay ??= this.#drain();
  }

  async close(patienceMs: number): Promise<void> {
    this.#giveUpAt = performance.now() + patienceMs;
    await this.#underWay;
  }

  async #drain(): Promise<void> {
    // Jobs that end in the same turn of the event loop go together.
    await nextTurn();
    while (this.#waiting.length > 0) await this.#finishBatch(this.#waiting.splice(0, mostInOneBatch));
    this.#underWay = null;
  }

  async #finishBatch(batch: readonly Ended<R>[]): Promise<void> {
    try {
      await this.#whileConnected(() => this.#write(batch));
    } catch (error) {
      if (isConnectionLost(error)) {
        this.#options.log.error(
          { error, jobs: batch.length },
          "The database stayed away: these jobs are ended, but will run again after their lease",
        );
      } else if (batch.length > 1) {
        // One bad row must not fail its neighbours.
        for (const ended of batch) await this.#finishBatch([ended]);
      } else {
        for (const ended of batch) await this.#finishBroken(ended, error);
      }
    }
  }

  /** A record that cannot be written is told and dropped: running the job again would do its outside work twice. */
  async #finishBroken({ claim, ending }: Ended<R>, error: unknown): Promise<void> {
    if (ending.kind === "done" && ending.record !== undefined) {
      this.#options.log.error({ error, job: claim.id }, "The record of this job could not be written; the job is ended without it");
      await this.#finishBatch([{ claim, ending: { kind: "done" } }]);
    } else {
      this.#options.log.error({ error, job: claim.id }, "This job could not be ended and will run again after its lease");
    }
  }

  async #whileConnected(work: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + this.#options.leaseMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isConnectionLost(error) || performance.now() > Math.min(deadline, this.#giveUpAt)) throw error;
        await pause(reconnectMs);
      }
    }
  }

  async #write(batch: readonly Ended<R>[]): Promise<void> {
    const records = recordsOf(batch);
    if (records.size === 0) {
      await this.#writeEndings(this.#options.database, batch, records);
    } else {
      await this.#options.database.transaction((tx) => this.#writeEndings(tx, batch, records));
    }
  }

  async #writeEndings(db: Db, batch: readonly Ended<R>[], records: ReadonlyMap<number, R>): Promise<void> {
    const done = batch.filter(({ ending }) => ending.kind === "done").map(({ claim }) => claim);
    const deleted = done.length === 0 ? new Set<number>() : await deleteJobs(db, done);
    await this.#options.hooks.reached("finish-batch", { jobs: batch.map(({ claim }) => claim.id) });
    const held = [...records].filter(([id]) => deleted.has(id)).map(([, value]) => value);
    if (held.length > 0) await this.#options.record(db, held);
    const postponements = batch.flatMap(({ claim, ending }) => (ending.kind === "done" ? [] : [{ ...claim, ...postponementOf(ending) }]));
    if (postponements.length > 0) await postponeJobs(db, postponements);
  }
}

function postponementOf<R>(ending: Exclude<Ending<R>, { readonly kind: "done" }>): Pick<Postponement, "afterMs" | "reason"> {
  switch (ending.kind) {
    case "retry":
      return { afterMs: ending.afterMs, reason: "failed" };
    case "postponed":
      return { afterMs: ending.afterMs, reason: "untried" };
    case "interrupted":
      return { afterMs: 0, reason: "interrupted" };
  }
}

function recordsOf<R>(batch: readonly Ended<R>[]): Map<number, R> {
  const records = new Map<number, R>();
  for (const { claim, ending } of batch) {
    if (ending.kind === "done" && ending.record !== undefined) records.set(claim.id, ending.record);
  }
  return records;
}
