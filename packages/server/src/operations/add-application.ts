// Registers a local application.
import { hashOf, randomAlphanumeric, randomDigits, randomHex } from "../apps/secret.ts";
import type { Tx } from "../db/db.ts";
import { insertApplication, readApplication } from "../store/application.ts";
import { findPortal } from "../store/portal.ts";
import { checkHandlerUrl } from "./check-handler-url.ts";
import { checkActiveUser } from "./check-user.ts";
import { installInTransaction } from "./install-application.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { checkedScopes } from "./scopes.ts";

export interface ApplicationRequest {
  readonly portalId: number;
  readonly name: string;
  readonly handlerUrl: string;
  /** "" when nobody wants to hear of the installation. */
  readonly installUrl: string;
  readonly hasUi: boolean;
  /** Left out: an application without pages is installed at once, one with pages by its own page. */
  readonly installed?: boolean;
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

/** One without pages that is installed is told so. @throws Refusal `argument-invalid`, `user-not-found`, `handler-protocol-unsupported`, `handler-url-wrong` */
export async function addApplication(
  runtime: Pick<Runtime, "database" | "wake">,
  request: ApplicationRequest,
): Promise<RegisteredApplication> {
  const name = request.name.trim();
  if (name === "") throw new Refusal("argument-invalid", { argument: "name", reason: "an application has a name" });
  const checked = { ...request, name, scopes: checkedScopes(request.scopes) };
  const registered = await runtime.database.transaction((tx) => register(tx, checked));
  if (isInstalled(checked)) runtime.wake();
  return registered;
}

function isInstalled({ hasUi, installed = !hasUi }: ApplicationRequest): boolean {
  return installed;
}

async function register(tx: Tx, request: ApplicationRequest): Promise<RegisteredApplication> {
  const { portalId, handlerUrl, installUrl, createdBy } = request;
  const portal = await findPortal(tx, portalId);
  if (!portal) throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
  for (const url of installUrl === "" ? [handlerUrl] : [handlerUrl, installUrl]) {
    checkHandlerUrl(url, { privateAllowed: portal.privateHandlers });
  }
  await checkActiveUser(tx, portalId, createdBy);
  const clientId = `local.${randomHex(14)}.${randomDigits(8)}`;
  const clientSecret = randomAlphanumeric(secretLength);
  const id = await insertApplication(tx, { ...request, clientId, secretHash: hashOf(clientSecret) });
  const application = isInstalled(request) ? await readApplication(tx, portalId, id) : null;
  if (application) await installInTransaction(tx, application, createdBy);
  return { id, clientId, clientSecret };
}
