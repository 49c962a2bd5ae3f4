// From a decoded request to an outcome: who calls, which method, may they, what did it answer.
// The order of the checks is what callers see when several would fail: authentication comes first.

import type { Authenticate, Caller, Credential } from "../auth/caller.ts";
import { Refusal } from "../operations/refusal.ts";
import type { AtomFormat } from "./encode.ts";
import { internalError, toWireError } from "./errors.ts";
import type { Invoke, Method, MethodRegistry, Outcome } from "./method.ts";
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
}

export interface RestRequest {
  readonly credential: Credential;
  /** Lower-cased. */
  readonly method: string;
  readonly params: Params;
  readonly requestId: string;
  readonly receivedAt: Date;
  /** `performance.now()` at arrival: durations must not follow a clock that is being set. */
  readonly receivedTick: number;
}

/** Never throws: a refusal is an outcome, and a defect becomes one after it has been logged. */
export async function dispatch(dispatcher: Dispatcher, request: RestRequest): Promise<Outcome> {
  try {
    const caller = await dispatcher.authenticate(request.credential);
    return await perform(dispatcher, caller, request, false);
  } catch (error) {
    return failed(dispatcher, request, error);
  }
}

async function perform(dispatcher: Dispatcher, caller: Caller, request: RestRequest, insideBatch: boolean): Promise<Outcome> {
  const method = dispatcher.methods.get(request.method);
  if (method === undefined) throw new Refusal("method-not-found");
  if (insideBatch && method.batch === "refused") throw new Refusal("batch-method-not-allowed");
  admit(method, caller);
  const startedTick = performance.now();
  const result = await method.run({
    caller,
    params: request.params,
    services: dispatcher.services,
    requestedAt: request.receivedAt,
    methods: dispatcher.methods,
    invoke: invokeFor(dispatcher, caller, request.requestId),
    atom: dispatcher.atom,
  });
  const finishedTick = performance.now();
  const timing = {
    startedMs: request.receivedAt.getTime(),
    durationMs: finishedTick - request.receivedTick,
    processingMs: finishedTick - startedTick,
  };
  return { kind: "answered", result, timing };
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
      receivedTick: performance.now(),
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
