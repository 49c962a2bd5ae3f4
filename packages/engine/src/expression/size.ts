// How large a value may become. Steps that put a variable into itself double it each time, and few of them would fill any memory.
import type { Value } from "../model/value.ts";

const megabyte = 1_000_000;
const largest = 5 * megabyte;
const largestRun = 40 * megabyte;
/** What an entry of a list or a map takes beside its text. */
const entrySize = 32;

/** The step that calculates the value cannot go on. */
export class ValueTooLarge extends Error {
  override readonly name = "ValueTooLarge";
  constructor(limit: number) {
    super(`What this step makes is larger than ${limit / megabyte} MB. A text or a list that is put into itself again and again grows so.`);
  }
}

/** About what a value takes in memory. */
export function sizeOf(value: Value): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return entrySize;
  let size = entrySize;
  for (const entry of Object.values(value)) size += entrySize + sizeOf(entry);
  return size;
}

/** Adds up the sizes of the pieces that a value is made of. @throws ValueTooLarge */
export function sizeLimit(limit = largest): (size: number) => void {
  let total = 0;
  return (size) => {
    total += size;
    if (total > limit) throw new ValueTooLarge(limit);
  };
}

/** The same for all that one run puts into variables and results, writes and sends. */
export function runSizeLimit(): (size: number) => void {
  return sizeLimit(largestRun);
}

/** Texts put together. @throws ValueTooLarge before memory is taken for them */
export function joined(texts: readonly string[], separator = ""): string {
  const add = sizeLimit();
  for (const text of texts) add(text.length + separator.length);
  return texts.join(separator);
}
