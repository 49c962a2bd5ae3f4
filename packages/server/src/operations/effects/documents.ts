// Writes to documents: the workflow's own in the statement that saves it, unless something follows from them; others after it.
// No such write starts a workflow by itself.
import type { ValueMap } from "@kontor/engine/model";
import type { Tx } from "../../db/db.ts";
import { type DocumentType, documentTypeOf, documentTypeOfCode, parseDocumentId } from "../../documents/registry.ts";
import { type DocumentRow, lockDocument, readAnyDocument } from "../../store/document.ts";
import { countMade } from "../../store/stage-visit.ts";
import { engineFields, insertNew, overwrite, portalNow, removeRow } from "../document-writes.ts";
import { addJob, type Performer, type Surroundings } from "./change.ts";

/** Whom a document belongs to where a workflow makes it and nobody can be named: the portal's first person, who runs it. */
const nobody = 1;

export const writeDocument: Performer<"write-document"> = (draft, { fields, modifiedBy }, { toStoredFields, modifiedByField }) => {
  const by = modifiedBy === null ? {} : { [modifiedByField]: String(modifiedBy) };
  draft.document = { ...draft.document, ...toStoredFields(fields), ...by };
};

/** What a move has written to its own document, where it cannot be part of the one statement. @param written as stored */
export async function writeOwnDocument(tx: Tx, written: ValueMap, around: Surroundings): Promise<void> {
  const { portalId, workflowId, startedBy, modifiedByField, documentId } = around;
  const found = await lockedDocument(tx, portalId, documentId);
  if (!found) return;
  const { [modifiedByField]: by, ...fields } = written;
  const userId = Number(by ?? startedBy ?? nobody);
  const { type, row } = found;
  await overwrite(tx, row, row.fields, { portalId, type, fields, userId, clock: await portalNow(tx, portalId), workflowId });
}

export const createDocument: Performer<"create-document"> = (draft, effect, { portalId, workflowId, documentId }) => {
  const { number, fields, createdBy, origin } = effect;
  draft.beyond.push(async (tx) => {
    const type = await documentTypeOf(tx, portalId, effect.type);
    // The list has been removed since the step asked for it: there is nowhere to put the document.
    if (!type) return;
    const clock = await portalNow(tx, portalId);
    const written = { ...engineFields(type, fields, clock.zone), ...origin };
    const parsed = parseDocumentId(documentId);
    const from = type.pipelines !== null && parsed.kind === "ok" ? await readAnyDocument(tx, portalId, parsed.code, parsed.number) : null;
    if (from) await countMade(tx, { portalId, type: type.code, id: number }, from, clock.now);
    await insertNew(tx, number, { portalId, type, fields: written, userId: createdBy ?? nobody, clock, workflowId });
  });
};

export const changeDocument: Performer<"change-document"> = (draft, { id, fields, modifiedBy }, { portalId, workflowId, startedBy }) => {
  draft.beyond.push(async (tx) => {
    const found = await lockedDocument(tx, portalId, id);
    if (!found) return;
    const { type, row } = found;
    const clock = await portalNow(tx, portalId);
    const userId = modifiedBy ?? startedBy ?? nobody;
    await overwrite(tx, row, row.fields, { portalId, type, fields: engineFields(type, fields, clock.zone), userId, clock, workflowId });
  });
};

export const deleteDocument: Performer<"delete-document"> = (draft, { id }, { portalId, workflowId, startedBy }) => {
  addJob(draft, { kind: "end-document-workflows", activity: "", runAt: null, payload: { document: id, except: workflowId } });
  draft.beyond.push(async (tx) => {
    const found = await lockedDocument(tx, portalId, id);
    if (found) await removeRow(tx, found.row, { portalId, type: found.type, userId: startedBy ?? nobody, workflowId });
  });
};

/** The row, locked by the transaction, with its type. */
export async function lockedDocument(
  tx: Tx,
  portalId: number,
  id: readonly string[],
): Promise<{ readonly row: DocumentRow; readonly type: DocumentType } | null> {
  const parsed = parseDocumentId(id);
  const seen = parsed.kind === "ok" ? await readAnyDocument(tx, portalId, parsed.code, parsed.number) : null;
  const row = seen && (await lockDocument(tx, portalId, seen.type, seen.id));
  const type: DocumentType | null = row && (await documentTypeOfCode(tx, portalId, row.type));
  return row && type ? { row, type } : null;
}
