// Runs due jobs one after another and comes back when none is left: for tests, which decide themselves when work is done.
import { createFinisher, type FinisherOptions } from "./finisher.ts";
import { claimJobs, type Job } from "./job.ts";
import type { JobHandler } from "./worker.ts";

export interface DueJobsOptions<R> extends FinisherOptions<R> {
  readonly handlers: Readonly<Record<string, JobHandler<R>>>;
  /** Told before each job. */
  readonly before?: (job: Job) => Promise<void>;
}

/** Also what becomes due by the work itself. A job that throws stays claimed, and its error is thrown on: here it is a defect to be seen. */
export async function runDueJobs<R>(options: DueJobsOptions<R>): Promise<void> {
  const { database, handlers, leaseMs, before } = options;
  const wanted = Object.keys(handlers).map((kind) => ({ kind, limit: 1 }));
  for (;;) {
    const jobs = await claimJobs(database, wanted, leaseMs);
    if (jobs.length === 0) return;
    for (const job of jobs) {
      await before?.(job);
      const outcome = await handlers[job.kind]?.run(job, new AbortController().signal);
      if (outcome === undefined || outcome.kind === "settled") continue;
      const finisher = createFinisher(options);
      finisher.finish(job, outcome);
      await finisher.close(leaseMs);
    }
  }
}
