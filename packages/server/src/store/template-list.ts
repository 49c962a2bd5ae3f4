// The list of templates.
import type { Db } from "../db/db.ts";
import { type ListQuery, type ListSource, readList } from "./list-sql.ts";
import type { TemplateRow } from "./template.ts";

export type ListedTemplate = Omit<TemplateRow, "constantValues" | "applicationId"> & {
  readonly tree: string | null;
  readonly constantValues: object;
};

const source: Omit<ListSource, "where"> = {
  from: "template t",
  fields: {
    ID: { sql: "t.id", type: "integer" },
    MODULE_ID: { sql: "t.module", type: "text" },
    ENTITY: { sql: "t.entity", type: "text" },
    DOCUMENT_TYPE: { sql: "t.document_type", type: "text" },
    AUTO_EXECUTE: { sql: "t.auto_execute", type: "integer" },
    NAME: { sql: "t.name", type: "text" },
    DESCRIPTION: { sql: "t.description", type: "text" },
    MODIFIED: { sql: "t.modified_at", type: "date" },
    IS_MODIFIED: { sql: "case when t.is_modified then 'Y' else 'N' end", type: "text" },
    USER_ID: { sql: "t.user_id", type: "integer" },
    SYSTEM_CODE: { sql: "t.system_code", type: "text" },
  },
  tieBreaker: "t.id",
};

/**
 * @param withTree also read the packages: large, so only where their parts were asked for
 * @param below only those whose automatic start is less; null: all
 */
export function readTemplateList(
  db: Db,
  portalId: number,
  query: ListQuery,
  { withTree, below }: { readonly withTree: boolean; readonly below: number | null },
): Promise<{ rows: ListedTemplate[]; total: number | null }> {
  const tree = withTree ? "(select v.tree from template_version v where v.portal_id = t.portal_id and v.hash = t.version_hash)" : "null";
  const columns = `t.id, t.module, t.entity, t.document_type as "documentType", t.name, t.description, t.auto_execute as "autoExecute",
    encode(t.version_hash, 'hex') as hash, t.system_code as "systemCode", t.is_modified as "isModified", t.user_id as "userId",
    t.modified_at as "modifiedAt", t.constant_values as "constantValues", ${tree} as tree`;
  const where = [
    { sql: "t.portal_id = ?", values: [portalId] },
    ...(below === null ? [] : [{ sql: "t.auto_execute < ?", values: [below] }]),
  ];
  return readList<ListedTemplate>(db, { ...source, where }, columns, query);
}
