// Every kind of job with what runs it. Kinds are named in rows, so a name never changes its meaning.
import type { SmtpAddress } from "../apps/smtp-address.ts";
import { gather } from "../db/gather.ts";
import { resumeWorkflow } from "../operations/resume-workflow.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { Hooks } from "../queue/hooks.ts";
import type { Log } from "../queue/log.ts";
import { createWorker, type JobHandler, type Worker } from "../queue/worker.ts";
import { insertTokens, type NewTokens } from "../store/access-token.ts";
import { type Delivery, insertDeliveries, readActivityTargets, type WantedTarget } from "../store/delivery.ts";
import { beginWaitingJob } from "./begin-waiting.ts";
import { callAddress } from "./call-address.ts";
import { childEndedJob, endDocumentWorkflowsJob, startChildJob } from "./children.ts";
import { deliverEvent } from "./deliver-event.ts";
import { deliverHandler, type Resume } from "./deliver-handler.ts";
import type { DeliveryWorld } from "./delivery.ts";
import { eraseWorkflowJob, terminateOthersJob } from "./end-workflows.ts";
import { enterStageJob } from "./enter-stage.ts";
import { fireTimer } from "./fire-timer.ts";
import type { HttpCalls } from "./http-call.ts";
import { raiseTriggerJob } from "./raise-trigger.ts";
import { remindTaskJob } from "./remind-task.ts";
import { resumeHeldStepsJob } from "./resume-held-steps.ts";
import { sendMailJob } from "./send-mail.ts";
import { tellStep } from "./tell-step.ts";

interface JobWorld {
  readonly runtime: Runtime;
  readonly calls: HttpCalls;
  readonly hooks: Hooks;
  readonly log: Log;
  /** The mail server of portals that name none. */
  readonly smtp?: SmtpAddress | null;
}

export interface JobWorkerOptions extends JobWorld {
  readonly pollMs?: number;
  readonly drainMs?: number;
  /** How long a claim holds when its process is gone. At least as long as one attempt may take. */
  readonly leaseMs?: number;
}

/** Longer than one attempt in all: 2 s for its turn, 30 s for the call, the rest for the database. */
const defaultLeaseMs = 60_000;

export function jobHandlers(world: DeliveryWorld, resume: Resume): Readonly<Record<string, JobHandler<Delivery>>> {
  return {
    "deliver-handler": deliverHandler(world, resume),
    "deliver-event": deliverEvent(world),
    "fire-timer": fireTimer(resume),
    "child-ended": childEndedJob(resume),
    "tell-step": tellStep(resume),
  };
}

/** Reads and writes of calls that begin together are gathered. */
export function deliveryWorld(given: Pick<DeliveryWorld, "database" | "calls" | "hooks" | "log">): DeliveryWorld {
  const { database } = given;
  const keep = gather(async (tokens: readonly NewTokens[]) => {
    await insertTokens(database, tokens);
    return tokens.map(() => undefined);
  }, gathered);
  return {
    ...given,
    keepTokens: keep,
    readTarget: gather((wanted: readonly WantedTarget[]) => readActivityTargets(database, wanted), gathered),
  };
}

const gathered = { most: 64, lanes: 2 };

/** Every kind of job, as a worker runs it. */
export function allJobHandlers({ runtime, calls, hooks, log, smtp = null }: JobWorld): Readonly<Record<string, JobHandler<Delivery>>> {
  const { database } = runtime;
  return {
    ...jobHandlers(deliveryWorld({ database, calls, hooks, log }), (request) => resumeWorkflow(runtime, request)),
    "call-address": callAddress({ database, calls, log }),
    "send-mail": sendMailJob<Delivery>({ database, log, smtp }),
    "start-child": startChildJob(runtime),
    "end-document-workflows": endDocumentWorkflowsJob(runtime),
    "begin-waiting": beginWaitingJob<Delivery>(runtime),
    "raise-trigger": raiseTriggerJob<Delivery>(runtime, log),
    "enter-stage": enterStageJob<Delivery>(runtime),
    "terminate-others": terminateOthersJob<Delivery>(runtime),
    "erase-workflow": eraseWorkflowJob<Delivery>(runtime),
    "remind-task": remindTaskJob<Delivery>(runtime),
    "resume-held-steps": resumeHeldStepsJob<Delivery>(runtime),
  };
}

/** Hand its `wake` to the runtime. */
export function createJobWorker({ leaseMs = defaultLeaseMs, ...options }: JobWorkerOptions): Worker {
  const { database } = options.runtime;
  return createWorker({ database, handlers: allJobHandlers(options), record: insertDeliveries, leaseMs, ...options });
}
