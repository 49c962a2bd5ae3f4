// Writes to documents: the workflow's own in the statement that saves it, others after it. No such write starts a workflow by itself.
import type { UserId } from "@kontor/engine/model";
import type { Tx } from "../../db/db.ts";
import { type DocumentType, documentTypeOf, documentTypeOfCode, parseDocumentId } from "../../documents/registry.ts";
import { deleteDocument as deleteRow, lockDocument, readAnyDocument } from "../../store/document.ts";
import { documentEvent } from "../document-event.ts";
import { engineFields, insertNew, overwrite, portalNow } from "../document-writes.ts";
import { addJob, type Performer } from "./change.ts";

/** Whom a document belongs to where a workflow makes it and nobody can be named: the portal's first person, who runs it. */
const nobody = 1;

export const writeDocument: Performer<"write-document"> = (draft, { fields, modifiedBy }, { toStoredFields, modifiedByField }) => {
  const by = modifiedBy === null ? {} : { [modifiedByField]: String(modifiedBy) };
  draft.document = { ...draft.document, ...toStoredFields(fields), ...by };
};

export const createDocument: Performer<"create-document"> = (draft, { type, number, fields, createdBy }, { portalId }) => {
  draft.beyond.push(async (tx) => {
    const found = await documentTypeOf(tx, portalId, type);
    // The list has been removed since the step asked for it: there is nowhere to put the document.
    if (!found) return;
    const clock = await portalNow(tx, portalId);
    const written = engineFields(found, fields, clock.zone);
    await insertNew(tx, number, { portalId, type: found, fields: written, userId: createdBy ?? nobody, clock, by: null });
  });
};

export const changeDocument: Performer<"change-document"> = (draft, { id, fields, modifiedBy }, { portalId, startedBy }) => {
  draft.beyond.push(async (tx) => {
    const found = await locked(tx, portalId, id);
    if (!found) return;
    const { type, row } = found;
    const clock = await portalNow(tx, portalId);
    const userId: UserId | number = modifiedBy ?? startedBy ?? nobody;
    await overwrite(tx, row, row.fields, { portalId, type, fields: engineFields(type, fields, clock.zone), userId, clock, by: null });
  });
};

export const deleteDocument: Performer<"delete-document"> = (draft, { id }, { portalId, workflowId }) => {
  addJob(draft, { kind: "end-document-workflows", activity: "", runAt: null, payload: { document: id, except: workflowId } });
  draft.beyond.push(async (tx) => {
    const found = await locked(tx, portalId, id);
    if (found) await deleteRow(tx, portalId, found.type.code, found.row.id, documentEvent(found.type.code, found.row.id, "DELETE", null));
  });
};

async function locked(tx: Tx, portalId: number, id: readonly string[]) {
  const parsed = parseDocumentId(id);
  const seen = parsed.kind === "ok" ? await readAnyDocument(tx, portalId, parsed.code, parsed.number) : null;
  const row = seen && (await lockDocument(tx, portalId, seen.type, seen.id));
  const type: DocumentType | null = row && (await documentTypeOfCode(tx, portalId, row.type));
  return row && type ? { row, type } : null;
}
