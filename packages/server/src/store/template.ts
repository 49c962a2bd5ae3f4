// Templates and their immutable versions.
import type { Value, ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface TemplateVersion {
  /** The package as a lossless tree. */
  readonly tree: string;
}

export interface TemplateRow {
  readonly id: number;
  readonly module: string;
  readonly entity: string;
  readonly documentType: string;
  readonly name: string;
  readonly description: string;
  readonly autoExecute: number;
  /** Hexadecimal SHA-256 of the current version. */
  readonly hash: string;
  readonly constantValues: ValueMap;
  readonly applicationId: number | null;
  readonly systemCode: string;
  readonly isModified: boolean;
  readonly userId: number;
  readonly modifiedAt: Date;
}

export interface NewTemplate {
  readonly module: string;
  readonly entity: string;
  readonly documentType: string;
  readonly name: string;
  readonly description: string;
  readonly autoExecute: number;
  readonly hash: string;
  readonly applicationId: number | null;
  readonly systemCode: string;
  readonly userId: number;
  /** The stage whose rules it holds; only with the automatic start 8. */
  readonly stage?: string;
  readonly type?: TemplateKind;
}

/** `robots`: as the editor of rules makes them; `custom_robots`: changed by hand. */
export type TemplateKind = "default" | "robots" | "custom_robots";

/** What automatic start says besides its bits: rules of a stage, a smart script. */
export const ruleStart = 8;
export const scriptStart = 32;

export async function readTemplateVersion(db: Db, portalId: number, hash: string): Promise<TemplateVersion | null> {
  const rows = await db.sql<TemplateVersion>`
    select tree from template_version where portal_id = ${portalId} and hash = decode(${hash}, 'hex')`;
  return rows[0] ?? null;
}

/** Versions are named by their content: the same content twice is one row. */
export async function addTemplateVersion(
  db: Db,
  portalId: number,
  version: { readonly hash: string; readonly tree: string; readonly applicationTypes: readonly string[] },
): Promise<void> {
  await db.sql`
    insert into template_version (portal_id, hash, tree, application_types)
    values (${portalId}, decode(${version.hash}, 'hex'), ${version.tree}, ${version.applicationTypes})
    on conflict do nothing`;
}

export async function insertTemplate(db: Db, portalId: number, template: NewTemplate): Promise<number> {
  const rows = await db.sql<{ id: number }>`
    insert into template (portal_id, module, entity, document_type, name, description, auto_execute, version_hash, application_id, system_code, user_id,
                          document_status, type)
    values (${portalId}, ${template.module}, ${template.entity}, ${template.documentType}, ${template.name}, ${template.description},
            ${template.autoExecute}, decode(${template.hash}, 'hex'), ${template.applicationId}, ${template.systemCode}, ${template.userId},
            ${template.stage ?? ""}, ${template.type ?? "default"})
    returning id`;
  if (!rows[0]) throw new Error("the insert of a template returned no id");
  return rows[0].id;
}

/** Fields that are null stay as they are. */
export async function updateTemplate(
  db: Db,
  portalId: number,
  id: number,
  patch: {
    readonly name: string | null;
    readonly description: string | null;
    readonly autoExecute: number | null;
    readonly hash: string | null;
    readonly userId: number;
  },
): Promise<void> {
  await db.sql`
    update template set
      name = coalesce(${patch.name}, name),
      description = coalesce(${patch.description}, description),
      auto_execute = coalesce(${patch.autoExecute}::smallint, auto_execute),
      version_hash = coalesce(decode(${patch.hash}, 'hex'), version_hash),
      is_modified = is_modified or decode(${patch.hash}, 'hex') is distinct from version_hash and ${patch.hash}::text is not null,
      user_id = ${patch.userId},
      modified_at = now()
    where portal_id = ${portalId} and id = ${id}`;
}

export async function setConstantValue(db: Db, portalId: number, id: number, name: string, value: Value): Promise<void> {
  await db.sql`
    update template set constant_values = constant_values || jsonb_build_object(${name}::text, ${JSON.stringify(value)}::jsonb), modified_at = now()
    where portal_id = ${portalId} and id = ${id}`;
}

/** Counts for running workflows too. False: there is no such template. */
export async function setTemplateFaults(db: Db, portalId: number, id: number, endsOnFault: boolean): Promise<boolean> {
  const rows = await db.sql`
    update template set ends_on_fault = ${endsOnFault}, modified_at = now() where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

export async function deleteTemplate(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`delete from template where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

export async function findTemplate(db: Db, portalId: number, id: number): Promise<TemplateRow | null> {
  const rows = await db.sql<TemplateRow>`
    select id, module, entity, document_type as "documentType", name, description, auto_execute as "autoExecute",
           encode(version_hash, 'hex') as hash, constant_values as "constantValues", application_id as "applicationId",
           system_code as "systemCode", is_modified as "isModified", user_id as "userId", modified_at as "modifiedAt"
    from template where portal_id = ${portalId} and id = ${id}`;
  return rows[0] ?? null;
}

/** Templates that start by themselves for a type of documents, in the order in which they start. @param bit 1 creation, 2 change */
export async function findAutomaticTemplates(
  db: Db,
  portalId: number,
  module: string,
  documentType: string,
  bit: number,
): Promise<number[]> {
  const rows = await db.sql<{ id: number }>`
    select id from template
    where portal_id = ${portalId} and module = ${module} and document_type = ${documentType} and auto_execute > 0 and auto_execute & ${bit} > 0
    order by id`;
  return rows.map((row) => row.id);
}

export async function hasRunningWorkflows(db: Db, portalId: number, templateId: number): Promise<boolean> {
  const rows = await db.sql`select 1 from workflow where portal_id = ${portalId} and template_id = ${templateId} limit 1`;
  return rows.length > 0;
}
