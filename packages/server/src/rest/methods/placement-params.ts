// What the methods of placements have in common: whose they are, and how their parameters are read.
import { Refusal } from "../../operations/refusal.ts";
import { toInteger, toText } from "../coerce.ts";
import type { MethodCall, MethodDefinition } from "../method.ts";
import type { PhpValue } from "../php-value.ts";

export function placementMethod<Verb extends string>(verb: Verb) {
  return {
    name: `placement.${verb}` as const,
    scope: "placement",
    access: "administrator",
    context: "application",
    docs: `api-reference/widgets/placement-${verb}.md`,
  } satisfies Partial<MethodDefinition<unknown>>;
}

export function ownerOf({ caller }: MethodCall<unknown>): { readonly portalId: number; readonly applicationId: number } {
  if (caller.app === null) throw new Refusal("application-context-required");
  return { portalId: caller.portalId, applicationId: caller.app.id };
}

/** @throws Refusal `argument-missing`, `argument-type-wrong` */
export function requiredText(argument: string, given: unknown): string {
  const text = optionalText(argument, given);
  if (text === "") throw new Refusal("argument-missing", { argument });
  return text;
}

/** Empty for what is absent. @throws Refusal `argument-type-wrong` */
export function optionalText(argument: string, given: unknown): string {
  if (given === undefined || given === null) return "";
  if (typeof given !== "string") throw new Refusal("argument-type-wrong", { argument, type: "string" });
  return given.trim();
}

/** Null for what is absent. @throws Refusal `argument-type-wrong` */
export function optionalUser(given: unknown): number | null {
  if (given === undefined || toText(given as PhpValue) === "") return null;
  const userId = toInteger(given as PhpValue);
  if (userId === undefined || userId < 0) throw new Refusal("argument-type-wrong", { argument: "USER_ID", type: "integer" });
  return userId;
}
