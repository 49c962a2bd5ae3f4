// Tasks: the list that clients read, and the delegation of a place.
import type { Db } from "../db/db.ts";
import { type ListQuery, type ListSource, readList } from "./list-sql.ts";

/** One row a person of a task. */
export interface ListedTask {
  readonly id: number;
  readonly workflowId: string;
  readonly templateId: number;
  readonly templateName: string | null;
  readonly activity: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly status: number;
  readonly parameters: unknown;
  readonly module: string;
  readonly entity: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly documentUrl: string;
  readonly startedBy: number | null;
  readonly startedAt: Date;
  readonly modifiedAt: Date;
  readonly overdueAt: Date | null;
  readonly userId: number;
  readonly userStatus: number;
  readonly stateTitle: string | null;
}

// The status text of a workflow that is over stands in its history.
const stateTitle =
  "coalesce(w.state->>'stateTitle', (select h.state->>'stateTitle' from workflow_history h where h.portal_id = k.portal_id and h.id = k.workflow_id limit 1))";

const source: Omit<ListSource, "where"> = {
  from: `task_user u
    join task k on k.portal_id = u.portal_id and k.id = u.task_id
    left join template t on t.portal_id = k.portal_id and t.id = k.template_id
    left join workflow w on w.portal_id = k.portal_id and w.id = k.workflow_id`,
  fields: {
    ID: { sql: "u.task_id", type: "integer" },
    WORKFLOW_ID: { sql: "k.workflow_id", type: "text" },
    DOCUMENT_NAME: { sql: "k.document_name", type: "text" },
    DESCRIPTION: { sql: "k.description", type: "text" },
    NAME: { sql: "k.name", type: "text" },
    MODIFIED: { sql: "k.modified_at", type: "date" },
    WORKFLOW_STARTED: { sql: "k.started_at", type: "date" },
    WORKFLOW_STARTED_BY: { sql: "coalesce(k.started_by, 0)", type: "integer" },
    OVERDUE_DATE: { sql: "k.overdue_at", type: "date" },
    WORKFLOW_TEMPLATE_ID: { sql: "k.template_id", type: "integer" },
    WORKFLOW_TEMPLATE_NAME: { sql: "t.name", type: "text" },
    WORKFLOW_STATE: { sql: stateTitle, type: "text" },
    STATUS: { sql: "k.status", type: "integer" },
    USER_ID: { sql: "u.user_id", type: "integer" },
    USER_STATUS: { sql: "u.status", type: "integer" },
    MODULE_ID: { sql: "k.module", type: "text" },
    ENTITY: { sql: "k.entity", type: "text" },
    DOCUMENT_ID: { sql: "k.document_id", type: "text" },
    ACTIVITY: { sql: "k.type", type: "text" },
    ACTIVITY_NAME: { sql: "k.activity", type: "text" },
    DOCUMENT_URL: { sql: "k.document_url", type: "text" },
  },
  tieBreaker: "u.task_id desc, u.user_id",
};

const columns = `k.id, k.workflow_id as "workflowId", k.template_id as "templateId", t.name as "templateName", k.activity, k.type, k.name,
  k.description, k.status, k.parameters, k.module, k.entity, k.document_id as "documentId", k.document_name as "documentName",
  k.document_url as "documentUrl", k.started_by as "startedBy", k.started_at as "startedAt", k.modified_at as "modifiedAt",
  k.overdue_at as "overdueAt", u.user_id as "userId", u.status as "userStatus",
  ${stateTitle} as "stateTitle"`;

/** @param users whose tasks; null: everybody's */
export function readTaskList(
  db: Db,
  portalId: number,
  users: readonly number[] | null,
  query: ListQuery,
): Promise<{ rows: ListedTask[]; total: number | null }> {
  const where = [{ sql: "u.portal_id = ?", values: [portalId] as unknown[] }];
  if (users !== null) where.push({ sql: "u.user_id = any(?::bigint[])", values: [users] });
  return readList<ListedTask>(db, { ...source, where }, columns, query);
}

export interface TaskPlace {
  readonly workflowId: string;
  readonly activity: string;
  readonly type: string;
  readonly name: string;
  readonly status: number;
  readonly delegation: number;
  /** Of the person asked about; null: the task is not theirs. */
  readonly placeStatus: number | null;
  /** The other person already has a place in this task. */
  readonly targetIsIn: boolean;
}

/** A task with the place of one user, locked against a change until the transaction ends. */
export async function lockTaskPlace(db: Db, portalId: number, taskId: number, from: number, to: number): Promise<TaskPlace | null> {
  const rows = await db.sql<TaskPlace>`
    select k.workflow_id as "workflowId", k.activity, k.type, k.name, k.status, k.delegation,
           (select u.status from task_user u where u.portal_id = k.portal_id and u.task_id = k.id and u.user_id = ${from}) as "placeStatus",
           exists (select from task_user u where u.portal_id = k.portal_id and u.task_id = k.id and u.user_id = ${to}) as "targetIsIn"
    from task k where k.portal_id = ${portalId} and k.id = ${taskId} for update of k`;
  return rows[0] ?? null;
}

/** Hands a waiting place over; whose vote it is does not change. */
export async function handOverPlace(db: Db, portalId: number, taskId: number, from: number, to: number): Promise<boolean> {
  const rows = await db.sql`
    update task_user set user_id = ${to}
    where portal_id = ${portalId} and task_id = ${taskId} and user_id = ${from} and status = 0 returning task_id`;
  return rows.length > 0;
}
