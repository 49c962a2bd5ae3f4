// Who may do what with a workflow or a document, as workflows have set it.
import type { Db, Tx } from "../db/db.ts";

/** A workflow by its id, a document by its module and complex id: `crm/DEAL_5`. */
export interface RightSubject {
  readonly scope: "workflow" | "document";
  readonly subject: string;
}

/** @param of the id of a workflow, the complex id of a document */
export function rightSubject(of: string | readonly string[]): RightSubject {
  return typeof of === "string" ? { scope: "workflow", subject: of } : { scope: "document", subject: `${of[0]}/${of[2]}` };
}

export interface AccessRight {
  readonly operation: string;
  /** user_5, group_d3, author */
  readonly holder: string;
  /** The workflow that has set it. */
  readonly workflowId: string;
}

export async function listAccessRights(db: Db, portalId: number, { scope, subject }: RightSubject): Promise<AccessRight[]> {
  return db.sql<AccessRight>`
    select operation, holder, workflow_id as "workflowId" from access_right
    where portal_id = ${portalId} and scope = ${scope} and subject = ${subject} order by operation, holder`;
}

/** One for whom a list is limited to what rights show. */
export interface Seer {
  readonly userId: number;
  /** Any of these, held under any of the names. */
  readonly operations: readonly string[];
  readonly holders: readonly string[];
}

export async function hasRightsOnDocuments(db: Db, portalId: number): Promise<boolean> {
  const rows = await db.sql`select 1 from access_right where portal_id = ${portalId} and scope = 'document' limit 1`;
  return rows.length > 0;
}

export async function deleteAccessRights(tx: Tx, portalId: number, { scope, subject }: RightSubject): Promise<void> {
  await tx.sql`delete from access_right where portal_id = ${portalId} and scope = ${scope} and subject = ${subject}`;
}

export async function insertAccessRights(tx: Tx, portalId: number, of: RightSubject, rights: readonly AccessRight[]): Promise<void> {
  await tx.sql`
    insert into access_right (portal_id, scope, subject, operation, holder, workflow_id)
    select ${portalId}, ${of.scope}, ${of.subject}, r.operation, r.holder, r."workflowId"
    from jsonb_to_recordset(${JSON.stringify(rights)}::jsonb) r(operation text, holder text, "workflowId" text)
    on conflict do nothing`;
}
