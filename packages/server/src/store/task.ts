// Tasks: the list that clients read, and the delegation of a place.
import type { Db, Tx } from "../db/db.ts";
import { columnsOf, type ListedRow, type ListField, type ListSource, readList, type SelectQuery } from "./list-sql.ts";

// The status text of a workflow that is over stands in its history.
const stateTitle =
  "coalesce(w.state->>'stateTitle', (select h.state->>'stateTitle' from workflow_history h where h.portal_id = k.portal_id and h.id = k.workflow_id limit 1))";

const fields = {
  ID: { sql: "u.task_id", type: "integer" },
  WORKFLOW_ID: { sql: "k.workflow_id", type: "text" },
  DOCUMENT_NAME: { sql: "k.document_name", type: "text" },
  DESCRIPTION: { sql: "k.description", type: "text" },
  NAME: { sql: "k.name", type: "text" },
  MODIFIED: { sql: "k.modified_at", type: "date" },
  WORKFLOW_STARTED: { sql: "k.started_at", type: "date" },
  WORKFLOW_STARTED_BY: { sql: "coalesce(k.started_by, 0)", type: "integer" },
  OVERDUE_DATE: { sql: "k.overdue_at", type: "date", nullable: true },
  WORKFLOW_TEMPLATE_ID: { sql: "k.template_id", type: "integer" },
  WORKFLOW_TEMPLATE_NAME: { sql: "t.name", type: "text", nullable: true },
  WORKFLOW_STATE: { sql: stateTitle, type: "text", nullable: true },
  STATUS: { sql: "u.task_status", type: "integer" },
  USER_ID: { sql: "u.user_id", type: "integer" },
  USER_STATUS: { sql: "u.status", type: "integer" },
  MODULE_ID: { sql: "k.module", type: "text" },
  ENTITY: { sql: "k.entity", type: "text" },
  DOCUMENT_ID: { sql: "k.document_id", type: "text" },
  ACTIVITY: { sql: "k.type", type: "text" },
  ACTIVITY_NAME: { sql: "k.activity", type: "text" },
  PARAMETERS: { sql: "k.parameters", type: "json" },
  DOCUMENT_URL: { sql: "k.document_url", type: "text" },
} as const satisfies Record<string, ListField>;

export type TaskField = keyof typeof fields;
export type ListedTask<Field extends TaskField> = ListedRow<typeof fields, Field>;

const source: Omit<ListSource, "where"> = {
  // Every place has its task; as a left join it is not read where only the places count.
  from: `task_user u
    left join task k on k.portal_id = u.portal_id and k.id = u.task_id
    left join template t on t.portal_id = k.portal_id and t.id = k.template_id
    left join workflow w on w.portal_id = k.portal_id and w.id = k.workflow_id`,
  fields,
  tieBreaker: "u.task_id desc, u.user_id",
};

/**
 * One row a person of a task.
 * @param users whose tasks; null: everybody's
 * @param seer from whom the details of closed tasks are kept unless they take part; null: from nobody
 */
export function readTaskList<Field extends TaskField>(
  db: Db,
  portalId: number,
  users: readonly number[] | null,
  seer: number | null,
  query: SelectQuery<Field>,
): Promise<{ rows: ListedTask<Field>[]; total: number | null }> {
  const where: { sql: string; values: unknown[] }[] = [{ sql: "u.portal_id = ?", values: [portalId] }];
  // One person as an equation: the index then gives the order too.
  if (users?.length === 1) where.push({ sql: "u.user_id = ?", values: [users[0]] });
  else if (users !== null) where.push({ sql: "u.user_id = any(?::bigint[])", values: [users] });
  const shown = seer === null ? fields : { ...fields, ...closedTo(seer) };
  return readList(db, { ...source, fields: shown, where }, columnsOf(shown, query.select), query);
}

/** In place of the columns themselves, so that filters and orders tell nothing either. */
function closedTo(seer: number) {
  const open = `(k.parameters->>'AccessControl' is distinct from 'Y' or exists (
    select from task_user o where o.portal_id = k.portal_id and o.task_id = k.id and ${BigInt(seer)} in (o.user_id, o.assignee_id)))`;
  return {
    DESCRIPTION: { sql: `case when ${open} then k.description else '' end`, type: "text" },
    PARAMETERS: { sql: `case when ${open} then k.parameters else '{}' end`, type: "json" },
  } as const satisfies Record<string, ListField>;
}

/** What a request for information asks for, as its row holds it. */
export async function readTaskFields<Kept>(db: Db, portalId: number, taskId: number): Promise<readonly Kept[]> {
  const rows = await db.sql<{ fields: readonly Kept[] | null }>`
    select parameters->'Fields' as fields from task where portal_id = ${portalId} and id = ${taskId}`;
  return rows[0]?.fields ?? [];
}

/**
 * Moves that were computed from what the workflows of these tasks were before do not count any more. In the order of their ids, and before
 * anything of the tasks is locked, as whoever saves moves does it.
 */
export async function outdateWorkflowsOfTasks(tx: Tx, portalId: number, taskIds: readonly number[]): Promise<void> {
  const rows = await tx.sql<{ id: string }>`
    select w.id from workflow w
    where w.portal_id = ${portalId}
      and w.id in (select k.workflow_id from task k where k.portal_id = ${portalId} and k.id = any(${taskIds}::bigint[]))
    order by w.id for no key update`;
  const ids = rows.map(({ id }) => id);
  await tx.sql`update workflow set version = version + 1 where portal_id = ${portalId} and id = any(${ids}::text[])`;
}

export interface TaskPlace {
  readonly workflowId: string;
  readonly activity: string;
  readonly type: string;
  readonly name: string;
  /** Of the step, as its own lines of the log have it; the task's name where those are gone. */
  readonly title: string;
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
           coalesce((select l.title from workflow_log l
                     where l.portal_id = k.portal_id and l.workflow_id = k.workflow_id and l.activity = k.activity and l.title <> ''
                     order by l.recorded_at, l.seq limit 1), k.name) as title,
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
