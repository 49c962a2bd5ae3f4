// Withdraws a webhook: the next call through it is refused.
import type { Database } from "../db/db.ts";
import { deleteWebhook } from "../store/webhook.ts";

/** @returns false when there is no such webhook */
export function removeWebhook(database: Database, portalId: number, id: number): Promise<boolean> {
  return deleteWebhook(database, portalId, id);
}
