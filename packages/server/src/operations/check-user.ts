// Credentials are only given to, and templates only kept in the name of, people who may sign in.
import type { Db } from "../db/db.ts";
import { type PortalUser, readPortalUser } from "../store/portal-user.ts";
import { Refusal } from "./refusal.ts";

/** @throws Refusal `user-not-found` for somebody unknown or dismissed */
export async function checkActiveUser(db: Db, portalId: number, userId: number): Promise<PortalUser> {
  const user = await readPortalUser(db, portalId, userId);
  if (!user?.isActive) throw new Refusal("user-not-found");
  return user;
}
