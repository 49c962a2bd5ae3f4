// The list of running workflows.
import type { Db } from "../db/db.ts";
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
): Promise<{ rows: ListedWorkflow<Field>[]; total: number | null }> {
  return readList(db, { ...source, where: [{ sql: "w.portal_id = ?", values: [portalId] }] }, columnsOf(fields, query.select), query);
}
