// Documents of every type: one row each, its fields as stored values (documents/values.ts). Filters of lists: document-list.ts.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";
import type { RaisedEvent } from "./event-binding.ts";

export interface DocumentRow {
  /** DEAL, DYNAMIC_147, iblock_1 */
  readonly type: string;
  readonly id: number;
  readonly fields: ValueMap;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** The workflow that has locked it. */
  readonly lockedBy?: string | null;
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

/** Writes the document and, in the same statement, tells the applications that want to know. @param event null: nobody is told */
export async function insertDocument(tx: Tx, portalId: number, row: DocumentRow, event: RaisedEvent | null): Promise<void> {
  const raised = columnsOf(event);
  await tx.sql`
    with written as (
      insert into document (portal_id, type, id, fields, created_at, modified_at)
      values (${portalId}, ${row.type}, ${row.id}, ${JSON.stringify(row.fields)}::jsonb, ${row.createdAt}, ${row.modifiedAt})
      returning portal_id
    )
    select raise_event(portal_id, ${raised.name}, ${raised.data}::jsonb, ${raised.userId}, null) from written
    where ${raised.name}::text is not null`;
}

function columnsOf(event: RaisedEvent | null): {
  readonly name: string | null;
  readonly data: string | null;
  readonly userId: number | null;
} {
  if (event === null) return { name: null, data: null, userId: null };
  return { name: event.name, data: JSON.stringify(event.data), userId: event.userId };
}

export async function readDocument(db: Db, portalId: number, type: string, id: number): Promise<DocumentRow | null> {
  const [row] = await db.sql<DocumentRow>`
    select type, id, fields, created_at as "createdAt", modified_at as "modifiedAt", locked_by as "lockedBy"
    from document where portal_id = ${portalId} and type = ${type} and id = ${id}`;
  return row ?? null;
}

/** @param type null: an element of any list, found by its number alone */
export async function readAnyDocument(db: Db, portalId: number, type: string | null, id: number): Promise<DocumentRow | null> {
  const [row] = await db.sql<DocumentRow>`
    select type, id, fields, created_at as "createdAt", modified_at as "modifiedAt", locked_by as "lockedBy" from document
    where portal_id = ${portalId} and id = ${id} and (type = ${type} or (${type}::text is null and type like 'iblock\_%'))`;
  return row ?? null;
}

/** For an update: what changes is told by comparing, so nobody may write in between. */
export async function lockDocument(tx: Tx, portalId: number, type: string, id: number): Promise<DocumentRow | null> {
  const [row] = await tx.sql<DocumentRow>`
    select type, id, fields, created_at as "createdAt", modified_at as "modifiedAt", locked_by as "lockedBy"
    from document where portal_id = ${portalId} and type = ${type} and id = ${id} for update`;
  return row ?? null;
}

export async function findElementByCode(db: Db, portalId: number, type: string, code: string): Promise<number | null> {
  const [row] = await db.sql<{ id: number }>`
    select id from document
    where portal_id = ${portalId} and type = ${type} and type like 'iblock\_%' and fields->>'CODE' <> '' and fields->>'CODE' = ${code}`;
  return row?.id ?? null;
}

/** Only for a row that this transaction has locked. Tells of it as `insertDocument` does. */
export async function writeDocument(
  tx: Tx,
  portalId: number,
  row: Omit<DocumentRow, "createdAt" | "lockedBy">,
  event: RaisedEvent | null,
): Promise<void> {
  const raised = columnsOf(event);
  await tx.sql`
    with written as (
      update document set fields = ${JSON.stringify(row.fields)}::jsonb, modified_at = ${row.modifiedAt}
      where portal_id = ${portalId} and type = ${row.type} and id = ${row.id}
      returning portal_id
    )
    select raise_event(portal_id, ${raised.name}, ${raised.data}::jsonb, ${raised.userId}, null) from written
    where ${raised.name}::text is not null`;
}

/** Tells of it as `insertDocument` does. False: it was already gone. */
export async function deleteDocument(tx: Tx, portalId: number, type: string, id: number, event: RaisedEvent | null): Promise<boolean> {
  const raised = columnsOf(event);
  const rows = await tx.sql`
    with gone as (
      delete from document where portal_id = ${portalId} and type = ${type} and id = ${id} returning portal_id
    )
    select case when ${raised.name}::text is not null
                then raise_event(portal_id, ${raised.name}, ${raised.data}::jsonb, ${raised.userId}, null) end from gone`;
  return rows.length > 0;
}
