// Grants only permissions that exist: clients fail on a code that they do not know.
import { isScope } from "../apps/scopes.ts";
import { Refusal } from "./refusal.ts";

/** @returns each once. @throws Refusal `argument-invalid` */
export function checkScopes(scopes: readonly string[]): string[] {
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) throw new Refusal("argument-invalid", { argument: "scopes", reason: `there is no scope ${unknown.join(", ")}` });
  return [...new Set(scopes)];
}
