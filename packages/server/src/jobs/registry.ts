// Every kind of job with what runs it. Kinds are named in rows, so a name never changes its meaning.
import { resumeWorkflow } from "../operations/resume-workflow.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { Hooks } from "../queue/hooks.ts";
import type { Log } from "../queue/log.ts";
import { createWorker, type JobHandler, type Worker } from "../queue/worker.ts";
import { type Delivery, insertDeliveries } from "../store/delivery.ts";
import { deliverEvent } from "./deliver-event.ts";
import { deliverHandler, type Resume } from "./deliver-handler.ts";
import type { DeliveryWorld } from "./delivery.ts";
import { eraseWorkflowJob, terminateOthersJob } from "./end-workflows.ts";
import { fireTimer } from "./fire-timer.ts";
import type { HttpCalls } from "./http-call.ts";

export interface JobWorkerOptions {
  readonly runtime: Runtime;
  readonly calls: HttpCalls;
  readonly hooks: Hooks;
  readonly log: Log;
  readonly pollMs?: number;
  readonly drainMs?: number;
}

/** Longer than one attempt in all: 2 s for its turn, 30 s for the call, the rest for the database. */
const leaseMs = 60_000;

export function jobHandlers(world: DeliveryWorld, resume: Resume): Readonly<Record<string, JobHandler<Delivery>>> {
  return {
    "deliver-handler": deliverHandler(world, resume),
    "deliver-event": deliverEvent(world),
    "fire-timer": fireTimer(resume),
  };
}

/** Hand its `wake` to the runtime. */
export function createJobWorker({ runtime, calls, hooks, log, ...times }: JobWorkerOptions): Worker {
  const { database } = runtime;
  const handlers = {
    ...jobHandlers({ database, calls, hooks, log }, (request) => resumeWorkflow(runtime, request)),
    "terminate-others": terminateOthersJob<Delivery>(runtime),
    "erase-workflow": eraseWorkflowJob<Delivery>(runtime),
  };
  return createWorker({ database, handlers, record: insertDeliveries, hooks, log, leaseMs, ...times });
}
