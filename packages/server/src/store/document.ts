// Documents of every type: one row each, its fields as stored values (documents/values.ts). Filters of lists: document-list.ts.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface DocumentRow {
  /** DEAL, LEAD, iblock_1 */
  readonly type: string;
  readonly id: number;
  readonly fields: ValueMap;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface PortalClock {
  readonly timeZone: string;
  readonly clockOffsetMs: number;
}

/** The zone that dates are read and written in, and how far the portal's clock is from the real one. */
export async function readPortalClock(db: Db, portalId: number): Promise<PortalClock> {
  const [row] = await db.sql<PortalClock>`
    select time_zone as "timeZone", clock_offset_ms as "clockOffsetMs" from portal where id = ${portalId}`;
  if (!row) throw new Error(`there is no portal ${portalId}`);
  return row;
}

export async function nextDocumentId(db: Db): Promise<number> {
  const [row] = await db.sql<{ id: number }>`select nextval('document_id_seq') as id`;
  if (!row) throw new Error("document_id_seq gave no number");
  return row.id;
}

export async function insertDocument(tx: Tx, portalId: number, row: DocumentRow): Promise<void> {
  await tx.sql`
    insert into document (portal_id, type, id, fields, created_at, modified_at)
    values (${portalId}, ${row.type}, ${row.id}, ${JSON.stringify(row.fields)}::jsonb, ${row.createdAt}, ${row.modifiedAt})`;
}

export async function readDocument(db: Db, portalId: number, type: string, id: number): Promise<DocumentRow | null> {
  const [row] = await db.sql<DocumentRow>`
    select type, id, fields, created_at as "createdAt", modified_at as "modifiedAt"
    from document where portal_id = ${portalId} and type = ${type} and id = ${id}`;
  return row ?? null;
}

/** For an update: what changes is told by comparing, so nobody may write in between. */
export async function lockDocument(tx: Tx, portalId: number, type: string, id: number): Promise<DocumentRow | null> {
  const [row] = await tx.sql<DocumentRow>`
    select type, id, fields, created_at as "createdAt", modified_at as "modifiedAt"
    from document where portal_id = ${portalId} and type = ${type} and id = ${id} for update`;
  return row ?? null;
}

export async function findElementByCode(db: Db, portalId: number, type: string, code: string): Promise<number | null> {
  const [row] = await db.sql<{ id: number }>`
    select id from document
    where portal_id = ${portalId} and type = ${type} and type like 'iblock\_%' and fields->>'CODE' <> '' and fields->>'CODE' = ${code}`;
  return row?.id ?? null;
}

/** Only for a row that this transaction has locked. */
export async function writeDocument(tx: Tx, portalId: number, row: Omit<DocumentRow, "createdAt">): Promise<void> {
  await tx.sql`
    update document set fields = ${JSON.stringify(row.fields)}::jsonb, modified_at = ${row.modifiedAt}
    where portal_id = ${portalId} and type = ${row.type} and id = ${row.id}`;
}

/** False: it was already gone. */
export async function deleteDocument(tx: Tx, portalId: number, type: string, id: number): Promise<boolean> {
  const rows = await tx.sql`delete from document where portal_id = ${portalId} and type = ${type} and id = ${id} returning id`;
  return rows.length > 0;
}
