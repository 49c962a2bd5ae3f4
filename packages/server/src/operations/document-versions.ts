// What steps have kept of a document, each as it was at one moment.
import { type DocumentVersion, listDocumentVersions } from "../store/document-version.ts";
import type { DocumentType } from "./document-types.ts";
import type { Runtime } from "./runtime.ts";

export type { DocumentVersion } from "../store/document-version.ts";

/** The latest first. */
export function readDocumentVersions(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  type: DocumentType,
  number: number,
): Promise<readonly DocumentVersion[]> {
  return listDocumentVersions(database, portalId, type.code, number);
}
