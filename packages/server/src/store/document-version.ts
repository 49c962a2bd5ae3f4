// What steps have kept of documents, each at one moment.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface DocumentVersion {
  readonly id: number;
  readonly name: string;
  /** As stored. */
  readonly fields: ValueMap;
  readonly userId: number | null;
  readonly workflowId: string | null;
  readonly createdAt: Date;
}

export async function insertDocumentVersion(
  tx: Tx,
  portalId: number,
  document: { readonly type: string; readonly id: number },
  version: Omit<DocumentVersion, "id">,
): Promise<void> {
  await tx.sql`
    insert into document_version (portal_id, type, document_id, name, fields, user_id, workflow_id, created_at)
    values (${portalId}, ${document.type}, ${document.id}, ${version.name}, ${JSON.stringify(version.fields)}::jsonb, ${version.userId},
            ${version.workflowId}, ${version.createdAt})`;
}

/** The latest first. */
export async function listDocumentVersions(db: Db, portalId: number, type: string, id: number): Promise<DocumentVersion[]> {
  return db.sql<DocumentVersion>`
    select id, name, fields, user_id as "userId", workflow_id as "workflowId", created_at as "createdAt" from document_version
    where portal_id = ${portalId} and type = ${type} and document_id = ${id} order by id desc`;
}
