// Removes an application with its tokens, actions and robots. Workflows that reach one of its steps from now on are held.
import { deleteApplication } from "../store/application.ts";
import type { Runtime } from "./runtime.ts";

/** @returns false when there is no such application */
export function removeApplication({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<boolean> {
  return database.transaction((tx) => deleteApplication(tx, portalId, id));
}
