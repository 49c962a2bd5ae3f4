// How fast one source address may call one portal: a leaky bucket for each. Calls fill it, time empties it.

import type { RateLimit } from "../../auth/caller.ts";

export interface CallRates {
  /** Counts a call at `now` (milliseconds). False: too fast; such a call is not counted, so that whoever slows down gets through. */
  admit(source: string, limit: RateLimit, now: number): boolean;
  /** Buckets in memory. */
  readonly size: number;
}

interface Bucket {
  calls: number;
  /** When `calls` was right. */
  at: number;
  emptyAt: number;
}

/** Beyond this many sources at once the one that was silent longest is forgotten. */
const defaultMostKept = 10_000;

export function callRates(mostKept: number = defaultMostKept): CallRates {
  // The source that called last stands last, so what may be forgotten stands in front.
  const buckets = new Map<string, Bucket>();
  return {
    admit(source, { leakPerSecond, blockAbove }, now) {
      const known = buckets.get(source);
      if (known === undefined) makeRoom(buckets, mostKept, now);
      else buckets.delete(source);
      const bucket = known ?? { calls: 0, at: now, emptyAt: now };
      buckets.set(source, bucket);
      bucket.calls = Math.max(0, bucket.calls - ((now - bucket.at) / 1000) * leakPerSecond);
      bucket.at = now;
      const isAdmitted = bucket.calls <= blockAbove;
      if (isAdmitted) bucket.calls += 1;
      bucket.emptyAt = now + (bucket.calls / leakPerSecond) * 1000;
      return isAdmitted;
    },
    get size() {
      return buckets.size;
    },
  };
}

/** An empty bucket is as good as none. Stops at the first that is not empty: each is looked at about once. */
function makeRoom(buckets: Map<string, Bucket>, mostKept: number, now: number): void {
  for (const [source, { emptyAt }] of buckets) {
    if (emptyAt > now && buckets.size < mostKept) return;
    buckets.delete(source);
  }
}
