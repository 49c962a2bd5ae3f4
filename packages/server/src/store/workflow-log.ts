// The workflow's log.
import type { Db } from "../db/db.ts";

export interface LogEntry {
  readonly at: Date;
  /** 1 begun, 2 ended, 3 cancelled, 4 fault, 5 custom, 6 report, 8 trigger, 9 error. */
  readonly type: number;
  readonly activity: string;
  readonly activityType: string;
  readonly title: string;
  readonly text: string;
  readonly userId: number | null;
}

export async function readLog(db: Db, portalId: number, workflowId: string): Promise<LogEntry[]> {
  return db.sql<LogEntry>`
    select at, type, activity, activity_type as "activityType", title, text, user_id as "userId"
    from workflow_log where portal_id = ${portalId} and workflow_id = ${workflowId}
    order by recorded_at, seq`;
}

/** Texts of the last reports, the oldest first. */
export async function readReports(db: Db, portalId: number, workflowId: string, most: number): Promise<string[]> {
  const rows = await db.sql<{ text: string }>`
    select text from workflow_log where portal_id = ${portalId} and workflow_id = ${workflowId} and type = 6
    order by recorded_at desc, seq desc limit ${most}`;
  return rows.map(({ text }) => text).reverse();
}

/** @param seq -1: before the lines of the same transaction */
export async function appendLog(db: Db, portalId: number, workflowId: string, entry: LogEntry, seq = 0): Promise<void> {
  await db.sql`
    insert into workflow_log (portal_id, workflow_id, at, seq, type, activity, activity_type, title, text, user_id)
    values (${portalId}, ${workflowId}, ${entry.at}, ${seq}, ${entry.type}, ${entry.activity}, ${entry.activityType}, ${entry.title}, ${entry.text}, ${entry.userId})`;
}
