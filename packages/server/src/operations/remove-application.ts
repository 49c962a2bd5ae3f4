// Takes an application away: altogether, or only its installation. Workflows that reach one of its steps from now on are held; after
// an uninstallation they go on when it is installed again and registers the same codes.
import type { Tx } from "../db/db.ts";
import { deleteApplication, uninstallApplication as markUninstalled } from "../store/application.ts";
import { lockBindings, raiseEvent } from "../store/event-binding.ts";
import { portalLanguage } from "./portal-language.ts";
import type { Runtime } from "./runtime.ts";

type Doing = Pick<Runtime, "database" | "wake">;

/**
 * Removes it with its credentials, tokens, actions, robots and bindings: should it come back, it has another client id.
 * Handlers that are bound to ONAPPUNINSTALL are told after it is gone. See api-reference/common/events/on-app-uninstall.md.
 * @returns false when there is no such application
 */
export function removeApplication(runtime: Doing, portalId: number, id: number): Promise<boolean> {
  return takeAway(runtime, portalId, id, true, (tx) => deleteApplication(tx, portalId, id));
}

/**
 * Ends its tokens and takes its actions, robots, bindings and placements away; its client id and secret stay good.
 * @param isClean its options go, too
 * @returns false when it is not installed
 */
export function uninstallApplication(runtime: Doing, portalId: number, id: number, isClean: boolean): Promise<boolean> {
  return takeAway(runtime, portalId, id, isClean, (tx) => markUninstalled(tx, portalId, id, isClean));
}

async function takeAway(
  { database, wake }: Doing,
  portalId: number,
  id: number,
  isClean: boolean,
  take: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  const isDone = await database.transaction(async (tx) => {
    // Of two at once only one says farewell.
    if (!(await lockBindings(tx, { portalId, applicationId: id }))) return false;
    await sayFarewell(tx, portalId, id, isClean);
    return await take(tx);
  });
  if (isDone) wake();
  return isDone;
}

async function sayFarewell(tx: Tx, portalId: number, id: number, isClean: boolean): Promise<void> {
  const data = [
    ["LANGUAGE_ID", portalLanguage],
    ["CLEAN", isClean ? 1 : 0],
  ] as const;
  await raiseEvent(tx, portalId, { name: "ONAPPUNINSTALL", data, userId: null }, id);
}
