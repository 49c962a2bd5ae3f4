// What portals say of types of documents: lists and smart processes, and what they add to the types that the program defines.
import type { ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface CategoryRow {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
}

export interface StageRow {
  readonly id: string;
  readonly category: number;
  readonly name: string;
  readonly semantics: "P" | "S" | "F";
  readonly sort: number;
}

/** As the view `type_definition` puts it together. */
export interface DefinitionRow {
  /** iblock_1, DYNAMIC_147, DEAL */
  readonly code: string;
  readonly name: string;
  /** lists, bitrix_processes or lists_socnet; means nothing for other types. */
  readonly blockType: string;
  readonly fields: ValueMap;
  readonly categories: readonly CategoryRow[];
  readonly stages: readonly StageRow[];
  /** Fields whose change a trigger waits for. */
  readonly watched: readonly string[];
}

export async function findDefinition(db: Db, portalId: number, code: string): Promise<DefinitionRow | null> {
  const [row] = await db.sql<{ definition: DefinitionRow }>`
    select definition from type_definition where portal_id = ${portalId} and code = ${code}`;
  return row?.definition ?? null;
}

export async function findListBySymbolicCode(db: Db, portalId: number, symbolicCode: string): Promise<DefinitionRow | null> {
  const [row] = await db.sql<{ definition: DefinitionRow }>`
    select d.definition from document_type t join type_definition d on d.portal_id = t.portal_id and d.code = t.code
    where t.portal_id = ${portalId} and t.symbolic_code = ${symbolicCode}`;
  return row?.definition ?? null;
}

export async function listDefinitions(db: Db, portalId: number): Promise<DefinitionRow[]> {
  const rows = await db.sql<{ definition: DefinitionRow }>`
    select definition from type_definition where portal_id = ${portalId} order by code`;
  return rows.map(({ definition }) => definition);
}

export interface NewList {
  readonly symbolicCode: string | null;
  readonly blockType: string;
  readonly name: string;
  readonly fields: ValueMap;
}

/** @returns the list's number; its code is `iblock_` and that number */
export async function insertList(tx: Tx, portalId: number, list: NewList): Promise<number> {
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

/** False: there is one already. */
export async function insertDocumentType(tx: Tx, portalId: number, code: string, name: string): Promise<boolean> {
  const rows = await tx.sql`
    insert into document_type (portal_id, code, block_type, name) values (${portalId}, ${code}, '', ${name}) on conflict do nothing returning code`;
  return rows.length > 0;
}

/** The fields that the portal has defined, with the row locked. Null: there is no row. */
export async function lockOwnFields(tx: Tx, portalId: number, code: string): Promise<ValueMap | null> {
  const [row] = await tx.sql<{ fields: ValueMap }>`
    select fields from document_type where portal_id = ${portalId} and code = ${code} for update`;
  return row?.fields ?? null;
}

export async function writeOwnFields(tx: Tx, portalId: number, code: string, fields: ValueMap): Promise<void> {
  await tx.sql`update document_type set fields = ${JSON.stringify(fields)}::jsonb where portal_id = ${portalId} and code = ${code}`;
}

/** A number that no pipeline has yet. */
export async function nextCategoryId(tx: Tx): Promise<number> {
  const [row] = await tx.sql<{ id: number }>`select nextval('document_category_id_seq') as id`;
  if (!row) throw new Error("document_category_id_seq gave no number");
  return row.id;
}

/** False: there is one of this number. */
export async function insertCategory(tx: Tx, portalId: number, type: string, { id, name, sort }: CategoryRow): Promise<boolean> {
  const rows = await tx.sql`
    insert into document_category (portal_id, type, id, name, sort) values (${portalId}, ${type}, ${id}, ${name}, ${sort})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/** Adds stages, or changes those that are there. */
export async function writeStages(tx: Tx, portalId: number, type: string, stages: readonly StageRow[]): Promise<void> {
  await tx.sql`
    insert into document_stage (portal_id, type, category_id, id, name, semantics, sort)
    select ${portalId}, ${type}, s.category, s.id, s.name, s.semantics, s.sort
    from jsonb_to_recordset(${JSON.stringify(stages)}::jsonb) s(category bigint, id text, name text, semantics text, sort int)
    on conflict (portal_id, type, id) do update
      set category_id = excluded.category_id, name = excluded.name, semantics = excluded.semantics, sort = excluded.sort`;
}
