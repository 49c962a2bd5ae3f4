// Claims due jobs and runs them, a fixed number at a time for each kind, so that slow deliveries never keep a timer waiting.
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../db/db.ts";
import { createFinisher, type Ending, type Finisher, type Recorder } from "./finisher.ts";
import type { Hooks } from "./hooks.ts";
import { claimJobs, type Job, type Wanted } from "./job.ts";
import type { Log } from "./log.ts";

/** `settled`: the handler's own transaction has already deleted the job. */
export type Outcome<R> = Ending<R> | { readonly kind: "settled" };

export interface JobHandler<R> {
  /** How many of this kind run at once in this process. */
  readonly slots: number;
  /** Takes less than the lease. Throwing counts as a defect: the job is tried again, ever more rarely. The signal means "stop now". */
  run(job: Job, signal: AbortSignal): Promise<Outcome<R>>;
}

export interface WorkerOptions<R> {
  readonly database: Database;
  /** By kind. Jobs of other kinds are left alone: a newer node may know them. */
  readonly handlers: Readonly<Record<string, JobHandler<R>>>;
  readonly record: Recorder<R>;
  readonly hooks: Hooks;
  readonly log: Log;
  readonly leaseMs: number;
  /** How often to look for jobs that other nodes added or that became due. */
  readonly pollMs?: number;
  /** How long `stop` waits for running jobs before it releases them. */
  readonly drainMs?: number;
}

export interface Worker {
  start(): void;
  /** No new claims; waits for running jobs, then releases those that go on too long. May be called twice. */
  stop(): Promise<void>;
  /** Jobs may be due. Cheap: many calls make one claim. */
  wake(): void;
}

const mostInOneClaim = 200;
/** With a backlog, a claim waits this long for more slots to come free. */
const gatherMs = 3;
const hurriedPollMs = 50;
const firstBackOffMs = 250;
const longestBackOffMs = 10_000;
/** At the stop, with the database away. What is not written by then runs again after its lease. */
const lastWritesMs = 3_000;

interface Lane<R> {
  readonly kind: string;
  readonly handler: JobHandler<R>;
  busy: number;
  /** The last claim took all it asked for. */
  hasBacklog: boolean;
}

export function createWorker<R>(options: WorkerOptions<R>): Worker {
  return new ClaimingWorker(options);
}

class ClaimingWorker<R> implements Worker {
  readonly #options: WorkerOptions<R>;
  readonly #pollMs: number;
  readonly #finisher: Finisher<R>;
  readonly #lanes: readonly Lane<R>[];
  // By claim, not by id: after a lost lease this process may hold the same job twice.
  readonly #running = new Map<Job, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #abandoning = new AbortController();
  #loop: Promise<void> | null = null;
  #stopped: Promise<void> | null = null;
  #isWoken = false;
  /** Jobs that were put back untried come again soon: until then the table is asked more often. */
  #hurriesUntil = 0;
  #failures = 0;
  #wakeUp: () => void = () => undefined;

