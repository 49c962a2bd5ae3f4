// Makes an incoming webhook: an address through which scripts act for one person.
import { hashOf, randomAlphanumeric } from "../apps/secret.ts";
import { findPortal } from "../store/portal.ts";
import { insertWebhook } from "../store/webhook.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { checkedScopes } from "./scopes.ts";

export interface WebhookRequest {
  readonly portalId: number;
  readonly userId: number;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** The secret exists only here: it is not kept and cannot be told again. */
export interface MadeWebhook {
  readonly id: number;
  readonly secret: string;
  /** What clients are given: the name of a method follows it. */
  readonly url: string;
}

/** About 143 bits. */
const secretLength = 24;

/** @throws Refusal `argument-invalid`, `user-not-found` */
export async function addWebhook(
  { database }: Pick<Runtime, "database">,
  { portalId, userId, name, scopes }: WebhookRequest,
): Promise<MadeWebhook> {
  const granted = checkedScopes(scopes);
  const secret = randomAlphanumeric(secretLength);
  return await database.transaction(async (tx) => {
    const portal = await findPortal(tx, portalId);
    if (!portal) throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
    await checkActiveUser(tx, portalId, userId);
    const id = await insertWebhook(tx, portalId, { userId, name: name.trim(), secretHash: hashOf(secret), scopes: granted });
    return { id, secret, url: `${portal.publicUrl}/rest/${userId}/${secret}/` };
  });
}
