// What stands around a result: `time`, `total` and `next`, or an error. SDKs fail on a success without `time`.

import { utcAtom } from "./encode.ts";
import type { WireError } from "./errors.ts";
import type { MethodResult, Timing } from "./method-result.ts";

/** Fixed by the protocol: clients compute `start` from it. */
export const pageSize = 50;

export interface WireTime {
  readonly start: number;
  readonly finish: number;
  readonly duration: number;
  readonly processing: number;
  readonly date_start: string;
  readonly date_finish: string;
  readonly operating_reset_at: number;
  readonly operating: number;
}

export function wireTime({ startedMs, durationMs, processingMs, operatingMs, operatingResetInMs }: Timing): WireTime {
  const finishedMs = startedMs + durationMs;
  return {
    start: seconds(startedMs),
    finish: seconds(finishedMs),
    duration: seconds(durationMs),
    processing: seconds(processingMs),
    date_start: utcAtom(startedMs),
    date_finish: utcAtom(finishedMs),
    // Whole seconds; rounded up, since clients come back at this time and must find it free.
    operating_reset_at: Math.ceil((finishedMs + operatingResetInMs) / 1000),
    operating: seconds(operatingMs),
  };
}

export function successBody(result: MethodResult, timing: Timing): Readonly<Record<string, unknown>> {
  const time = wireTime(timing);
  if (result.kind === "value") return { result: result.value ?? null, time };
  const next = nextStart(result);
  const total = result.total ?? 0;
  return next === null ? { result: result.rows, total, time } : { result: result.rows, next, total, time };
}

/** Null on the last page, and where nothing was counted. */
export function nextStart({ total, start }: Extract<MethodResult, { kind: "list" }>): number | null {
  return total !== null && start + pageSize < total ? start + pageSize : null;
}

export function errorBody({ error, description, extra }: WireError): Readonly<Record<string, string>> {
  return { error, error_description: description, ...extra };
}

// Microseconds, as PHP's clock has them.
function seconds(ms: number): number {
  return Math.round(ms * 1000) / 1_000_000;
}
