// A person lets an application act in their name: the first half of OAuth.
import { domainOf } from "../apps/auth-block.ts";
import { scopeText } from "../apps/scopes.ts";
import { hashOf, randomAlphanumeric } from "../apps/secret.ts";
import type { Caller } from "../auth/caller.ts";
import type { Database, Tx } from "../db/db.ts";
import { insertAuthorizationCode } from "../store/access-token.ts";
import { type Application, findApplication, lockApplication } from "../store/application.ts";
import { findPortal } from "../store/portal.ts";
import { installInTransaction } from "./install-application.ts";
import type { Runtime } from "./runtime.ts";

const codeLifeMs = 30_000;

export interface AuthorizationRequest {
  readonly clientId: string;
  /** Handed back to the application as it came; null: none was given. */
  readonly state: string | null;
  readonly caller: Caller;
  /** The person has just agreed to install it. */
  readonly agreed: boolean;
}

export type Authorization =
  | { readonly kind: "authorized"; readonly redirect: string }
  /** Not installed yet, and this person may install it: ask. */
  | { readonly kind: "asks-to-install"; readonly name: string; readonly scopes: readonly string[]; readonly handlerUrl: string }
  | { readonly kind: "not-installed"; readonly name: string }
  /** Installed, but not for this person. */
  | { readonly kind: "closed"; readonly name: string }
  /** No such application on the caller's portal: those of other portals are not even confirmed to exist. */
  | { readonly kind: "unknown" };

/**
 * Anybody who is signed in may authorise an installed application. One that is not installed yet can be installed on the way, by an
 * administrator and only after having been asked, since a link alone must not install anything. See settings/oauth/index.md.
 */
export async function authorizeApplication(
  runtime: Pick<Runtime, "database" | "wake">,
  request: AuthorizationRequest,
): Promise<Authorization> {
  const { caller, agreed } = request;
  const application = await findApplication(runtime.database, request.clientId);
  if (application === null || application.portalId !== caller.portalId) return { kind: "unknown" };
  const { name, scopes, handlerUrl, isInstalled, openTo } = application;
  if (!isInstalled && !caller.isAdmin) return { kind: "not-installed", name };
  if (!caller.isAdmin && openTo !== null && !openTo.includes(caller.userId)) return { kind: "closed", name };
  if (!isInstalled && !agreed) return { kind: "asks-to-install", name, scopes, handlerUrl };
  const redirect = await runtime.database.transaction(async (tx) => {
    if (!(await lockApplication(tx, application.portalId, application.id))) return null;
    if (!isInstalled) await installInTransaction(tx, application, caller.userId);
    return await redirectWithCode(tx, application, request);
  });
  if (redirect === null) return { kind: "unknown" };
  if (!isInstalled) runtime.wake();
  return { kind: "authorized", redirect };
}

async function redirectWithCode(tx: Tx, application: Application, { caller, state }: AuthorizationRequest): Promise<string> {
  const portal = await findPortal(tx, caller.portalId);
  if (portal === null) throw new Error(`Portal ${caller.portalId} was expected to exist`);
  const code = randomAlphanumeric(32);
  const owner = { portalId: caller.portalId, applicationId: application.id, userId: caller.userId };
  await insertAuthorizationCode(tx, owner, hashOf(code), new Date(tx.now.getTime() + codeLifeMs));
  const domain = domainOf(portal.publicUrl);
  const url = new URL(application.handlerUrl);
  url.searchParams.set("code", code);
  if (state !== null) url.searchParams.set("state", state);
  url.searchParams.set("domain", domain);
  url.searchParams.set("member_id", portal.memberId);
  url.searchParams.set("scope", scopeText(application.scopes));
  url.searchParams.set("server_domain", domain);
  return url.href;
}

/** The origin to which authorising would lead; null: the application is unknown. Tells nothing that the redirect would not tell. */
export async function authorizationOrigin({ database }: { readonly database: Database }, clientId: string): Promise<string | null> {
  const application = await findApplication(database, clientId);
  return application === null ? null : new URL(application.handlerUrl).origin;
}
