// Lets a call in or refuses it, by the credential that it carries.
import type { Authenticate } from "../auth/caller.ts";
import { identify } from "../auth/identify.ts";
import type { Database } from "../db/db.ts";
import { Refusal } from "./refusal.ts";

/** The function that it returns throws Refusals with the codes of `CredentialProblem`. */
export function authenticator(database: Database): Authenticate {
  return async (credential) => {
    const identified = await identify(database, credential);
    if (identified.kind === "refused") throw new Refusal(identified.problem);
    return identified.caller;
  };
}
