// All people of a portal, the dismissed ones too.
import { listPortalUsers, type PortalUser } from "../store/portal-user.ts";
import type { Runtime } from "./runtime.ts";

export type { PortalUser };

export function listUsers({ database }: Pick<Runtime, "database">, portalId: number): Promise<PortalUser[]> {
  return listPortalUsers(database, portalId);
}
