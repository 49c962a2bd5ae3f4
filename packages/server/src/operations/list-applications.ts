// Applications of a portal. Their secrets are not kept, so none can be shown.
import { type Application, listApplications as readApplications } from "../store/application.ts";
import type { Runtime } from "./runtime.ts";

export type { Application };

export function listApplications({ database }: Pick<Runtime, "database">, portalId: number): Promise<Application[]> {
  return readApplications(database, portalId);
}
