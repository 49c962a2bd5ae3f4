// The list of running workflows, and the one with those that are over.
import type { Db } from "../db/db.ts";
import type { Seer } from "./access-right.ts";
import { columnsOf, type ListedRow, type ListField, type ListSource, readList, type SelectQuery } from "./list-sql.ts";

const fields = {
  ID: { sql: "w.id", type: "text" },
  MODIFIED: { sql: "w.modified_at", type: "date" },
  // Nothing here is ever locked by a process: a lost node's work goes on by itself.
  OWNED_UNTIL: { sql: "null::timestamptz", type: "date", nullable: true },
  MODULE_ID: { sql: "w.module", type: "text" },
  ENTITY: { sql: "w.entity", type: "text" },
  DOCUMENT_ID: { sql: "w.document_id", type: "text" },
  STARTED: { sql: "w.started_at", type: "date" },
  STARTED_BY: { sql: "coalesce(w.started_by, 0)", type: "integer" },
  TEMPLATE_ID: { sql: "w.template_id", type: "integer" },
  // Not of the wire.
  STATUS: { sql: "w.status", type: "text" },
} as const satisfies Record<string, ListField>;

export type WorkflowField = keyof typeof fields;
export type ListedWorkflow<Field extends WorkflowField> = ListedRow<typeof fields, Field>;

const source: Omit<ListSource, "where"> = { from: "workflow w", fields, tieBreaker: "w.id" };

export function readWorkflowList<Field extends WorkflowField>(
  db: Db,
  portalId: number,
  query: SelectQuery<Field>,
  seer: Seer | null = null,
): Promise<{ rows: ListedWorkflow<Field>[]; total: number | null }> {
  return readList(db, { ...source, where: ofPortal(portalId, seer) }, columnsOf(fields, query.select), query);
}

const everFields = { ...fields, ENDED: { sql: "w.ended_at", type: "date", nullable: true } } as const satisfies Record<string, ListField>;

export type EverField = keyof typeof everFields;
export type ListedEver<Field extends EverField> = ListedRow<typeof everFields, Field>;

const columns = "portal_id, id, module, entity, document_id, template_id, started_by, started_at, status";
const everSource: Omit<ListSource, "where"> = {
  from: `(select ${columns}, modified_at, null::timestamptz as ended_at from workflow
    union all select ${columns}, ended_at, ended_at from workflow_history) w`,
  fields: everFields,
  tieBreaker: "w.id",
};

/** Those that are over, too, as long as they are kept. */
export function readEverList<Field extends EverField>(
  db: Db,
  portalId: number,
  query: SelectQuery<Field>,
  seer: Seer | null = null,
): Promise<{ rows: ListedEver<Field>[]; total: number | null }> {
  return readList(db, { ...everSource, where: ofPortal(portalId, seer) }, columnsOf(everFields, query.select), query);
}

function ofPortal(portalId: number, seer: Seer | null): ListSource["where"] {
  return [{ sql: "w.portal_id = ?", values: [portalId] }, ...(seer === null ? [] : [seenBy(seer)])];
}

/** Who has started it, is asked by it, or has a right on it. */
function seenBy({ userId, operations, holders }: Seer): ListSource["where"][number] {
  const asked = `exists (select from task k join task_user u on u.portal_id = k.portal_id and u.task_id = k.id
    where k.portal_id = w.portal_id and k.workflow_id = w.id and u.user_id = ?)`;
  const entitled = `exists (select from access_right r where r.portal_id = w.portal_id and r.scope = 'workflow' and r.subject = w.id
    and r.operation = any (?::text[]) and r.holder = any (?::text[]))`;
  return { sql: `(w.started_by = ? or ${asked} or ${entitled})`, values: [userId, userId, operations, holders] };
}

/** A workflow that runs or is over. */
export async function isSeenBy(db: Db, portalId: number, workflowId: string, seer: Seer): Promise<boolean> {
  const { sql, values } = seenBy(seer);
  const known = `select portal_id, id, started_by from workflow union all select portal_id, id, started_by from workflow_history`;
  const all: unknown[] = [portalId, workflowId];
  const rest = [...values];
  const shown = sql.replaceAll("?", () => `$${all.push(rest.shift())}`);
  const text = `select 1 from (${known}) w where w.portal_id = $1 and w.id = $2 and ${shown} limit 1`;
  return (await db.run({ text, values: all })).length > 0;
}
