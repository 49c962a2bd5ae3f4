// Applications of a portal. Their secrets are not kept, so none can be shown.
import type { Database } from "../db/db.ts";
import { type Application, listApplications as readApplications } from "../store/application.ts";

export type { Application };

export function listApplications(database: Database, portalId: number): Promise<Application[]> {
  return readApplications(database, portalId);
}
