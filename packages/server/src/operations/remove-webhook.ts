// Withdraws a webhook: the next call through it is refused.
import { deleteWebhook } from "../store/webhook.ts";
import type { Runtime } from "./runtime.ts";

/** @returns false when there is no such webhook */
export function removeWebhook({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<boolean> {
  return deleteWebhook(database, portalId, id);
}
