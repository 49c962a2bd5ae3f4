// Rules of stages and smart scripts: templates with more to them. See migrations/0017-automation.sql.
import type { Db, Tx } from "../db/db.ts";
import { ruleStart, type TemplateKind } from "./template.ts";

export interface RuleTemplate {
  readonly id: number;
  /** DEAL, LEAD, DYNAMIC_147 */
  readonly documentType: string;
  /** "" for a script. */
  readonly stage: string;
  readonly name: string;
  readonly description: string;
  readonly kind: TemplateKind;
  /** Hexadecimal SHA-256 of the current version. */
  readonly hash: string;
  readonly modifiedAt: Date;
}

/** @param start 8 rules, 32 scripts; @param documentType null: of all types */
export function listRuleTemplates(db: Db, portalId: number, start: number, documentType: string | null): Promise<RuleTemplate[]> {
  return db.sql<RuleTemplate>`
    select id, document_type as "documentType", document_status as stage, name, description, type as kind, encode(version_hash, 'hex') as hash,
           modified_at as "modifiedAt"
    from template
    where portal_id = ${portalId} and auto_execute = ${start} and (${documentType}::text is null or document_type = ${documentType})
    order by document_type, document_status, id`;
}

export async function findStageTemplate(db: Db, portalId: number, documentType: string, stage: string): Promise<RuleTemplate | null> {
  const all = await listRuleTemplates(db, portalId, ruleStart, documentType);
  return all.find((template) => template.stage === stage) ?? null;
}

export async function writeRuleTemplate(
  db: Db,
  portalId: number,
  id: number,
  { hash, kind, userId }: { readonly hash: string; readonly kind: TemplateKind; readonly userId: number },
): Promise<void> {
  await db.sql`
    update template set version_hash = decode(${hash}, 'hex'), type = ${kind}, is_modified = true, user_id = ${userId}, modified_at = now()
    where portal_id = ${portalId} and id = ${id}`;
}

/** Running workflows of rules of stages, the oldest first. @param documentId `DEAL_5` */
export async function findRuleWorkflows(db: Db, portalId: number, documentId: string): Promise<string[]> {
  const rows = await db.sql<{ id: string }>`
    select w.id from workflow w join template t on t.portal_id = w.portal_id and t.id = w.template_id and t.auto_execute = ${ruleStart}
    where w.portal_id = ${portalId} and w.module = 'crm' and w.document_id = ${documentId}
    order by w.started_at, w.id`;
  return rows.map(({ id }) => id);
}

/** Also what the job `begin-waiting` holds. */
export interface DocumentPlace {
  readonly module: string;
  /** `DEAL_5` */
  readonly documentId: string;
}

const isWaiting = `jsonb_path_exists(w.state, '$.incidents.*.kind ? (@ == "document-limit")')`;

/** Running workflows on a document, without those of rules of stages and those that wait for room. */
export async function countProcesses(db: Db, portalId: number, { module, documentId }: DocumentPlace): Promise<number> {
  const text = `select count(*) as running from workflow w left join template t on t.portal_id = w.portal_id and t.id = w.template_id
    where w.portal_id = $1 and w.module = $2 and w.document_id = $3 and t.auto_execute is distinct from $4 and not ${isWaiting}`;
  const [row] = await db.run<{ running: number }>({ text, values: [portalId, module, documentId, ruleStart] });
  return row?.running ?? 0;
}

interface WaitingProcess {
  readonly id: string;
  /** Where it is held. */
  readonly activity: string;
  readonly storageType: string;
  readonly documentNumber: number;
}

/** The oldest workflow that waits for room on the document, locked. */
export async function lockWaitingProcess(tx: Tx, portalId: number, { module, documentId }: DocumentPlace): Promise<WaitingProcess | null> {
  const text = `select w.id, w.storage_type as "storageType", w.document_number as "documentNumber",
      jsonb_path_query_first(w.state, '$.incidents.* ? (@.kind == "document-limit").activity') #>> '{}' as activity
    from workflow w where w.portal_id = $1 and w.module = $2 and w.document_id = $3 and ${isWaiting}
    order by w.started_at, w.id limit 1 for update of w`;
  const [row] = await tx.run<WaitingProcess>({ text, values: [portalId, module, documentId] });
  return row ?? null;
}

/** Whether any stage of the type has rules. */
export async function hasRules(db: Db, portalId: number, documentType: string): Promise<boolean> {
  const rows = await db.sql`
    select 1 from template where portal_id = ${portalId} and module = 'crm' and document_type = ${documentType} and auto_execute = ${ruleStart} limit 1`;
  return rows.length > 0;
}
