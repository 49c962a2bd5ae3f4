// All people of a portal, the dismissed ones too.
import type { Database } from "../db/db.ts";
import { listPortalUsers, type PortalUser } from "../store/portal-user.ts";

export type { PortalUser };

export function listUsers(database: Database, portalId: number): Promise<PortalUser[]> {
  return listPortalUsers(database, portalId);
}
