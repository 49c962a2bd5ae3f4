// Which errors a method may answer: those of its own, those that follow from who may call it, and those that any method has.
import type { ErrorReasons, Method } from "../../packages/server/src/rest/method.ts";

/** When any method may answer these. */
export const generalErrors: ErrorReasons = {
  "credential-missing": "The address names no webhook, and there is no `auth`.",
  "webhook-unknown": "There is no such webhook, or it is another person's than the address says.",
  "token-unknown": "There is no such access token.",
  "token-expired": "The time of the access token is over: ask for a new one with the refresh token.",
  "user-inactive": "The person behind the credential is not active any more.",
  "application-not-installed": "The application is not installed yet, and the person is no administrator.",
  "application-closed-to-user": "The application is not open to this person.",
  "method-not-found": "There is no such method.",
  "argument-invalid": "A parameter has a value of the wrong kind, and the method has no error of its own for it.",
  "request-malformed":
    "The body cannot be read, is nested deeper than 32 levels, or has more than 10,000 parameters or, in JSON, 200,000 values.",
  "body-too-large": "The body is larger than 20 MB.",
  "url-too-long": "The address is longer than 15,000 characters. One that is longer than all headers may be gets a bare 431.",
  "http-method-not-allowed": "Neither GET nor POST.",
  "https-required": "Plain HTTP, where the server demands HTTPS.",
  "rate-limit-exceeded": "More calls from one address than the portal allows.",
  "operating-limit-exceeded": "The method has worked longer for this caller than the portal allows in ten minutes.",
  overloaded: "More calls are running than the portal allows.",
  busy: "Others have changed the same workflow five times meanwhile. Repeat the call after a pause.",
  "internal-error": "A defect of the server. Its log tells more.",
};

/** Of the method itself: its own, and what its scope, access and context bring along. */
export function errorsOf({ errors, scopes, access, context }: Method): ErrorReasons {
  return {
    ...errors,
    ...(scopes === null ? {} : { "scope-insufficient": `The credential lacks the scope \`${scopes.join("`, `")}\`.` }),
    ...(context === "any" ? {} : { "application-context-required": "A webhook calls, which is no application." }),
    ...(access === "any" ? {} : { "administrator-required": "The caller is no administrator." }),
  };
}
