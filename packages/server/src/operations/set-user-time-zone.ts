// The zone that a person's clock shows: in it processes tell them the time, and count when they work.
import { setUserTimeZone as storeUserTimeZone } from "../store/portal-user.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** @param timeZone IANA name; null: the portal's @throws Refusal `user-not-found`, `argument-invalid` */
export async function setUserTimeZone(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  userId: number,
  timeZone: string | null,
): Promise<void> {
  if (timeZone !== null) checkTimeZone(timeZone);
  if (!(await storeUserTimeZone(database, portalId, userId, timeZone))) throw new Refusal("user-not-found");
}
