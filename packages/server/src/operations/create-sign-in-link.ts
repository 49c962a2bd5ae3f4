// Makes a link with which a person signs in once.
import { hashOf, randomHex } from "../apps/secret.ts";
import { signInLinkSeconds } from "../auth/session.ts";
import { findPortal } from "../store/portal.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { insertSignInLink } from "../store/sign-in.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** The link is good for 15 minutes. @throws Refusal `user-not-found` */
export async function createSignInLink(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  userId: number,
): Promise<{ readonly url: string; readonly expiresAt: Date }> {
  const code = randomHex(64);
  return await database.transaction(async (tx) => {
    const portal = await findPortal(tx, portalId);
    const user = await readPortalUser(tx, portalId, userId);
    if (portal === null || user?.isActive !== true) throw new Refusal("user-not-found");
    const expiresAt = new Date(tx.now.getTime() + signInLinkSeconds * 1000);
    await insertSignInLink(tx, { portalId, userId, hash: hashOf(code), expiresAt });
    return { url: `${portal.publicUrl}/sign-in?code=${code}`, expiresAt };
  });
}
