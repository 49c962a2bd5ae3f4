// What a package may cost. A file of a few kilobytes can unpack to gigabytes, so each limit holds before memory is taken.
import { BptError } from "./bpt-error.ts";

export type Limits = {
  /** Of the unpacked data. */
  readonly maxBytes: number;
  /** Arrays inside arrays; never more than `deepest`, whatever is asked for. */
  readonly maxDepth: number;
  /** Values of every kind, keys not counted. */
  readonly maxValues: number;
};

/**
 * 16 MiB is the most that the original keeps of a template. A list process of 51 activities has 1074 values in 37 KB,
 * 34 bytes a value, so 500,000 values fill those 16 MiB.
 */
export const defaultLimits: Limits = { maxBytes: 16 * 1024 * 1024, maxDepth: 256, maxValues: 500_000 };

// Reading and writing descend by recursion; a thousand levels are far from the end of the stack.
const deepest = 1000;

export function fullLimits(limits: Partial<Limits>): Limits {
  const full = { ...defaultLimits, ...limits };
  return { ...full, maxDepth: Math.min(full.maxDepth, deepest) };
}

/** Refuses an array too deep inside others; the outermost one has depth 1. */
export function checkDepth(depth: number, maxDepth: number = deepest, at: number | null = null): void {
  if (depth > maxDepth) throw new BptError("too-deep", `Expected at most ${maxDepth} arrays inside each other, found more`, at);
}
