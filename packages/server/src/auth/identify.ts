// From a credential to its caller: one statement for each kind. Says why not; whoever asked decides what becomes of that.
import { isOurExpiredToken } from "../apps/access-token.ts";
import { hashOf } from "../apps/secret.ts";
import type { Db } from "../db/db.ts";
import { findAccessToken, type TokenHolder } from "../store/access-token.ts";
import { readPortalKeys } from "../store/portal.ts";
import { findWebhook } from "../store/webhook.ts";
import type { Caller, Credential } from "./caller.ts";
import { identifySession } from "./session.ts";

export type CredentialProblem =
  | "credential-missing"
  | "webhook-unknown"
  | "token-unknown"
  | "token-expired"
  | "user-inactive"
  | "application-not-installed"
  | "application-closed-to-user";

export type Identified =
  | { readonly kind: "caller"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly problem: CredentialProblem };

export async function identify(db: Db, credential: Credential): Promise<Identified> {
  switch (credential.kind) {
    case "webhook":
      return byWebhook(db, credential.userId, credential.secret);
    case "token":
      return byToken(db, credential.token);
    case "session":
      return bySession(db, credential.secret);
    case "none":
      return refused("credential-missing");
  }
}

async function byWebhook(db: Db, userId: number, secret: string): Promise<Identified> {
  const holder = await findWebhook(db, hashOf(secret));
  // The address names the user too; a secret under another user's number is no better than an unknown one.
  if (holder?.userId !== userId) return refused("webhook-unknown");
  if (!holder.isActive) return refused("user-inactive");
  const { portalId, id, isAdmin, scopes, timeZone, limits } = holder;
  const credential = `webhook:${id}`;
  return {
    kind: "caller",
    caller: { portalId, userId, isAdmin, kind: "webhook", app: null, scopes: new Set(scopes), timeZone, credential, limits },
  };
}

async function byToken(db: Db, token: string): Promise<Identified> {
  const holder = await findAccessToken(db, hashOf(token));
  if (!holder) return refused((await wasOurs(db, token)) ? "token-expired" : "token-unknown");
  const problem = tokenProblem(holder);
  if (problem !== null) return refused(problem);
  const { portalId, userId, isAdmin, applicationId: id, clientId, scopes, timeZone, limits } = holder;
  const app = { id, clientId };
  // Counted by application: a new token every hour must not start a new count.
  const credential = `application:${id}`;
  return {
    kind: "caller",
    caller: { portalId, userId, isAdmin, kind: "token", app, scopes: new Set(scopes), timeZone, credential, limits },
  };
}

async function wasOurs(db: Db, token: string): Promise<boolean> {
  return isOurExpiredToken(token, await readPortalKeys(db), new Date());
}

/** A session that is over, or whose person was dismissed, is no credential at all: the page asks its reader to sign in. */
async function bySession(db: Db, secret: string): Promise<Identified> {
  const session = await identifySession(db, secret);
  return session === null ? refused("credential-missing") : { kind: "caller", caller: session.caller };
}

function tokenProblem(holder: TokenHolder): CredentialProblem | null {
  if (holder.isExpired) return "token-expired";
  if (!holder.isActive) return "user-inactive";
  // An installer calls before its installation is finished, always for an administrator; see settings/app-installation/installation-finish.md.
  if (!holder.isInstalled && !holder.isAdmin) return "application-not-installed";
  return holder.mayUse ? null : "application-closed-to-user";
}

function refused(problem: CredentialProblem): Identified {
  return { kind: "refused", problem };
}
