// Lets a call in or refuses it, by the credential that it carries.
import type { Authenticate, Caller, Credential } from "../auth/caller.ts";
import { identify } from "../auth/identify.ts";
import type { Database } from "../db/db.ts";
import { Refusal } from "./refusal.ts";

export interface AuthenticatorOptions {
  /**
   * How long a caller who was let in is known without another look, in milliseconds; 0: not at all. It is also how long a credential
   * that was taken back, or that has just expired, may still be used on this node. Refusals are never kept.
   */
  readonly keepMs: number;
}

const mostKept = 10_000;

/** The function that it returns throws Refusals with the codes of `CredentialProblem`. */
export function authenticator(database: Database, { keepMs }: AuthenticatorOptions = { keepMs: 0 }): Authenticate {
  const kept = new Map<string, { readonly caller: Caller; readonly until: number }>();
  return async (credential) => {
    const key = keyOf(credential);
    const known = kept.get(key);
    if (known && performance.now() < known.until) return known.caller;
    const identified = await identify(database, credential);
    kept.delete(key);
    if (identified.kind === "refused") throw new Refusal(identified.problem);
    if (keepMs > 0) {
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, { caller: identified.caller, until: performance.now() + keepMs });
    }
    return identified.caller;
  };
}

function keyOf(credential: Credential): string {
  if (credential.kind === "webhook") return `webhook ${credential.userId} ${credential.secret}`;
  if (credential.kind === "session") return `session ${credential.secret}`;
  return credential.kind === "token" ? `token ${credential.token}` : "";
}
