// Which methods a caller may use, as far as scopes decide it.
import type { Caller } from "../../auth/caller.ts";
import type { Method, MethodRegistry } from "../method.ts";

export function isAvailable({ scopes }: Method, caller: Caller): boolean {
  return scopes === null || scopes.some((scope) => caller.scopes.has(scope));
}

/** Each method once: its aliases do not count. */
export function distinct(methods: MethodRegistry): readonly Method[] {
  return [...new Set(methods.values())];
}
