// Which scopes there are, for transports that list them and operations that are given some.
import { isScope } from "../apps/scopes.ts";
import { Refusal } from "./refusal.ts";

export { knownScopes } from "../apps/scopes.ts";

/** Each code once, in the given order. @throws Refusal `argument-invalid` for a code that clients would not know */
export function checkedScopes(scopes: readonly string[]): readonly string[] {
  const unknown = scopes.find((code) => !isScope(code));
  if (unknown !== undefined) throw new Refusal("argument-invalid", { argument: "scopes", reason: `there is no scope "${unknown}"` });
  return [...new Set(scopes)];
}
