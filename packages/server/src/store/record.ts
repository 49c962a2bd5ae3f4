// Records: what workflows make besides documents. Their times are the portal's.
import type { RecordKind, ValueMap } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface StoredRecord {
  readonly id: number;
  readonly kind: RecordKind;
  readonly title: string;
  readonly fields: ValueMap;
  readonly parentId: number | null;
  readonly module: string;
  readonly entity: string;
  readonly documentId: string;
  readonly workflowId: string | null;
  readonly activity: string | null;
  /** The step waits until it is closed. */
  readonly isAwaited: boolean;
  readonly responsibleId: number | null;
  readonly createdBy: number | null;
  readonly status: "open" | "closed" | "deleted";
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBy: number | null;
}

export type NewStoredRecord = Omit<StoredRecord, "status" | "modifiedAt" | "closedAt" | "closedBy">;

const columns = `id, kind, title, fields, parent_id as "parentId", module, entity, document_id as "documentId", workflow_id as "workflowId",
  activity, is_awaited as "isAwaited", responsible_id as "responsibleId", created_by as "createdBy", status, starts_at as "startsAt",
  ends_at as "endsAt", created_at as "createdAt", modified_at as "modifiedAt", closed_at as "closedAt", closed_by as "closedBy"`;

export async function nextRecordId(db: Db): Promise<number> {
  const [row] = await db.sql<{ id: number }>`select nextval('record_id_seq') as id`;
  if (!row) throw new Error("record_id_seq gave no number");
  return row.id;
}

export async function insertRecord(db: Db, portalId: number, record: NewStoredRecord): Promise<void> {
  await db.sql`
    insert into record (portal_id, id, kind, title, fields, parent_id, module, entity, document_id, workflow_id, activity, is_awaited,
                        responsible_id, created_by, starts_at, ends_at, created_at, modified_at)
    values (${portalId}, ${record.id}, ${record.kind}, ${record.title}, ${JSON.stringify(record.fields)}::jsonb, ${record.parentId}, ${record.module},
            ${record.entity}, ${record.documentId}, ${record.workflowId}, ${record.activity}, ${record.isAwaited}, ${record.responsibleId},
            ${record.createdBy}, ${record.startsAt}, ${record.endsAt}, ${record.createdAt}, ${record.createdAt})`;
}

export async function readRecord(db: Db, portalId: number, id: number): Promise<StoredRecord | null> {
  const rows = await db.run<StoredRecord>({
    text: `select ${columns} from record where portal_id = $1 and id = $2`,
    values: [portalId, id],
  });
  return rows[0] ?? null;
}

export interface RecordChange {
  readonly title: string | null;
  /** Laid over the present ones. */
  readonly fields: ValueMap;
  readonly responsibleId: number | null;
  /** Undefined: stays. */
  readonly startsAt: Date | null | undefined;
  readonly endsAt: Date | null | undefined;
  readonly now: Date;
}

/** Only an open record changes. */
export async function updateRecord(db: Db, portalId: number, id: number, change: RecordChange): Promise<void> {
  const { title, fields, responsibleId, startsAt, endsAt, now } = change;
  await db.sql`
    update record set title = coalesce(${title}::text, title), fields = fields || ${JSON.stringify(fields)}::jsonb,
      responsible_id = coalesce(${responsibleId}::bigint, responsible_id),
      starts_at = case when ${startsAt !== undefined} then ${startsAt ?? null}::timestamptz else starts_at end,
      ends_at = case when ${endsAt !== undefined} then ${endsAt ?? null}::timestamptz else ends_at end,
      modified_at = ${now}
    where portal_id = ${portalId} and id = ${id} and status = 'open'`;
}

export interface Closing {
  readonly status: "closed" | "deleted";
  readonly by: number | null;
  readonly at: Date;
}

/** Closes an open record. @returns null where there is none */
export async function endRecord(
  tx: Tx,
  portalId: number,
  id: number,
  { status, by, at }: Closing,
): Promise<Pick<StoredRecord, "workflowId" | "activity" | "isAwaited"> | null> {
  const rows = await tx.sql<Pick<StoredRecord, "workflowId" | "activity" | "isAwaited">>`
    update record set status = ${status}, closed_at = ${at}, closed_by = ${by}, modified_at = ${at}
    where portal_id = ${portalId} and id = ${id} and status = 'open'
    returning workflow_id as "workflowId", activity, is_awaited as "isAwaited"`;
  return rows[0] ?? null;
}

export interface RecordFilter {
  readonly kind?: RecordKind;
  readonly status?: StoredRecord["status"];
  readonly workflowId?: string;
  /** As documents are named: DEAL_5. */
  readonly documentId?: string;
  readonly parentId?: number;
}

/** The newest first. */
export function listRecords(db: Db, portalId: number, filter: RecordFilter, limit: number): Promise<StoredRecord[]> {
  const wanted: readonly (readonly [string, unknown])[] = [
    ["kind", filter.kind],
    ["status", filter.status],
    ["workflow_id", filter.workflowId],
    ["document_id", filter.documentId],
    ["parent_id", filter.parentId],
  ];
  const given = wanted.filter(([, value]) => value !== undefined);
  const where = given.map(([column], at) => ` and ${column} = $${at + 3}`).join("");
  return db.run<StoredRecord>({
    text: `select ${columns} from record where portal_id = $1${where} order by id desc limit $2`,
    values: [portalId, limit, ...given.map(([, value]) => value)],
  });
}
