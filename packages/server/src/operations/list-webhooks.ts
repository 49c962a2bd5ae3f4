// Webhooks of a portal. Their secrets are not kept, so none can be shown.
import { listWebhooks as readWebhooks, type Webhook } from "../store/webhook.ts";
import type { Runtime } from "./runtime.ts";

export type { Webhook };

export function listWebhooks({ database }: Pick<Runtime, "database">, portalId: number): Promise<Webhook[]> {
  return readWebhooks(database, portalId);
}
