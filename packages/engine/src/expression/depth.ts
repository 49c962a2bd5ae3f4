// Values from outside may be lists in lists without end; walking them by recursion would exhaust the stack.
import type { Value } from "../model/value.ts";

const deepest = 100;

/** Whether a value goes deeper than anything that people or templates write. Such a value counts as nothing. */
export function isTooDeep(value: Value, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= deepest) return true;
  return Object.values(value).some((entry) => isTooDeep(entry, depth + 1));
}
