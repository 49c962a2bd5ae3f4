// One person of a portal, and pages of them as lists ask for them.
import type { ListQuery } from "../store/list-sql.ts";
import { type PortalUser, readPortalUser, readUserList, type UserDepartments } from "../store/portal-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { PortalUser, UserDepartments } from "../store/portal-user.ts";

/** @throws Refusal `user-not-found` */
export async function readUser({ database }: Pick<Runtime, "database">, portalId: number, userId: number): Promise<PortalUser> {
  const user = await readPortalUser(database, portalId, userId);
  if (user === null) throw new Refusal("user-not-found");
  return user;
}

/** One page. */
export function findUsers(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  departments: UserDepartments,
  query: ListQuery,
): Promise<{ readonly rows: readonly PortalUser[]; readonly total: number | null }> {
  return readUserList(database, portalId, departments, query);
}
