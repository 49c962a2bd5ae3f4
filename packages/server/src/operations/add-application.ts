// Registers a local application.
import { hashOf, randomAlphanumeric, randomDigits, randomHex } from "../apps/secret.ts";
import type { Database } from "../db/db.ts";
import { insertApplication, markInstalled } from "../store/application.ts";
import { findPortal } from "../store/portal.ts";
import { checkHandlerUrl } from "./check-handler-url.ts";
import { checkScopes } from "./check-scopes.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";

export interface ApplicationRequest {
  readonly portalId: number;
  readonly name: string;
  readonly handlerUrl: string;
  /** "" when nobody wants to hear of the installation. */
  readonly installUrl: string;
  readonly hasUi: boolean;
  readonly scopes: readonly string[];
  readonly createdBy: number;
}

/** The secret exists only here: it is not kept and cannot be told again. */
export interface RegisteredApplication {
  readonly id: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

const secretLength = 50;

/**
 * An application with pages of its own is installed once its installer says so; one without is installed at once.
 * @throws Refusal `argument-invalid`, `user-not-found`, `handler-protocol-unsupported`, `handler-url-wrong`
 */
export async function addApplication(database: Database, request: ApplicationRequest): Promise<RegisteredApplication> {
  const { portalId, handlerUrl, installUrl, hasUi, createdBy } = request;
  const name = request.name.trim();
  if (name === "") throw new Refusal("argument-invalid", { argument: "name", reason: "an application has a name" });
  const scopes = checkScopes(request.scopes);
  const clientId = `local.${randomHex(14)}.${randomDigits(8)}`;
  const clientSecret = randomAlphanumeric(secretLength);
  return await database.transaction(async (tx) => {
    const portal = await findPortal(tx, portalId);
    if (!portal) throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
    for (const url of installUrl === "" ? [handlerUrl] : [handlerUrl, installUrl]) {
      checkHandlerUrl(url, { privateAllowed: portal.privateHandlers });
    }
    await checkActiveUser(tx, portalId, createdBy);
    const secretHash = hashOf(clientSecret);
    const id = await insertApplication(tx, { portalId, clientId, secretHash, name, handlerUrl, installUrl, hasUi, scopes, createdBy });
    if (!hasUi) await markInstalled(tx, portalId, id);
    return { id, clientId, clientSecret };
  });
}
