// Whether the reference names an error that a method has answered.
import type { RefusalCode } from "../../packages/server/src/operations/refusal.ts";
import { errorForm } from "../../packages/server/src/rest/errors.ts";
import { methods } from "../../packages/server/src/rest/methods/registry.ts";
import { errorsOf, generalErrors } from "../reference/general-errors.ts";

interface Answered {
  readonly status: number;
  readonly error: string;
  readonly text: string;
}

export function isDocumented(methodName: string, answered: Answered): boolean {
  const method = methods.get(methodName);
  if (method === undefined) throw new Error(`no method ${methodName}`);
  const codes = Object.keys({ ...errorsOf(method), ...generalErrors }) as RefusalCode[];
  return codes.some((code) => {
    const { status, error, text } = errorForm(code, methodName);
    return status === answered.status && error === answered.error && pattern(text).test(answered.text);
  });
}

/** `{name}` stands for whatever a refusal tells there. */
function pattern(text: string): RegExp {
  const literal = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) => `\\${sign}`));
  return new RegExp(`^${literal.join(".*")}$`, "s");
}
