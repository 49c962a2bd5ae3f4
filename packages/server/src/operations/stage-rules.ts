// Rules of stages: what happens by itself with documents that come there. One template a stage, made of robots.
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { fromTemplate, parseTemplate, type Robot, readNotation, titlesOf, toTemplate } from "@kontor/engine";
import { asMap, type Value, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import type { Stage } from "../documents/stages.ts";
import { findStageTemplate, listRuleTemplates, type RuleTemplate, writeRuleTemplate } from "../store/rule-template.ts";
import {
  addTemplateVersion,
  deleteTemplate,
  hasRunningWorkflows,
  insertTemplate,
  readTemplateVersion,
  ruleStart,
  type TemplateKind,
} from "../store/template.ts";
import { checkActiveUser } from "./check-user.ts";
import { findDocumentType } from "./document-types.ts";
import { globalsOf } from "./globals.ts";
import { checkPackage } from "./lint-template.ts";
import { Refusal } from "./refusal.ts";
import type { RoboPackage, RuleFile } from "./robo-package.ts";
import type { Runtime } from "./runtime.ts";
import { type ImportedPackage, importPackage, readStoredPackage } from "./template-package.ts";

/** Marks the program's own templates of rules on the wire. */
const systemCode = "bitrix_bizproc_automation";

export interface StageRules {
  readonly templateId: number;
  readonly documentType: string;
  readonly stage: string;
  readonly modifiedAt: Date;
  readonly content: RuleContent;
}

/** What a template of rules or a script holds. */
export interface RuleContent {
  /** Null: the template has been changed by hand, in a way that is no list of robots any more. */
  readonly robots: readonly Robot[] | null;
  readonly parameters: ValueMap;
  readonly variables: ValueMap;
  readonly constants: ValueMap;
}

/**
 * In the order of their types and, within each, of their stages' ids.
 * @param type null: of all types
 * @throws Refusal `argument-invalid`
 */
export async function listStageRules(runtime: Runtime, portalId: number, type: string | null): Promise<readonly StageRules[]> {
  const code = type === null ? null : (await findDocumentType(runtime, portalId, type)).code;
  const templates = await listRuleTemplates(runtime.database, portalId, ruleStart, code);
  return Promise.all(templates.map((template) => rulesOf(runtime, portalId, template)));
}

/** Null: the stage has none. @throws Refusal `argument-invalid` */
export async function readStageRules(runtime: Runtime, portalId: number, type: string, stage: string): Promise<StageRules | null> {
  const place = await findPlace(runtime, portalId, type, stage);
  const template = await findStageTemplate(runtime.database, portalId, place.type.code, place.stage.id);
  return template && rulesOf(runtime, portalId, template);
}

async function rulesOf(runtime: Runtime, portalId: number, template: RuleTemplate): Promise<StageRules> {
  const { id, documentType, stage, modifiedAt } = template;
  return { templateId: id, documentType, stage, modifiedAt, content: await contentOf(runtime, portalId, template) };
}

async function contentOf({ database }: Runtime, portalId: number, { hash }: Pick<RuleTemplate, "hash">): Promise<RuleContent> {
  const version = await readTemplateVersion(database, portalId, hash);
  if (!version) throw new Error(`version ${hash} of a template of rules is gone`);
  const { plain } = readStoredPackage(version.tree);
  const parts = asMap(plain);
  return {
    robots: robotsOf(plain),
    parameters: asMap(parts["PARAMETERS"]),
    variables: asMap(parts["VARIABLES"]),
    constants: asMap(parts["CONSTANTS"]),
  };
}

function robotsOf(plain: Value): readonly Robot[] | null {
  const robots = fromTemplate(parseTemplate(plain).root, responsible);
  return robots === "modified-by-hand" ? null : robots;
}

/** Whose working time counts in delays. Only documents of the CRM have stages. */
const responsible = "{=Document:ASSIGNED_BY_ID}";

/**
 * Rules that run keep their version; documents that stand on the stage already are left alone.
 * @returns the template's id
 * @throws Refusal `argument-invalid` for a type or stage that is not there, `template-data-incorrect` with what is wrong, `user-not-found`
 */
export async function setStageRules(
  runtime: Runtime,
  given: {
    readonly portalId: number;
    readonly userId: number;
    readonly type: string;
    readonly stage: string;
    readonly file: RuleFile;
  },
): Promise<number> {
  const { portalId, userId } = given;
  const { type, stage } = await findPlace(runtime, portalId, given.type, given.stage);
  const { version, kind } = await checkedVersion(runtime, portalId, type, given.file);
  return runtime.database.transaction(async (tx) => {
    await checkActiveUser(tx, portalId, userId);
    await addTemplateVersion(tx, portalId, version);
    const known = await findStageTemplate(tx, portalId, type.code, stage.id);
    if (!known) return insertRules(tx, portalId, type, stage, { hash: version.hash, kind, userId });
    await writeRuleTemplate(tx, portalId, known.id, { hash: version.hash, kind, userId });
    return known.id;
  });
}

function insertRules(
  tx: Tx,
  portalId: number,
  { triple: [module, entity, documentType] }: DocumentType,
  { id, name }: Stage,
  version: { readonly hash: string; readonly kind: TemplateKind; readonly userId: number },
): Promise<number> {
  return insertTemplate(tx, portalId, {
    ...{ module, entity, documentType, name: `Rules of the stage ${name}`, description: "", autoExecute: ruleStart },
    ...{ hash: version.hash, applicationId: null, systemCode, userId: version.userId, stage: id, type: version.kind },
  });
}

/** A version that may be stored: everything in it is something that can run. @throws Refusal `template-data-incorrect` */
export async function checkedVersion(
  runtime: Runtime,
  portalId: number,
  type: DocumentType,
  file: RuleFile,
): Promise<{ readonly version: ImportedPackage; readonly kind: TemplateKind }> {
  const version = importPackage(file.kind === "template" ? file.bpt : packed(await withReferences(runtime, portalId, type, file.package)));
  const { plain } = readStoredPackage(version.tree);
  await checkPackage(runtime, portalId, type, plain);
  return { version, kind: robotsOf(plain) === null ? "custom_robots" : "robots" };
}

/** What people read by its title is stored by its id. */
async function withReferences(runtime: Runtime, portalId: number, { fields }: DocumentType, given: RoboPackage): Promise<RoboPackage> {
  const { constants, variables } = await globalsOf(runtime.database, portalId);
  const titles = titlesOf([
    ...Object.entries(fields).map(([id, { name }]) => [name, `Document:${id}`] as const),
    ...Object.entries(variables).map(([id, { property }]) => [property.name, `GlobalVar:${id}`] as const),
    ...Object.entries(constants).map(([id, { property }]) => [property.name, `GlobalConst:${id}`] as const),
  ]);
  return { ...given, robots: given.robots.map((robot) => readNotation(robot, titles)) };
}

type Definitions = Pick<RoboPackage, "robots" | "parameters" | "variables" | "constants">;

function packed({ robots, parameters, variables, constants }: Definitions): Uint8Array {
  const plain: ValueMap = {
    VERSION: 2,
    TEMPLATE: [toTemplate(robots, responsible)],
    PARAMETERS: parameters,
    VARIABLES: variables,
    CONSTANTS: constants,
    DOCUMENT_FIELDS: [],
  };
  return writeBpt(fromPlain(plain as Plain));
}

/**
 * Rules that run go on.
 * @returns false where the stage had none
 * @throws Refusal `argument-invalid`
 */
export async function removeStageRules(
  runtime: Runtime,
  { portalId, userId, type, stage }: { readonly portalId: number; readonly userId: number; readonly type: string; readonly stage: string },
): Promise<boolean> {
  const place = await findPlace(runtime, portalId, type, stage);
  const none = importPackage(packed({ robots: [], parameters: {}, variables: {}, constants: {} }));
  return runtime.database.transaction(async (tx) => {
    const known = await findStageTemplate(tx, portalId, place.type.code, place.stage.id);
    if (!known) return false;
    if (!(await hasRunningWorkflows(tx, portalId, known.id))) return deleteTemplate(tx, portalId, known.id);
    // Workflows need their template: it stays, with nothing in it.
    await addTemplateVersion(tx, portalId, none);
    await writeRuleTemplate(tx, portalId, known.id, { hash: none.hash, kind: "robots", userId });
    return true;
  });
}

/** @throws Refusal `argument-invalid` for a type without stages, or a stage that is not there */
export async function findPlace(
  runtime: Pick<Runtime, "database">,
  portalId: number,
  typeName: string,
  stageName: string,
): Promise<{ readonly type: DocumentType; readonly stage: Stage }> {
  const type = await findDocumentType(runtime, portalId, typeName);
  if (type.pipelines === null) refuse("type", `documents of the type ${type.code} have no stages`);
  const id = stageName.trim().toUpperCase();
  const stage = type.pipelines.stages.find((one) => one.id.toUpperCase() === id);
  if (!stage) refuse("stage", `documents of the type ${type.code} have no stage ${stageName}; they have ${stagesOf(type)}`);
  return { type, stage };
}

function stagesOf({ pipelines }: DocumentType): string {
  return pipelines?.stages.map(({ id }) => id).join(", ") || "none";
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
