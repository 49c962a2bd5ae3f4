// Removes an application with its tokens, actions and robots. Workflows that reach one of its steps from now on are held.
import type { Database } from "../db/db.ts";
import { deleteApplication } from "../store/application.ts";

/** @returns false when there is no such application */
export function removeApplication(database: Database, portalId: number, id: number): Promise<boolean> {
  return deleteApplication(database, portalId, id);
}
