// Steps that wait for a document, and the lock that they may wait for.
import type { Db, Tx } from "../db/db.ts";

export type WaitsFor = "stage" | "unlock" | "lock";

export interface DocumentWait {
  readonly workflowId: string;
  readonly activity: string;
  readonly waitsFor: WaitsFor;
}

/** Waits of one document, the longest first. */
export async function findDocumentWaits(db: Db, portalId: number, type: string, id: number): Promise<DocumentWait[]> {
  return db.sql<DocumentWait>`
    select workflow_id as "workflowId", activity, waits_for as "waitsFor" from document_wait
    where portal_id = ${portalId} and type = ${type} and document_id = ${id} order by seq`;
}

export async function insertDocumentWait(
  tx: Tx,
  portalId: number,
  document: { readonly type: string; readonly id: number },
  { workflowId, activity, waitsFor }: DocumentWait,
): Promise<void> {
  await tx.sql`
    insert into document_wait (portal_id, type, document_id, workflow_id, activity, waits_for)
    values (${portalId}, ${document.type}, ${document.id}, ${workflowId}, ${activity}, ${waitsFor})
    on conflict (portal_id, workflow_id, activity) do update
      set type = excluded.type, document_id = excluded.document_id, waits_for = excluded.waits_for`;
}

/** False: it was already gone, since the step does not wait any more. */
export async function deleteDocumentWait(tx: Tx, portalId: number, workflowId: string, activity: string): Promise<boolean> {
  const rows = await tx.sql`
    delete from document_wait where portal_id = ${portalId} and workflow_id = ${workflowId} and activity = ${activity} returning seq`;
  return rows.length > 0;
}

/** Only for a row that the transaction has locked. @param holder null: nobody has it */
export async function writeDocumentLock(tx: Tx, portalId: number, type: string, id: number, holder: string | null): Promise<void> {
  await tx.sql`update document set locked_by = ${holder} where portal_id = ${portalId} and type = ${type} and id = ${id}`;
}
