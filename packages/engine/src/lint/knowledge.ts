// What a check may know beside the template: more of it finds more.
import { crmTypeOf } from "../activities/documents.ts";
import { type CompiledTemplate, isApplicationType, type Node } from "../compile.ts";
import type { ApplicationActivity, Directory } from "../model/context.ts";
import type { DocumentTriple } from "../model/ids.ts";
import type { PropertyDefinition } from "../model/property.ts";
import { asList, asMap, asText, type Value, type ValueMap } from "../model/value.ts";
import { numberIn, typeOf } from "./nodes.ts";

export interface Knowledge {
  /** Fields of the template's documents; null where nobody knows them. */
  readonly fields: DocumentFields | null;
  /** Null: the template is looked at as a file. */
  readonly portal: PortalKnowledge | null;
}

export interface DocumentFields {
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  /** Who says so, for the sentence: "the file", "documents of the type DEAL". */
  readonly source: string;
  /** Beginnings of names that documents take without a definition, such as `UF_`. */
  readonly open: readonly string[];
  /** Ids of the stages that documents may stand on; null where they have none, or nobody knows. */
  readonly stages: readonly string[] | null;
}

export interface PortalKnowledge {
  /** The template itself; null where it is not stored. */
  readonly templateId: number | null;
  readonly directory: Directory;
  /** By type, in lower case. */
  readonly applications: Readonly<Record<string, Pick<ApplicationActivity, "name" | "returnProperties" | "subscription">>>;
  /** All templates of the portal, this one among them. */
  readonly templates: readonly KnownTemplate[];
  readonly triggers: readonly KnownTrigger[];
  /** Ids of global constants and variables; null where they are not known. */
  readonly globals: { readonly constants: ReadonlySet<string>; readonly variables: ReadonlySet<string> } | null;
}

export interface KnownTemplate {
  readonly id: number;
  readonly name: string;
  /** `documentTypeKey` of its documents. */
  readonly documentType: string;
  /** 1: when a document is created, 2: when it is changed; both bits may be set. */
  readonly autoExecute: number;
  /** Names of the parameters that whoever starts it has to give, by their ids. */
  readonly needs: Readonly<Record<string, string>>;
  /** Where it is the rules of a stage. */
  readonly stage: KnownStage | null;
  readonly touches: Touches;
}

export interface KnownStage {
  readonly id: string;
  /** Its place among the stages of the type; 0 is where new documents begin. */
  readonly order: number;
}

/** What moves documents to a stage by itself. */
export interface KnownTrigger {
  readonly documentType: string;
  readonly stage: KnownStage;
  readonly on: "creation" | "change";
  /** Any of these, where it waits for a change. */
  readonly fields: readonly string[];
  readonly backwards: boolean;
}

/** What a template does to documents, and whom it starts. */
export interface Touches {
  /** Keys of document types. */
  readonly changes: readonly string[];
  readonly creates: readonly string[];
  /** Ids of templates. */
  readonly starts: readonly number[];
  /** Ids of stages that it moves its own document to. */
  readonly moves: readonly string[];
  /** Fields of its own document. */
  readonly writes: readonly string[];
  /** It calls applications, which may do anything. */
  readonly callsApplications: boolean;
}

export const noKnowledge: Knowledge = { fields: null, portal: null };

/** Templates belong to a module and a type; the class between them is spelled in several ways. */
export function documentTypeKey([module, , type]: DocumentTriple): string {
  return `${module}/${type}`.toLowerCase();
}

const ownChanges = new Set([
  "setfieldactivity",
  "crmchangestatusactivity",
  "crmchangeresponsibleactivity",
  "crmchangedealcategoryactivity",
  "crmsetobserverfield",
  "crmconvertdocumentactivity",
  "crmcreateleadcontactactivity",
  "publishdocumentactivity",
  "unpublishdocumentactivity",
]);
const clientChanges: Readonly<Record<string, string>> = { crmsetcontactfield: "crm/contact", crmsetcompanyfield: "crm/company" };
const created: Readonly<Record<string, string>> = {
  createcrmleaddocumentactivity: "crm/lead",
  createcrmdealdocumentactivity: "crm/deal",
  createcrmcontactdocumentactivity: "crm/contact",
  createcrmcompanydocumentactivity: "crm/company",
  crmcopydealactivity: "crm/deal",
  crmcreatereturnleadactivity: "crm/lead",
  crmcreateleadcontactactivity: "crm/contact",
};

