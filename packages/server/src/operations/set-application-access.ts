// Says who may use an application. Tokens of others stop to work at once; the handlers of its robots are called as before.
import { setApplicationAccess as store } from "../store/application.ts";
import { checkActiveUser } from "./check-user.ts";
import type { Runtime } from "./runtime.ts";

/**
 * @param openTo people who may use it, beside administrators; null: everybody
 * @returns false when there is no such application
 * @throws Refusal `user-not-found`
 */
export function setApplicationAccess(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  id: number,
  openTo: readonly number[] | null,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    for (const userId of openTo ?? []) await checkActiveUser(tx, portalId, userId);
    return await store(tx, portalId, id, openTo);
  });
}
