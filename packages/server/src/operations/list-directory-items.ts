// What may stand in fields of deals and leads: their stages, statuses, types and sources. The same for every portal.
import { type DirectoryItem, directoryItems } from "../documents/stage-directory.ts";

export type { DirectoryItem } from "../documents/stage-directory.ts";

export function listDirectoryItems(): readonly DirectoryItem[] {
  return directoryItems();
}