function convertible(items: Value | undefined): readonly string[] {
  return asList(items).flatMap((item) => {
    const type = crmTypeOf(asText(item));
    return type ? [documentTypeKey(type)] : [];
  });
}

/** Parameters that are required and have no default. */
export function needsOf({ template: { parameters } }: CompiledTemplate): KnownTemplate["needs"] {
  const needed = Object.entries(parameters).filter(([, { required, default: given }]) => required && asList(given).length === 0);
  return Object.fromEntries(needed.map(([id, { name }]) => [id, name || id]));
}

export function touchesOf(compiled: CompiledTemplate, documentType: string): Touches {
  const changes = new Set<string>();
  const creates = new Set<string>();
  const starts = new Set<number>();
  const moves = new Set<string>();
  const writes = new Set<string>();
  let callsApplications = false;
  const visit = (node: Node): void => {
    const { activated, properties } = node.activity;
    if (!activated) return;
    const type = typeOf(node);
    if (ownChanges.has(type)) changes.add(documentType);
    for (const stage of stagesIn(type, properties)) moves.add(stage);
    if (type === "setfieldactivity") for (const field of Object.keys(asMap(properties["FieldValue"]))) writes.add(field);
    if (type === "createdocumentactivity") creates.add(documentType);
    if (type === "updatelistsdocumentactivity" || type === "createlistsdocumentactivity") {
      const [module, entity, list] = asList(properties["DocumentType"]).map(asText);
      const key = documentTypeKey([module ?? "", entity ?? "", list ?? ""]);
      if (list) (type.startsWith("update") ? changes : creates).add(key);
    }
    const client = Object.hasOwn(clientChanges, type) ? clientChanges[type] : undefined;
    if (client !== undefined) changes.add(client);
    if (type === "crmupdatedynamicactivity" || type === "crmcreatedynamicactivity") {
      const named = crmTypeOf(asText(properties["DynamicTypeId"]));
      if (named) (type === "crmupdatedynamicactivity" ? changes : creates).add(documentTypeKey(named));
    }
    if (type === "crmconvertdocumentactivity") for (const made of convertible(properties["Items"])) creates.add(made);
    const made = Object.hasOwn(created, type) ? created[type] : undefined;
    if (made !== undefined) creates.add(made);
    if (type === "startworkflowactivity" || type === "startscriptactivity") {
      const id = numberIn(properties["TemplateId"]);
      if (id > 0) starts.add(id);
    }
    if (isApplicationType(type) || type === "webhookactivity") callsApplications = true;
    for (const child of node.children) visit(child);
  };
  visit(compiled.root);
  return {
    ...{ changes: [...changes], creates: [...creates], starts: [...starts], moves: [...moves], writes: [...writes] },
    callsApplications,
  };
}

const stageSettings: Readonly<Record<string, string>> = {
  crmchangestatusactivity: "TargetStatus",
  crmchangedealcategoryactivity: "StageId",
};
const stageFields = ["STAGE_ID", "STATUS_ID"];

/** Those that are written out; what an expression names is only known while a workflow runs. */
export function stagesIn(type: string, properties: ValueMap): readonly string[] {
  const setting = Object.hasOwn(stageSettings, type) ? stageSettings[type] : undefined;
  const written = asMap(type === "setfieldactivity" ? (properties["FieldValue"] ?? null) : null);
  const values = [setting === undefined ? null : (properties[setting] ?? null), ...stageFields.map((field) => written[field] ?? null)];
  return values.map(asText).filter((stage) => stage !== "" && !stage.includes("{"));
}
