// What a call's result means for its job: one place, one policy, for all kinds of calls.
import type { CallResult } from "./http-call.ts";

export type Verdict =
  | { readonly kind: "done"; readonly status: number; readonly reply: string }
  | { readonly kind: "retry"; readonly afterMs: number }
  /** Not tried, so this is no attempt. */
  | { readonly kind: "postponed"; readonly afterMs: number }
  /** The reason continues "The application could not be reached: ". */
  | { readonly kind: "failed"; readonly status: number | null; readonly reply: string; readonly reason: string };

const second = 1_000;
const minute = 60 * second;
const delays = [5 * second, 30 * second, 2 * minute, 10 * minute, 60 * minute];
const longestRetryAfterMs = 60 * minute;

/** @param failures of this job, before this attempt */
export function judge(result: CallResult, url: string, failures: number, now: Date): Verdict {
  switch (result.kind) {
    case "later":
      return { kind: "postponed", afterMs: result.afterMs };
    case "forbidden":
      return { kind: "failed", status: null, reply: "", reason: `${result.reason} (${shown(url)})` };
    case "unreachable":
      return retryOrFail(failures, 0, null, "", `${result.reason} (${shown(url)})`);
    case "replied": {
      const { status, reply } = result;
      if (status >= 200 && status <= 299) return { kind: "done", status, reply };
      const reason = `HTTP ${status} from ${shown(url)}`;
      if (!isPassing(status)) return { kind: "failed", status, reply, reason };
      return retryOrFail(failures, retryAfterMs(result.retryAfter, now), status, reply, reason);
    }
  }
}

function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

function retryOrFail(failures: number, atLeastMs: number, status: number | null, reply: string, reason: string): Verdict {
  const delayMs = retryDelayMs(failures);
  if (delayMs === null) return { kind: "failed", status, reply, reason: `${reason} after ${failures + 1} attempts` };
  return { kind: "retry", afterMs: Math.max(delayMs, atLeastMs * (1 + Math.random() / 10)) };
}

/**
 * How long to wait after an attempt that failed; null: it was the last. Up to a tenth later: what failed together shall not come together.
 * @param failures before this one
 */
export function retryDelayMs(failures: number): number | null {
  const delay = delays[failures];
  return delay === undefined ? null : delay * (1 + Math.random() / 10);
}

/** Seconds or an HTTP date. Nonsense counts as nothing said. */
function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * second : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}

/** Queries and user names in addresses may hold secrets of the application. */
function shown(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
