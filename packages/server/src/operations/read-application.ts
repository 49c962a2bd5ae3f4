// What an application may know of itself and of where it is installed.
import { domainOf } from "../apps/auth-block.ts";
import { scopeText } from "../apps/scopes.ts";
import { latestExpiry } from "../store/access-token.ts";
import { type Application, readApplication as storedApplication } from "../store/application.ts";
import { findPortal } from "../store/portal.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface ApplicationFacts extends Application {
  /** `crm,bizproc`. */
  readonly scope: string;
  readonly memberId: string;
  /** `https://portal.example`. */
  readonly publicUrl: string;
  /** Without a port, as clients compare it. */
  readonly hostname: string;
  /** `host[:port]`. */
  readonly domain: string;
  /** Of the user's present access tokens, the last; null: none is alive. */
  readonly expiresAt: Date | null;
}

/** @throws Refusal `application-not-found` */
export async function readApplication(
  { database }: Pick<Runtime, "database">,
  owner: { readonly portalId: number; readonly applicationId: number; readonly userId: number },
): Promise<ApplicationFacts> {
  const [application, portal, expiresAt] = await Promise.all([
    storedApplication(database, owner.portalId, owner.applicationId),
    findPortal(database, owner.portalId),
    latestExpiry(database, owner),
  ]);
  if (application === null || portal === null) throw new Refusal("application-not-found");
  const { memberId, publicUrl } = portal;
  const scope = scopeText(application.scopes);
  return { ...application, scope, memberId, publicUrl, hostname: new URL(publicUrl).hostname, domain: domainOf(publicUrl), expiresAt };
}
