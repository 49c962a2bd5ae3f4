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

/** Call it in a transaction: a file without its content would be none. */
export async function insertFile(db: Db, portalId: number, file: NewFile, createdBy: number, workflowId: string): Promise<void> {
  const hash = createHash("sha256").update(file.content).digest();
  await db.sql`
    insert into file_content (portal_id, hash, content) values (${portalId}, ${hash}, ${file.content}) on conflict do nothing`;
  await db.sql`
    insert into file (portal_id, id, name, size, hash, created_by, workflow_id)
    values (${portalId}, ${file.id}, ${file.name}, ${file.content.length}, ${hash}, ${createdBy}, ${workflowId})`;
}

export async function readFile(db: Db, portalId: number, id: number): Promise<StoredFile | null> {
  const rows = await db.sql<StoredFile>`
    select f.name, c.content from file f join file_content c on c.portal_id = f.portal_id and c.hash = f.hash
    where f.portal_id = ${portalId} and f.id = ${id}`;
  return rows[0] ?? null;
}
