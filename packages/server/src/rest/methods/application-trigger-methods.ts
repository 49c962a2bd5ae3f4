// What the methods of applications' triggers share.
import { Refusal } from "../../operations/refusal.ts";
import type { ErrorReasons, MethodCall } from "../method.ts";

export const triggerCommon = { scope: "crm", access: "administrator", context: "application" } as const;

export const aboutCode = {
  required: true,
  text: "Code of the trigger, unique within the application: letters, digits, `.`, `-` and `_`, at most 128.",
} as const;

export const codeErrors = {
  "trigger-code-empty": "`CODE` is missing or empty.",
  "trigger-code-wrong": "`CODE` holds other signs, or more than 128.",
} satisfies ErrorReasons;

export function ownerOf({ caller }: MethodCall<unknown>): { readonly portalId: number; readonly applicationId: number } {
  if (!caller.app) throw new Refusal("application-context-required");
  return { portalId: caller.portalId, applicationId: caller.app.id };
}

export function triggerDocs(verb: string): string {
  return `api-reference/crm/automation/triggers/crm-automation-trigger-${verb}.md`;
}
