// Lists: the types of documents that a portal defines itself.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface ListRow {
  /** iblock_1 */
  readonly code: string;
  readonly symbolicCode: string | null;
  /** lists, bitrix_processes or lists_socnet */
  readonly blockType: string;
  readonly name: string;
  readonly fields: ValueMap;
}

export async function findList(db: Db, portalId: number, code: string): Promise<ListRow | null> {
  const [row] = await db.sql<ListRow>`
    select code, symbolic_code as "symbolicCode", block_type as "blockType", name, fields
    from document_type where portal_id = ${portalId} and code = ${code}`;
  return row ?? null;
}

export async function findListBySymbolicCode(db: Db, portalId: number, symbolicCode: string): Promise<ListRow | null> {
  const [row] = await db.sql<ListRow>`
    select code, symbolic_code as "symbolicCode", block_type as "blockType", name, fields
    from document_type where portal_id = ${portalId} and symbolic_code = ${symbolicCode}`;
  return row ?? null;
}

/** @returns the list's number; its code is `iblock_` and that number */
export async function insertList(tx: Tx, portalId: number, list: Omit<ListRow, "code">): Promise<number> {
  const [row] = await tx.sql<{ id: number }>`
    with fresh as (select nextval('list_id_seq') as id),
         made as (
           insert into document_type (portal_id, code, symbolic_code, block_type, name, fields)
           select ${portalId}, 'iblock_' || id, ${list.symbolicCode}, ${list.blockType}, ${list.name}, ${JSON.stringify(list.fields)}::jsonb from fresh
         )
    select id from fresh`;
  if (!row) throw new Error("list_id_seq gave no number");
  return row.id;
}
