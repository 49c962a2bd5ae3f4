// Global constants and variables of a portal.
import type { Value, ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export type GlobalKind = "constant" | "variable";

export interface GlobalValue {
  readonly kind: GlobalKind;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** A base type: string, int, user … */
  readonly type: string;
  readonly isMultiple: boolean;
  /** Choices of a select: key → label. */
  readonly options: ValueMap | null;
  /** Whose designers offer it: `GLOBAL`, a module (`CRM`), or a type of documents (`CRM_DEAL`). */
  readonly visibility: string;
  readonly value: Value;
}

export interface StoredGlobal extends GlobalValue {
  readonly version: number;
}

/** In the order of their kinds and ids. */
export function listGlobalValues(db: Db, portalId: number): Promise<StoredGlobal[]> {
  return db.sql<StoredGlobal>`
    select kind, id, name, description, type, is_multiple as "isMultiple", options, visibility, value, version
    from global_value where portal_id = ${portalId} order by kind, id`;
}

/** Until the transaction ends nobody else changes it. */
export async function lockGlobalValue(db: Db, portalId: number, kind: GlobalKind, id: string): Promise<StoredGlobal | null> {
  const rows = await db.sql<StoredGlobal>`
    select kind, id, name, description, type, is_multiple as "isMultiple", options, visibility, value, version
    from global_value where portal_id = ${portalId} and kind = ${kind} and id = ${id} for no key update`;
  return rows[0] ?? null;
}

/** False: there is one already. */
export async function insertGlobalValue(db: Db, portalId: number, given: GlobalValue): Promise<boolean> {
  const rows = await db.sql`
    insert into global_value (portal_id, kind, id, name, description, type, is_multiple, options, visibility, value)
    values (${portalId}, ${given.kind}, ${given.id}, ${given.name}, ${given.description}, ${given.type}, ${given.isMultiple},
            ${json(given.options)}::jsonb, ${given.visibility}, ${JSON.stringify(given.value)}::jsonb)
    on conflict do nothing returning id`;
  return rows.length > 0;
}

export async function updateGlobalValue(db: Db, portalId: number, given: GlobalValue): Promise<void> {
  await db.sql`
    update global_value set name = ${given.name}, description = ${given.description}, type = ${given.type}, is_multiple = ${given.isMultiple},
      options = ${json(given.options)}::jsonb, visibility = ${given.visibility}, value = ${JSON.stringify(given.value)}::jsonb,
      version = version + 1, modified_at = now()
    where portal_id = ${portalId} and kind = ${given.kind} and id = ${given.id}`;
}

/** Over the version that was read. False: it is newer by now, or gone. */
export async function writeGlobalVariable(db: Db, portalId: number, id: string, value: Value, readVersion: number): Promise<boolean> {
  const rows = await db.sql`
    update global_value set value = ${JSON.stringify(value)}::jsonb, version = version + 1, modified_at = now()
    where portal_id = ${portalId} and kind = 'variable' and id = ${id} and version = ${readVersion} returning id`;
  return rows.length > 0;
}

export async function deleteGlobalValue(db: Db, portalId: number, kind: GlobalKind, id: string): Promise<boolean> {
  const rows = await db.sql`delete from global_value where portal_id = ${portalId} and kind = ${kind} and id = ${id} returning id`;
  return rows.length > 0;
}

function json(value: ValueMap | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
