// Files that people give to workflows. Contents are told apart by their hash, so that one that is given twice is kept once.
import { createHash } from "node:crypto";
import type { Db } from "../db/db.ts";

export interface NewFile {
  readonly id: number;
  readonly name: string;
  readonly content: Buffer;
}

export interface StoredFile {
  readonly name: string;
  readonly content: Buffer;
}

export async function freshFileIds(db: Db, count: number): Promise<readonly number[]> {
  const rows = await db.sql<{ id: number }>`select nextval('file_id_seq') as id from generate_series(1, ${count}::int)`;
  return rows.map(({ id }) => id);
}

/** What it was given to, and goes with. */
export interface FileOwner {
  readonly createdBy: number | null;
  readonly workflowId?: string;
  readonly document?: { readonly type: string; readonly id: number };
}

/** Call it in a transaction: a file without its content would be none. */
export async function insertFile(db: Db, portalId: number, file: NewFile, { createdBy, workflowId, document }: FileOwner): Promise<void> {
  const hash = createHash("sha256").update(file.content).digest();
  // A write even where it is there already: nobody cleans it up before this transaction ends.
  await db.sql`
    insert into file_content (portal_id, hash, content) values (${portalId}, ${hash}, ${file.content})
    on conflict (portal_id, hash) do update set hash = excluded.hash`;
  await db.sql`
    insert into file (portal_id, id, name, size, hash, created_by, workflow_id, document_type, document_id)
    values (${portalId}, ${file.id}, ${file.name}, ${file.content.length}, ${hash}, ${createdBy}, ${workflowId ?? null},
            ${document?.type ?? null}, ${document?.id ?? null})`;
}

export async function readFile(db: Db, portalId: number, id: number): Promise<StoredFile | null> {
  const rows = await db.sql<StoredFile>`
    select f.name, c.content from file f join file_content c on c.portal_id = f.portal_id and c.hash = f.hash
    where f.portal_id = ${portalId} and f.id = ${id}`;
  return rows[0] ?? null;
}

/** What links to a file are made of, beside its number. Null: there is no such file. */
export async function readFileFacts(
  db: Db,
  portalId: number,
  id: number,
): Promise<{ readonly name: string; readonly size: number; readonly key: Buffer; readonly publicUrl: string } | null> {
  const rows = await db.sql<{ name: string; size: number; key: Buffer; publicUrl: string }>`
    select f.name, f.size, p.key, p.public_url as "publicUrl" from file f join portal p on p.id = f.portal_id
    where f.portal_id = ${portalId} and f.id = ${id}`;
  return rows[0] ?? null;
}

/** Files that were kept before there was a workflow to have them. */
export async function adoptFiles(db: Db, portalId: number, ids: readonly number[], workflowId: string): Promise<void> {
  await db.sql`update file set workflow_id = ${workflowId} where portal_id = ${portalId} and id = any(${ids}::bigint[])`;
}

/** The files of one workflow now belong to another, which has their numbers too. */
export async function handOverFiles(db: Db, portalId: number, from: string, to: string): Promise<void> {
  await db.sql`update file set workflow_id = ${to} where portal_id = ${portalId} and workflow_id = ${from}`;
}

/** A field of documents that holds numbers of files, by where its documents are stored. */
export interface FileField {
  readonly type: string;
  readonly field: string;
}

export async function hasFiles(db: Db, portalId: number, workflowId: string): Promise<boolean> {
  const rows = await db.sql`select 1 from file where portal_id = ${portalId} and workflow_id = ${workflowId} limit 1`;
  return rows.length > 0;
}

/**
 * Files that were given to a workflow, but for those that documents, workflows that it has started, or global variables have by now.
 * @param fields every field of documents that holds files
 */
export async function deleteFilesOfWorkflow(db: Db, portalId: number, workflowId: string, fields: readonly FileField[]): Promise<void> {
  await db.sql`
    with own as (select id from file where portal_id = ${portalId} and workflow_id = ${workflowId}),
         held as (
           select distinct v as id
           from jsonb_to_recordset(${JSON.stringify(fields)}::jsonb) as f(type text, field text)
           join document d on d.portal_id = ${portalId} and d.type = f.type and d.fields ? f.field
           cross join lateral jsonb_path_query(d.fields -> f.field, '$.**') as leaf
           cross join lateral (values (leaf #>> '{}')) as text(v) where jsonb_typeof(leaf) in ('number', 'string')
           union
           select distinct leaf #>> '{}'
           from workflow w cross join lateral jsonb_path_query(w.state, '$.**') as leaf
           where w.portal_id = ${portalId} and w.state -> 'parent' ->> 'workflow' = ${workflowId} and jsonb_typeof(leaf) in ('number', 'string')
           union
           select distinct leaf #>> '{}'
           from global_value g cross join lateral jsonb_path_query(g.value, '$.**') as leaf
           where g.portal_id = ${portalId} and g.type = 'file' and jsonb_typeof(leaf) in ('number', 'string'))
    delete from file f using own
    where f.portal_id = ${portalId} and f.id = own.id and not exists (select from held where held.id = own.id::text)
      and not exists (select from drive_version v where v.portal_id = ${portalId} and v.file_id = own.id)`;
}

export async function deleteFilesOfDocument(db: Db, portalId: number, type: string, id: number): Promise<void> {
  await db.sql`delete from file where portal_id = ${portalId} and document_type = ${type} and document_id = ${id}`;
}
