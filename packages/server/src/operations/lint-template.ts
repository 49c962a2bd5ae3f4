// Checks templates without running them: a file by itself, or stored ones with all that the portal knows.
import {
  type CompiledTemplate,
  compile,
  documentTypeKey,
  type Finding,
  type KnownTemplate,
  lint,
  type PortalKnowledge,
  parseTemplate,
  touchesOf,
} from "@kontor/engine";
import { asMap, type DocumentTriple, parseProperties, parseProperty, type Value, type ValueMap } from "@kontor/engine/model";
import { type DocumentType, documentTypeOf, openFieldPrefixes } from "../documents/registry.ts";
import { listRegisteredTypes } from "../store/application-activity.ts";
import { directoryVersion } from "../store/portal.ts";
import { globalsOf } from "./globals.ts";
import { listTemplates } from "./list-templates.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { importPackage, readStoredPackage } from "./template-package.ts";

export type { Finding } from "@kontor/engine";

export interface LintedTemplate {
  readonly id: number;
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** @throws Refusal `template-data-incorrect` */
export function lintFile(bytes: Uint8Array): readonly Finding[] {
  const { plain } = readStoredPackage(importPackage(bytes).tree);
  const fields = parseProperties(asMap(plain)["DOCUMENT_FIELDS"]);
  const known = Object.keys(fields).length === 0 ? null : { fields, source: "the file's own list of fields", open: [] };
  return lint(compile(parseTemplate(plain)), { fields: known, portal: null });
}

/**
 * @param ids null: all templates of the portal
 * @throws Refusal `template-not-found`
 */
export async function lintTemplates(runtime: Runtime, portalId: number, ids: readonly number[] | null): Promise<LintedTemplate[]> {
  const all = await readAll(runtime, portalId);
  const chosen = ids === null ? all : ids.map((id) => all.find((one) => one.id === id) ?? notFound(id));
  const portal = await portalKnowledge(runtime, portalId, all.map(knownTemplate));
  const results: LintedTemplate[] = [];
  for (const { id, name, type, compiled } of chosen) {
    const known = await documentTypeOf(runtime.database, portalId, type);
    const fields = known && { fields: known.fields, source: `documents of the type ${type[2]}`, open: openFieldPrefixes };
    results.push({ id, name, findings: lint(compiled, { fields, portal: { ...portal, templateId: id } }) });
  }
  return results;
}

/**
 * A template that is about to be stored.
 * @throws Refusal `template-data-incorrect` that tells all its errors
 */
export async function checkPackage(runtime: Runtime, portalId: number, type: DocumentType, plain: Value): Promise<void> {
  const all = await readAll(runtime, portalId);
  const portal = await portalKnowledge(runtime, portalId, all.map(knownTemplate));
  const fields = { fields: type.fields, source: `documents of the type ${type.code}`, open: openFieldPrefixes };
  const errors = lint(compile(parseTemplate(plain)), { fields, portal: { ...portal, templateId: null } }).filter(
    ({ severity }) => severity === "error",
  );
  if (errors.length === 0) return;
  const reasons = errors.map(({ title, activity, text }) => `${title || activity || "the template"}: ${text}`);
  throw new Refusal("template-data-incorrect", { reason: reasons.join("; ") });
}

interface StoredTemplate {
  readonly id: number;
  readonly name: string;
  readonly type: DocumentTriple;
  readonly autoExecute: number;
  readonly compiled: CompiledTemplate;
}

function notFound(id: number): never {
  throw new Refusal("template-not-found", { id: String(id) });
}

/** With the present values of their constants. */
async function readAll(runtime: Runtime, portalId: number): Promise<StoredTemplate[]> {
  const all: StoredTemplate[] = [];
  for (;;) {
    const query = { filter: [], order: [], count: false, start: all.length };
    const { rows } = await listTemplates(runtime, portalId, query, { withParts: true });
    if (rows.length === 0) return all;
    all.push(
      ...rows.map(({ id, name, module, entity, documentType, autoExecute, parts }) => ({
        id,
        name,
        type: [module, entity, documentType] as const,
        autoExecute,
        compiled: compile(parseTemplate(parts)),
      })),
    );
  }
}

function knownTemplate({ id, name, type, autoExecute, compiled }: StoredTemplate): KnownTemplate {
  const documentType = documentTypeKey(type);
  return { id, name, documentType, autoExecute, touches: touchesOf(compiled, documentType) };
}

async function portalKnowledge(
  { database, directories }: Runtime,
  portalId: number,
  templates: readonly KnownTemplate[],
): Promise<Omit<PortalKnowledge, "templateId">> {
  const registered = await listRegisteredTypes(database, portalId);
  const globals = await globalsOf(database, portalId);
  return {
    directory: await directories.get(database, portalId, await directoryVersion(database, portalId)),
    applications: Object.fromEntries(
      registered.map(({ type, code, name, subscription, returnProperties }) => [
        type,
        { name: parseProperty(code, { Name: name } as ValueMap).name, subscription, returnProperties: parseProperties(returnProperties) },
      ]),
    ),
    templates,
    globals: { constants: new Set(Object.keys(globals.constants)), variables: new Set(Object.keys(globals.variables)) },
  };
}
