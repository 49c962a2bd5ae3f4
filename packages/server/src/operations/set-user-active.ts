// Dismisses a person, or takes them back.
import { setUserActive as storeUserActive } from "../store/portal-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** From the next call on a dismissed person's webhooks, tokens and sessions are refused; nothing is deleted. @throws Refusal `user-not-found` */
export async function setUserActive(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  userId: number,
  isActive: boolean,
): Promise<void> {
  if (!(await storeUserActive(database, portalId, userId, isActive))) throw new Refusal("user-not-found");
}
