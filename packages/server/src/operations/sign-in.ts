// A person follows their link, then signs in with it.
import { hashOf } from "../apps/secret.ts";
import { newSessionSecret, sessionSeconds } from "../auth/session.ts";
import { fullName } from "../portal/directory.ts";
import { findSignInLink, insertSession, type SignedInUser, takeSignInLink } from "../store/sign-in.ts";
import type { Runtime } from "./runtime.ts";

export interface Welcome {
  /** "Ann Lee". */
  readonly userName: string;
  readonly portalName: string;
  readonly publicUrl: string;
}

/** Whom the link is for; the link stays good. Null: unknown, used, or too old. */
export async function previewSignIn({ database }: Pick<Runtime, "database">, code: string): Promise<Welcome | null> {
  const user = await findSignInLink(database, hashOf(code));
  return user === null ? null : welcome(user);
}

/** Uses the link up. Null: unknown, used, or too old. */
export async function signIn(
  { database }: Pick<Runtime, "database">,
  code: string,
): Promise<(Welcome & { readonly secret: string }) | null> {
  return await database.transaction(async (tx) => {
    const user = await takeSignInLink(tx, hashOf(code));
    if (user === null) return null;
    const secret = newSessionSecret();
    const expiresAt = new Date(tx.now.getTime() + sessionSeconds * 1000);
    await insertSession(tx, { portalId: user.portalId, userId: user.userId, hash: hashOf(secret), expiresAt });
    return { ...welcome(user), secret };
  });
}

function welcome(user: SignedInUser): Welcome {
  return { userName: fullName(user), portalName: user.portalName, publicUrl: user.publicUrl };
}
