// From a decoded request to an outcome: who calls, which method, may they, what did it answer.
// The order of the checks is what callers see when several would fail: authentication comes first.

import type { Authenticate, Caller, Credential } from "../auth/caller.ts";
import { Refusal } from "../operations/refusal.ts";
import type { AtomFormat } from "./encode.ts";
import { internalError, toWireError } from "./errors.ts";
import { type Clock, type DoorLimits, notCounted, type OperatingTime } from "./limits/limits.ts";
import type { Invoke, Method, MethodCall, MethodRegistry, Outcome } from "./method.ts";
import type { MethodResult } from "./method-result.ts";
import type { Params } from "./php-value.ts";
import type { Services } from "./services.ts";

export interface RestLog {
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Dispatcher {
  readonly authenticate: Authenticate;
  readonly methods: MethodRegistry;
  readonly services: Services;
  readonly atom: AtomFormat;
  readonly log: RestLog;
  readonly limits: DoorLimits;
  /** Durations must not follow a clock that is being set. */
  readonly clock: Clock;
}

export interface RestRequest {
  readonly credential: Credential;
  /** Lower-cased. */
  readonly method: string;
  readonly params: Params;
  readonly requestId: string;
  readonly receivedAt: Date;
  /** The clock at arrival. */
  readonly receivedTick: number;
}

/** Never throws: a refusal is an outcome, and a defect becomes one after it has been logged. */
export async function dispatch(dispatcher: Dispatcher, request: RestRequest, sourceAddress: string): Promise<Outcome> {
  try {
    const caller = await dispatcher.authenticate(request.credential);
    const leave = dispatcher.limits.enter(caller, sourceAddress);
    try {
      return await perform(dispatcher, caller, request, false);
    } finally {
      leave();
    }
  } catch (error) {
    return failed(dispatcher, request, error);
  }
}

async function perform(dispatcher: Dispatcher, caller: Caller, request: RestRequest, insideBatch: boolean): Promise<Outcome> {
  const method = dispatcher.methods.get(request.method);
  if (method === undefined) throw new Refusal("method-not-found");
  if (insideBatch && method.batch === "refused") throw new Refusal("batch-method-not-allowed");
  admit(method, caller);
  const startedTick = dispatcher.clock();
  const end = method.operating === "inner" ? () => notCounted : dispatcher.limits.begin(caller, method.name, startedTick);
  let result: MethodResult;
  let finishedTick: number;
  let operating: OperatingTime;
  try {
    result = await method.run(methodCall(dispatcher, caller, request));
  } finally {
    // Also of a call that fails: it has worked as long.
    finishedTick = dispatcher.clock();
    operating = end(finishedTick);
  }
  const timing = {
    startedMs: request.receivedAt.getTime(),
    durationMs: finishedTick - request.receivedTick,
    processingMs: finishedTick - startedTick,
    operatingMs: operating.spentMs,
    operatingResetInMs: operating.resetInMs,
  };
  return { kind: "answered", result, timing };
}

function methodCall(dispatcher: Dispatcher, caller: Caller, request: RestRequest): MethodCall<Params> {
  const { services, methods, atom } = dispatcher;
  const invoke = invokeFor(dispatcher, caller, request.requestId);
  return { caller, params: request.params, services, requestedAt: request.receivedAt, methods, invoke, atom };
}

function admit(method: Method, caller: Caller): void {
  if (method.scopes !== null && !method.scopes.some((scope) => caller.scopes.has(scope))) {
    throw new Refusal("scope-insufficient", { credential: caller.kind === "webhook" ? "webhook" : "access" });
  }
  if (method.context === "application" && caller.app === null) throw new Refusal("application-context-required");
  if (method.access === "administrator" && !caller.isAdmin) throw new Refusal("administrator-required");
}

function invokeFor(dispatcher: Dispatcher, caller: Caller, requestId: string): Invoke {
  return async (name, params) => {
    const method = name.toLowerCase();
    const request = {
      credential: { kind: "none" },
      method,
      params,
      requestId,
      receivedAt: new Date(),
      receivedTick: dispatcher.clock(),
    } as const;
    try {
      return await perform(dispatcher, caller, request, true);
    } catch (error) {
      return failed(dispatcher, request, error);
    }
  };
}

function failed({ log }: Dispatcher, { method, requestId }: RestRequest, error: unknown): Outcome {
  if (error instanceof Refusal) return { kind: "refused", error: toWireError(error, method) };
  log.error({ err: error, method, requestId }, "a REST method failed");
  return { kind: "refused", error: internalError };
}
