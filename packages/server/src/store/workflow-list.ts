// The list of running workflows.
import type { Db } from "../db/db.ts";
import { type ListQuery, type ListSource, readList } from "./list-sql.ts";

export interface ListedWorkflow {
  readonly id: string;
  readonly status: "running" | "held";
  readonly module: string;
  readonly entity: string;
  readonly documentId: string;
  readonly templateId: number;
  readonly startedBy: number | null;
  readonly startedAt: Date;
  readonly modifiedAt: Date;
}

const source: Omit<ListSource, "where"> = {
  from: "workflow w",
  fields: {
    ID: { sql: "w.id", type: "text" },
    MODIFIED: { sql: "w.modified_at", type: "date" },
    // Nothing here is ever locked by a process: a lost node's work goes on by itself.
    OWNED_UNTIL: { sql: "null::timestamptz", type: "date" },
    MODULE_ID: { sql: "w.module", type: "text" },
    ENTITY: { sql: "w.entity", type: "text" },
    DOCUMENT_ID: { sql: "w.document_id", type: "text" },
    STARTED: { sql: "w.started_at", type: "date" },
    STARTED_BY: { sql: "coalesce(w.started_by, 0)", type: "integer" },
    TEMPLATE_ID: { sql: "w.template_id", type: "integer" },
  },
  tieBreaker: "w.id",
};

const columns = `w.id, w.status, w.module, w.entity, w.document_id as "documentId", w.template_id as "templateId", w.started_by as "startedBy",
  w.started_at as "startedAt", w.modified_at as "modifiedAt"`;

export function readWorkflowList(db: Db, portalId: number, query: ListQuery): Promise<{ rows: ListedWorkflow[]; total: number | null }> {
  return readList<ListedWorkflow>(db, { ...source, where: [{ sql: "w.portal_id = ?", values: [portalId] }] }, columns, query);
}
