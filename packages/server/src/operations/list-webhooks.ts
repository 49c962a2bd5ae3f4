// Webhooks of a portal. Their secrets are not kept, so none can be shown.
import type { Database } from "../db/db.ts";
import { listWebhooks as readWebhooks, type Webhook } from "../store/webhook.ts";

export type { Webhook };

export function listWebhooks(database: Database, portalId: number): Promise<Webhook[]> {
  return readWebhooks(database, portalId);
}
