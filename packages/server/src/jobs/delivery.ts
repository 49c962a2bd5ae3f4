// What calls of actions and calls of events have in common: tokens for one attempt, the POST, the verdict, the row that remains.
import { isList, isMap, type Value, type ValueMap } from "@kontor/engine/model";
import { authBlock, originBlock } from "../apps/auth-block.ts";
import { makeTokens } from "../apps/tokens.ts";
import type { Database } from "../db/db.ts";
import type { Hooks } from "../queue/hooks.ts";
import type { Job } from "../queue/job.ts";
import type { Log } from "../queue/log.ts";
import type { Outcome } from "../queue/worker.ts";
import type { NewTokens } from "../store/access-token.ts";
import type { CallTarget, Delivery, WantedTarget } from "../store/delivery.ts";
import type { HttpCalls } from "./http-call.ts";
import { judge, type Verdict } from "./judge.ts";
import { type FormMap, type FormValue, phpForm } from "./php-form.ts";

/** Of the refresh tokens that go with calls: a live portal gives them 30 days, and there is one for every call. */
const handlerRefreshDays = 30;

export interface DeliveryWorld {
  readonly database: Database;
  /** Writes tokens before they leave the server; those that come together share a commit. */
  readonly keepTokens: (tokens: NewTokens) => Promise<void>;
  readonly readTarget: (wanted: WantedTarget) => Promise<CallTarget>;
  readonly calls: HttpCalls;
  readonly hooks: Hooks;
  readonly log: Log;
}

export interface Call {
  readonly url: string;
  /** In the order of the wire, without `auth`. */
  readonly fields: FormMap;
  /** The same without what would let a reader of the database act for the application. */
  readonly kept: FormMap;
  readonly code: string;
  readonly eventId: string;
  /** In whose name, or null. */
  readonly userId: number | null;
  readonly hasRefreshToken: boolean;
  /** To an application that is gone. */
  readonly isFarewell: boolean;
}

type Application = NonNullable<CallTarget["application"]>;

export type Ended = Extract<Verdict, { kind: "done" | "failed" }>;

interface Attempted {
  readonly verdict: Verdict;
  readonly durationMs: number;
}

/** One attempt. `onFailure` is told the sentence for people before the job ends; should the process die between, both happen again. */
export async function deliver(
  world: DeliveryWorld,
  job: Job,
  target: CallTarget,
  call: Call,
  signal: AbortSignal,
  onFailure: (text: string) => Promise<void>,
): Promise<Outcome<Delivery>> {
  const { verdict, durationMs } = await attempt(world, job, target, call, signal);
  if (verdict.kind === "retry" || verdict.kind === "postponed") return verdict;
  const delivery = deliveryOf(job, target, call, verdict, durationMs);
  if (verdict.kind === "failed") {
    world.log.warn({ portalId: job.portalId, job: job.id, code: call.code, workflowId: job.workflowId }, delivery.error);
    await onFailure(delivery.error);
  }
  return { kind: "done", record: delivery };
}

async function attempt(world: DeliveryWorld, job: Job, target: CallTarget, call: Call, signal: AbortSignal): Promise<Attempted> {
  const { application } = target;
  if (application === null)
    return { verdict: { kind: "failed", status: null, reply: "", reason: "it is no longer installed" }, durationMs: 0 };
  let startedAt = performance.now();
  const makeBody = async (): Promise<string> => {
    const auth = await authOf(world, target, application, call);
    await world.hooks.reached("before-delivery", placeOf(job));
    startedAt = performance.now();
    return phpForm({ ...call.fields, auth });
  };
  const result = await world.calls.post({ url: call.url, makeBody, allowPrivate: target.portal.privateHandlers, signal });
  const durationMs = Math.round(performance.now() - startedAt);
  await world.hooks.reached("after-delivery-before-finish", placeOf(job));
  return { verdict: judge(result, call.url, job.failures, target.now), durationMs };
}

function placeOf({ id, workflowId, activity }: Job): Readonly<Record<string, unknown>> {
  return { job: id, workflowId, activity };
}

async function authOf(world: DeliveryWorld, target: CallTarget, application: Application, call: Call): Promise<FormMap> {
  const { portal, now } = target;
  const { userId } = call;
  if (call.isFarewell) return originBlock(portal, application);
  if (userId === null || !target.isUserActive) return authBlock(portal, application, null, null);
  const { tokens, kept } = makeTokens({ portal, application, userId, refreshDays: handlerRefreshDays, now });
  await world.keepTokens(kept);
  const block = authBlock(portal, application, tokens, userId);
  const { refresh_token: _, ...others } = block;
  return call.hasRefreshToken ? block : others;
}

function deliveryOf(job: Job, { application }: CallTarget, call: Call, verdict: Ended, durationMs: number): Delivery {
  const { portalId, id, workflowId, activity, attempt: attempts, createdAt } = job;
  return {
    portalId,
    id,
    workflowId,
    activity,
    applicationId: application?.id ?? null,
    code: call.code,
    handler: call.url,
    eventId: call.eventId,
    outcome: verdict.kind,
    attempts,
    httpStatus: verdict.status,
    error: verdict.kind === "failed" ? `${named(application)} could not be reached: ${verdict.reason}` : "",
    reply: verdict.reply,
    payload: call.kept,
    durationMs,
    createdAt,
  };
}

function named(application: Application | null): string {
  return application ? `The application "${application.name}"` : "The application";
}

/** Values of properties as handlers know them: flags as Y and N. */
export function wireMap(values: ValueMap): FormMap {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, wireValue(value)]));
}

function wireValue(value: Value): FormValue {
  if (typeof value === "boolean") return value ? "Y" : "N";
  if (isList(value)) return value.map(wireValue);
  return isMap(value) ? wireMap(value) : value;
}
