// What may stand in fields of deals, leads and smart processes: their stages, statuses, types and sources.
import { type DirectoryItem, directoryItems } from "../documents/stage-directory.ts";
import { listDefinitions } from "../store/document-type.ts";
import type { Runtime } from "./runtime.ts";

export type { DirectoryItem } from "../documents/stage-directory.ts";

export async function listDirectoryItems(runtime: Runtime, portalId: number): Promise<readonly DirectoryItem[]> {
  return directoryItems(await listDefinitions(runtime.database, portalId));
}
