// Checks templates without running them: a file by itself, or stored ones with all that the portal knows.
import {
  type CompiledTemplate,
  compile,
  documentTypeKey,
  type Finding,
  type Knowledge,
  type KnownTemplate,
  lint,
  needsOf,
  type PortalKnowledge,
  parseTemplate,
  touchesOf,
} from "@kontor/engine";
import {
  asFlag,
  asList,
  asMap,
  asText,
  type DocumentTriple,
  parseProperties,
  parseProperty,
  type Value,
  type ValueMap,
} from "@kontor/engine/model";
import { type DocumentType, documentTypeOf, documentTypeOfCode, openFieldPrefixes } from "../documents/registry.ts";
import { listRegisteredTypes } from "../store/application-activity.ts";
import { listTriggers } from "../store/automation-trigger.ts";
import { directoryVersion } from "../store/portal.ts";
import { listRuleTemplates } from "../store/rule-template.ts";
import { ruleStart } from "../store/template.ts";
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
  const known = Object.keys(fields).length === 0 ? null : { fields, source: "the file's own list of fields", open: [], stages: null };
  return lint(compile(parseTemplate(plain)), { fields: known, portal: null });
}

/**
 * @param ids null: all templates of the portal
 * @throws Refusal `template-not-found`
 */
export async function lintTemplates(runtime: Runtime, portalId: number, ids: readonly number[] | null): Promise<LintedTemplate[]> {
  const all = await readAll(runtime, portalId);
  const chosen = ids === null ? all : ids.map((id) => all.find((one) => one.id === id) ?? notFound(id));
  const portal = await portalKnowledge(runtime, portalId, all);
  const results: LintedTemplate[] = [];
  for (const { id, name, type, compiled } of chosen) {
    const known = await documentTypeOf(runtime.database, portalId, type);
    const fields = known && fieldsOf(known, type[2]);
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
  const portal = await portalKnowledge(runtime, portalId, all);
  const fields = fieldsOf(type, type.code);
  const errors = lint(compile(parseTemplate(plain)), { fields, portal: { ...portal, templateId: null } }).filter(
    ({ severity }) => severity === "error",
  );
  if (errors.length === 0) return;
  const reasons = errors.map(({ title, activity, text }) => `${title || activity || "the template"}: ${text}`);
  throw new Refusal("template-data-incorrect", { reason: reasons.join("; ") });
}

function fieldsOf({ fields, pipelines }: DocumentType, name: string): Knowledge["fields"] {
  return {
    fields,
    source: `documents of the type ${name}`,
    open: openFieldPrefixes,
    stages: pipelines?.stages.map(({ id }) => id) ?? null,
  };
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

/** @param type DEAL, LEAD, DYNAMIC_147 */
type Stages = (type: string, stage: string) => Promise<KnownTemplate["stage"]>;

/** Looks each type of documents up once. */
function stagesOf({ database }: Runtime, portalId: number): Stages {
  const types = new Map<string, ReturnType<typeof documentTypeOfCode>>();
  return async (code, stage) => {
    if (stage === "") return null;
    const type = await (types.get(code) ?? types.set(code, documentTypeOfCode(database, portalId, code)).get(code));
    const order = type?.pipelines?.stages.findIndex(({ id }) => id === stage) ?? -1;
    return order < 0 ? null : { id: stage, order };
  };
}

async function knownTemplates(
  { database }: Runtime,
  portalId: number,
  templates: readonly StoredTemplate[],
  stages: Stages,
): Promise<KnownTemplate[]> {
  const rules = new Map((await listRuleTemplates(database, portalId, ruleStart, null)).map(({ id, stage }) => [id, stage]));
  const known = templates.map(async ({ id, name, type, autoExecute, compiled }): Promise<KnownTemplate> => {
    const documentType = documentTypeKey(type);
    const stage = await stages(type[2], rules.get(id) ?? "");
    return { id, name, documentType, autoExecute, stage, needs: needsOf(compiled), touches: touchesOf(compiled, documentType) };
  });
  return Promise.all(known);
}

/** Those that what workflows write can raise. */
async function knownTriggers({ database }: Runtime, portalId: number, stages: Stages): Promise<PortalKnowledge["triggers"]> {
  const on = { DOCUMENT_CREATE: "creation", FIELD_CHANGED: "change" } as const;
  const known: PortalKnowledge["triggers"][number][] = [];
  for (const { documentType, stage, code, rules } of await listTriggers(database, portalId)) {
    const place = await stages(documentType, stage);
    if (place === null || (code !== "DOCUMENT_CREATE" && code !== "FIELD_CHANGED")) continue;
    const fields = asList(rules["fields"] ?? null).map(asText);
    known.push({
      documentType: documentTypeKey(["crm", "", documentType]),
      stage: place,
      on: on[code],
      fields,
      backwards: asFlag(rules["ALLOW_BACKWARDS"] ?? "N"),
    });
  }
  return known;
}

async function portalKnowledge(
  runtime: Runtime,
  portalId: number,
  templates: readonly StoredTemplate[],
): Promise<Omit<PortalKnowledge, "templateId">> {
  const { database, directories } = runtime;
  const stages = stagesOf(runtime, portalId);
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
    templates: await knownTemplates(runtime, portalId, templates, stages),
    triggers: await knownTriggers(runtime, portalId, stages),
    globals: { constants: new Set(Object.keys(globals.constants)), variables: new Set(Object.keys(globals.variables)) },
  };
}
