// What the methods of events have in common: for whom they are, and how their parameters are read.
import { Refusal } from "../../operations/refusal.ts";
import { toInteger, toText } from "../coerce.ts";
import type { MethodDefinition } from "../method.ts";
import type { PhpValue } from "../php-value.ts";

/** Which handlers a person may see and change is the operations' to say. */
export function eventMethod<Name extends string>(name: Name, page: string) {
  return {
    name,
    scope: null,
    access: "any",
    context: "application",
    docs: `api-reference/events/${page}.md`,
  } satisfies Partial<MethodDefinition<unknown>>;
}

/** Names of events in any case; empty for what is absent. @throws Refusal `argument-type-wrong` */
export function eventName(given: PhpValue | undefined): string {
  return textOf("EVENT", given).trim().toUpperCase();
}

/** Empty for what is absent. @throws Refusal `argument-type-wrong` */
export function textOf(argument: string, given: PhpValue | undefined): string {
  if (given === undefined || given === null) return "";
  if (typeof given !== "string") throw new Refusal("argument-type-wrong", { argument, type: "string" });
  return given;
}

/** 0 for an empty one; null for what is absent. @throws Refusal `argument-type-wrong` */
export function authUser(given: PhpValue | undefined): number | null {
  if (given === undefined || given === null) return null;
  if (toText(given)?.trim() === "") return 0;
  const userId = toInteger(given);
  if (userId === undefined || userId < 0) throw new Refusal("argument-type-wrong", { argument: "AUTH_TYPE", type: "integer" });
  return userId;
}

/** @throws Refusal `argument-type-wrong`, `argument-invalid` */
export function isOffline(given: PhpValue | undefined): boolean {
  const type = textOf("EVENT_TYPE", given).trim().toLowerCase();
  if (!["", "online", "offline"].includes(type)) {
    throw new Refusal("argument-invalid", { argument: "EVENT_TYPE", reason: "expected online or offline" });
  }
  return type === "offline";
}
