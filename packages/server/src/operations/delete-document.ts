// Deletes a document; its workflows end with it, and applications are told, in the same transaction.
import { lockDocument, readDocument } from "../store/document.ts";
import { checkDocumentRight, type Person } from "./access-rights.ts";
import { complexId, removeRow } from "./document-writes.ts";
import { endWorkflowsOfDocument } from "./end-workflows.ts";
import { type DocumentKey, type DocumentKind, documentNotFound, resolveNumber, resolveType } from "./get-document.ts";
import type { Runtime } from "./runtime.ts";

const title = "The document was deleted";

export interface DocumentDeletion {
  readonly portalId: number;
  readonly userId: number;
  readonly kind: DocumentKind;
  readonly key: DocumentKey;
  /** Whose rights count; missing: nobody's. */
  readonly person?: Person;
}

/** @throws Refusal `crm-not-found`, `crm-access-denied`, `list-not-found`, `list-access-denied`, `element-not-found` */
export async function deleteDocument(runtime: Runtime, { portalId, userId, kind, key, person }: DocumentDeletion): Promise<void> {
  const type = await resolveType(runtime.database, portalId, kind);
  await runtime.database.transaction(async (tx) => {
    const id = await resolveNumber(tx, portalId, type, key);
    if (!(await readDocument(tx, portalId, type.code, id))) throw documentNotFound(type);
    await checkDocumentRight(runtime, tx, person, "delete", { portalId, type, id });
    // Workflows first, then the document: the order in which everybody locks rows.
    await endWorkflowsOfDocument(runtime, tx, { portalId, id: complexId(type, id), title });
    const row = await lockDocument(tx, portalId, type.code, id);
    if (!row || !(await removeRow(tx, row, { portalId, type, userId, workflowId: null }))) throw documentNotFound(type);
  });
  runtime.wake();
}
