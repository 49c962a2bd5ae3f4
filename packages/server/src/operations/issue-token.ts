// Hands out a pair of tokens without the way through the sign-in page: for whoever runs the server.
import { mintTokens, type Tokens } from "../apps/tokens.ts";
import { findApplication } from "../store/application.ts";
import { readPortalKey } from "../store/portal.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface TokenRequest {
  readonly portalId: number;
  readonly clientId: string;
  readonly userId: number;
  /** Of the access token; 0 or less: it has expired already, as a client that must renew would find it. Missing: an hour. */
  readonly accessSeconds?: number;
}

/** @throws Refusal `application-not-found`, `user-not-found` */
export async function issueToken(
  { database }: Pick<Runtime, "database">,
  { portalId, clientId, userId, ...life }: TokenRequest,
): Promise<Tokens> {
  return await database.transaction(async (tx) => {
    const application = await findApplication(tx, clientId);
    if (application?.portalId !== portalId) throw new Refusal("application-not-found");
    await checkActiveUser(tx, portalId, userId);
    return await mintTokens(tx, {
      portal: { id: portalId, key: await readPortalKey(tx, portalId) },
      application,
      userId,
      now: tx.now,
      ...life,
    });
  });
}
