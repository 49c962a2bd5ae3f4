// Removes an application with its tokens, actions, robots and bindings. Workflows that reach one of its steps from now on are held.
import type { Tx } from "../db/db.ts";
import { deleteApplication } from "../store/application.ts";
import { lockBindings, raiseEvent } from "../store/event-binding.ts";
import { portalLanguage } from "./portal-language.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Handlers that are bound to ONAPPUNINSTALL are told after it is gone. See api-reference/common/events/on-app-uninstall.md.
 * @returns false when there is no such application
 */
export async function removeApplication(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  portalId: number,
  id: number,
): Promise<boolean> {
  const isRemoved = await database.transaction(async (tx) => {
    // Of two removals at once only one says farewell.
    if (!(await lockBindings(tx, { portalId, applicationId: id }))) return false;
    await sayFarewell(tx, portalId, id);
    return await deleteApplication(tx, portalId, id);
  });
  if (isRemoved) wake();
  return isRemoved;
}

async function sayFarewell(tx: Tx, portalId: number, id: number): Promise<void> {
  const data = [
    ["LANGUAGE_ID", portalLanguage],
    // Nothing of it is kept.
    ["CLEAN", 1],
  ] as const;
  await raiseEvent(tx, portalId, { name: "ONAPPUNINSTALL", data, userId: null }, id);
}
