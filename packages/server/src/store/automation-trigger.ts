// What moves documents to a stage by itself, and the triggers that applications have registered.
import type { ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface AutomationTrigger {
  readonly id: number;
  /** DEAL, LEAD, DYNAMIC_147 */
  readonly documentType: string;
  /** Where it moves documents to. */
  readonly stage: string;
  readonly name: string;
  /** APP, WEBHOOK, FIELD_CHANGED, DOCUMENT_CREATE */
  readonly code: string;
  /** `{ Condition, ExecuteBy, ALLOW_BACKWARDS }` and what the code adds. */
  readonly rules: ValueMap;
}

export async function insertTrigger(db: Db, portalId: number, trigger: Omit<AutomationTrigger, "id">): Promise<number> {
  const { documentType, stage, name, code, rules } = trigger;
  const rows = await db.sql<{ id: number }>`
    insert into automation_trigger (portal_id, document_type, stage, name, code, apply_rules)
    values (${portalId}, ${documentType}, ${stage}, ${name}, ${code}, ${JSON.stringify(rules)}::jsonb) returning id`;
  if (!rows[0]) throw new Error("the insert of a trigger returned no id");
  return rows[0].id;
}

/** @param documentType null: of all types; @param code null: of all codes */
export function listTriggers(
  db: Db,
  portalId: number,
  documentType: string | null = null,
  code: string | null = null,
): Promise<AutomationTrigger[]> {
  return db.sql<AutomationTrigger>`
    select id, document_type as "documentType", stage, name, code, apply_rules as rules from automation_trigger
    where portal_id = ${portalId} and (${documentType}::text is null or document_type = ${documentType})
      and (${code}::text is null or code = ${code})
    order by document_type, id`;
}

export async function deleteTrigger(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`delete from automation_trigger where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

export async function hasTriggers(db: Db, portalId: number, documentType: string, code: string): Promise<boolean> {
  const rows = await db.sql`
    select 1 from automation_trigger where portal_id = ${portalId} and document_type = ${documentType} and code = ${code} limit 1`;
  return rows.length > 0;
}

export interface ApplicationTrigger {
  readonly applicationId: number;
  readonly code: string;
  readonly name: string;
}

/** A code that is there already gets the new name. */
export async function writeApplicationTrigger(db: Db, portalId: number, { applicationId, code, name }: ApplicationTrigger): Promise<void> {
  await db.sql`
    insert into application_trigger (portal_id, application_id, code, name) values (${portalId}, ${applicationId}, ${code}, ${name})
    on conflict (portal_id, application_id, code) do update set name = excluded.name`;
}

/** @param applicationId null: of all applications */
export function listApplicationTriggers(db: Db, portalId: number, applicationId: number | null): Promise<ApplicationTrigger[]> {
  return db.sql<ApplicationTrigger>`
    select application_id as "applicationId", code, name from application_trigger
    where portal_id = ${portalId} and (${applicationId}::bigint is null or application_id = ${applicationId})
    order by application_id, created_at, code`;
}

export async function deleteApplicationTrigger(db: Db, portalId: number, applicationId: number, code: string): Promise<boolean> {
  const rows = await db.sql`
    delete from application_trigger where portal_id = ${portalId} and application_id = ${applicationId} and code = ${code} returning code`;
  return rows.length > 0;
}