  constructor(options: WorkerOptions<R>) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 350;
    this.#finisher = createFinisher(options);
    // Every running job listens.
    setMaxListeners(0, this.#abandoning.signal);
    this.#lanes = Object.entries(options.handlers).map(([kind, handler]) => ({ kind, handler, busy: 0, hasBacklog: false }));
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  wake(): void {
    this.#isWoken = true;
    this.#wakeUp();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#isWoken = false;
      const isClaimed = await this.#claim();
      if (signal.aborted) break;
      if (!isClaimed) await pause(this.#backOffMs(), undefined, { signal }).catch(ignore);
      else if (this.#canTakeMore()) await pause(this.#isMostlyBusy() ? gatherMs : 0, undefined, { signal }).catch(ignore);
      else if (!this.#isWoken)
        await this.#sleep(jittered(performance.now() < this.#hurriesUntil ? Math.min(hurriedPollMs, this.#pollMs) : this.#pollMs));
    }
  }

  /** False when the database could not be asked. */
  async #claim(): Promise<boolean> {
    const wanted = this.#wanted();
    if (wanted.length === 0) return true;
    const { database, leaseMs, hooks, log } = this.#options;
    let jobs: Job[];
    try {
      jobs = await claimJobs(database, wanted, leaseMs);
    } catch (error) {
      // Once per outage: a line for every try would bury the rest.
      if (this.#failures === 0) log.error({ error }, "Jobs cannot be claimed; trying again until the database answers");
      this.#failures += 1;
      return false;
    }
    if (this.#failures > 0) log.info({ tries: this.#failures }, "Jobs can be claimed again");
    this.#failures = 0;
    if (jobs.length > 0) await hooks.reached("claimed", { jobs: jobs.map(({ id }) => id) });
    this.#begin(jobs, wanted);
    return true;
  }

  #wanted(): Wanted[] {
    return this.#lanes
      .map(({ kind, handler, busy }) => ({ kind, limit: Math.min(handler.slots - busy, mostInOneClaim) }))
      .filter(({ limit }) => limit > 0);
  }

  #begin(jobs: readonly Job[], wanted: readonly Wanted[]): void {
    for (const lane of this.#lanes) {
      const limit = wanted.find(({ kind }) => kind === lane.kind)?.limit;
      if (limit === undefined) continue;
      const own = jobs.filter(({ kind }) => kind === lane.kind);
      lane.hasBacklog = own.length === limit;
      for (const job of own) this.#beginOne(lane, job);
    }
  }

  #beginOne(lane: Lane<R>, job: Job): void {
    lane.busy += 1;
    this.#running.set(job, this.#work(lane, job));
  }

  async #work(lane: Lane<R>, job: Job): Promise<void> {
    const outcome = await this.#outcomeOf(lane, job);
    lane.busy -= 1;
    if (outcome.kind === "postponed") this.#hurriesUntil = Math.max(this.#hurriesUntil, performance.now() + outcome.afterMs + this.#pollMs);
    // Not there any more: `stop` has released the job, so this outcome no longer counts.
    if (this.#running.delete(job) && outcome.kind !== "settled") this.#finisher.finish(job, outcome);
    if (lane.hasBacklog) this.#wakeUp();
  }

  async #outcomeOf({ handler }: Lane<R>, job: Job): Promise<Outcome<R>> {
    // The job is in the list of running ones before its handler begins.
    await null;
    try {
      return await handler.run(job, this.#abandoning.signal);
    } catch (error) {
      const afterMs = afterDefectMs(job.failures);
      this.#options.log.error({ error, ...describe(job), afterMs }, "A job failed and will be tried again");
      return { kind: "retry", afterMs };
    }
  }

  #canTakeMore(): boolean {
    return this.#lanes.some(({ hasBacklog, busy, handler }) => hasBacklog && busy < handler.slots);
  }

  #isMostlyBusy(): boolean {
    return this.#lanes.every(({ hasBacklog, busy, handler }) => !hasBacklog || busy > handler.slots * 0.75);
  }

  #backOffMs(): number {
    return jittered(Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(this.#failures - 1, 10)));
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeUp = () => undefined;
  }

  async #drain(): Promise<void> {
    this.#stopping.abort();
    this.#wakeUp();
    await this.#loop;
    await withinMs(Promise.all(this.#running.values()), this.#options.drainMs ?? 10_000);
    for (const job of this.#running.keys()) this.#finisher.finish(job, { kind: "interrupted" });
    this.#running.clear();
    this.#abandoning.abort();
    await this.#finisher.close(lastWritesMs);
  }
}

/** 5 s, 20 s, 80 s … at most an hour. A defect does not make a job vanish: somebody may mend it. */
function afterDefectMs(failures: number): number {
  return jittered(Math.min(3_600_000, 5_000 * 4 ** Math.min(failures, 10)));
}

function describe({ id, kind, attempt, portalId, workflowId }: Job): Record<string, unknown> {
  return { job: id, kind, attempt, portalId, workflowId };
}

/** ± 40 %, so that nodes that started together do not ask together. */
function jittered(ms: number): number {
  return ms * (0.6 + Math.random() * 0.8);
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  const timeUp = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: timeUp.signal }).catch(ignore)]);
  timeUp.abort();
}

function ignore(): void {}
