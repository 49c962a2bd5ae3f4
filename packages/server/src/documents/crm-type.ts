// What the types of the CRM have in common: deals, leads, contacts, companies, smart processes.
import {
  asList,
  asText,
  type DocumentTriple,
  type PropertyDefinition,
  parseProperty,
  type Value,
  type ValueMap,
} from "@kontor/engine/model";
import { baseCurrency } from "./currencies.ts";
import type { Category, TypeDefinition } from "./definition.ts";
import { categoryOfStage, type Stage, semanticsOf, stageOptions, withOwnStages } from "./stages.ts";
import { type Creation, type DocumentType, field, type Pipelines } from "./type.ts";

export interface CrmFamily {
  readonly entity: string;
  readonly code: string;
  readonly name: string;
  /** `/crm/deal/details/` */
  readonly path: string;
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  readonly readOnly: readonly string[];
  /** Null: it has no stages. */
  readonly way: {
    readonly stageField: string;
    readonly semanticsField: string | null;
    readonly categoryField: string | null;
    readonly categories: readonly Category[];
    readonly stages: readonly Stage[];
    /** Missing: it has no pipelines of the portal's own. */
    readonly firstStages?: (category: number) => readonly Stage[];
  } | null;
  readonly names: FieldNames;
  readonly hidden?: readonly string[];
  readonly links: readonly (keyof typeof linked)[];
  readonly nameOf: (stored: ValueMap, id: number) => string;
  readonly defaults: (creation: Creation) => ValueMap;
  /** @param ends whether the stage that is written ends the work; null: no stage is written */
  readonly derived: (written: ValueMap, ends: boolean | null) => ValueMap;
}

/** Smart processes call some fields otherwise. */
interface FieldNames {
  readonly createdBy: string;
  readonly modifiedBy: string;
  readonly movedBy: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

export const classicNames: FieldNames = {
  createdBy: "CREATED_BY_ID",
  modifiedBy: "MODIFY_BY_ID",
  movedBy: "MOVED_BY_ID",
  createdAt: "DATE_CREATE",
  modifiedAt: "DATE_MODIFY",
};

const linked = {
  CONTACT: { field: "CONTACT_ID", type: ["crm", "CCrmDocumentContact", "CONTACT"] as DocumentTriple },
  COMPANY: { field: "COMPANY_ID", type: ["crm", "CCrmDocumentCompany", "COMPANY"] as DocumentTriple },
};

const sources = {
  CALL: "Call",
  EMAIL: "E-mail",
  WEB: "Website",
  ADVERTISING: "Advertising",
  PARTNER: "Existing client",
  RECOMMENDATION: "By recommendation",
  TRADE_SHOW: "Trade show",
  WEBFORM: "CRM form",
  CALLBACK: "Callback",
  RC_GENERATOR: "Sales generator",
  STORE: "Online store",
  OTHER: "Other",
};

export const sourceFields: Readonly<Record<string, PropertyDefinition>> = {
  SOURCE_ID: field("Source", "select", { options: sources }),
  SOURCE_DESCRIPTION: field("Source information", "text"),
};

export const peopleFields: Readonly<Record<string, PropertyDefinition>> = {
  ASSIGNED_BY_ID: field("Responsible person", "user"),
  CREATED_BY_ID: field("Created by", "user"),
  MODIFY_BY_ID: field("Modified by", "user"),
};

export const activityFields: Readonly<Record<string, PropertyDefinition>> = {
  LAST_ACTIVITY_BY: field("Last activity by", "user"),
  LAST_ACTIVITY_TIME: field("Last activity on", "datetime"),
};

export const timeFields: Readonly<Record<string, PropertyDefinition>> = {
  DATE_CREATE: field("Created on", "datetime"),
  DATE_MODIFY: field("Modified on", "datetime"),
};

export const originFields: Readonly<Record<string, PropertyDefinition>> = {
  ORIGINATOR_ID: field("External source", "string"),
  ORIGIN_ID: field("Identifier in the external source", "string"),
};

export const utmFields: Readonly<Record<string, PropertyDefinition>> = {
  UTM_SOURCE: field("UTM source", "string"),
  UTM_MEDIUM: field("UTM medium", "string"),
  UTM_CAMPAIGN: field("UTM campaign", "string"),
  UTM_CONTENT: field("UTM content", "string"),
  UTM_TERM: field("UTM term", "string"),
};

/** Ways to reach somebody: each a list of `{ VALUE, VALUE_TYPE }`. */
export const reachFields: Readonly<Record<string, PropertyDefinition>> = {
  HAS_PHONE: field("Has a telephone", "bool"),
  HAS_EMAIL: field("Has an e-mail address", "bool"),
  HAS_IMOL: field("Has an open channel", "bool"),
  PHONE: field("Telephone", "phone", { multiple: true }),
  EMAIL: field("E-mail", "email", { multiple: true }),
  WEB: field("Website", "web", { multiple: true }),
  IM: field("Messenger", "im", { multiple: true }),
  LINK: field("Link", "web", { multiple: true }),
};

export const reachReadOnly: readonly string[] = ["HAS_PHONE", "HAS_EMAIL", "HAS_IMOL"];

export function derivedReach({ PHONE, EMAIL, IM }: ValueMap): ValueMap {
  return {
    ...(PHONE === undefined ? {} : { HAS_PHONE: asList(PHONE).length > 0 ? "Y" : "N" }),
    ...(EMAIL === undefined ? {} : { HAS_EMAIL: asList(EMAIL).length > 0 ? "Y" : "N" }),
    ...(IM === undefined ? {} : { HAS_IMOL: JSON.stringify(IM).includes('"imol|') ? "Y" : "N" }),
  };
}

/** What deals and leads share. */
export const commonFields: Readonly<Record<string, PropertyDefinition>> = {
  ID: field("ID", "int"),
  TITLE: field("Title", "string", { required: true }),
  CURRENCY_ID: field("Currency", "string"),
  OPPORTUNITY: field("Amount", "double"),
  IS_MANUAL_OPPORTUNITY: field("Amount is set by hand", "bool"),
  COMPANY_ID: field("Company", "int"),
  CONTACT_ID: field("Contact", "int"),
  CONTACT_IDS: field("Contacts", "int", { multiple: true }),
  ...peopleFields,
  MOVED_BY_ID: field("Moved by", "user"),
  MOVED_TIME: field("Moved on", "datetime"),
  ...activityFields,
  ...timeFields,
  OPENED: field("Available to everyone", "bool"),
  COMMENTS: field("Comment", "text"),
  ...sourceFields,
  IS_RETURN_CUSTOMER: field("Repeat customer", "bool"),
  OBSERVER_IDS: field("Observers", "user", { multiple: true }),
  ...originFields,
  ...utmFields,
};

/** What deals and leads have from the beginning. */
export function commonDefaults({ userId }: Creation): ValueMap {
  return {
    CURRENCY_ID: baseCurrency,
    OPPORTUNITY: "0.00",
    OPENED: "Y",
    ASSIGNED_BY_ID: String(userId),
    CREATED_BY_ID: String(userId),
    SOURCE_ID: "CALL",
  };
}

/** Fields that a portal adds: those that it has defined have a type, others are stored as they come. */
const ownField = /^(?:UF_[A-Z0-9_]{1,80}|PARENT_ID_\d{1,9})$/;

export function isOwnField(name: string): boolean {
  return ownField.test(name);
}

/** @param definition what the portal adds to the type */
export function crmType(family: CrmFamily, definition: TypeDefinition | null = null): DocumentType {
  const { code, names } = family;
  const pipelines = pipelinesOf(family, definition);
  const fields = fieldsOf(family, definition, pipelines);
  const columns = { ID: "id", [names.createdAt]: "createdAt", [names.modifiedAt]: "modifiedAt" } as const;
  const stageField = pipelines?.field ?? null;
  const fixed = ["ID", names.createdBy, names.modifiedBy, names.movedBy, "MOVED_TIME", "LAST_ACTIVITY_BY", "LAST_ACTIVITY_TIME"];
  return {
    triple: ["crm", family.entity, code],
    code,
    name: definition?.name || family.name,
    fields,
    readOnly: new Set([...fixed, names.createdAt, names.modifiedAt, pipelines?.semanticsField ?? "", ...family.readOnly]),
    columns,
    hidden: new Set([`${stageField}_PRINTABLE`, "CONTACT_IDS", "OBSERVER_IDS", ...(family.hidden ?? [])]),
    kept: new Set(Object.keys(fields)),
    decimals: 2,
    authorField: "ASSIGNED_BY_ID",
    responsibleField: "ASSIGNED_BY_ID",
    modifiedByField: names.modifiedBy,
    pipelines,
    watched: new Set([...(stageField === null ? [] : [stageField]), ...(definition?.watched ?? [])]),
    links: Object.fromEntries(family.links.map((word) => [word, linked[word]])),
    twins: {},
    storedName: (name) => ((Object.hasOwn(fields, name) && !Object.hasOwn(columns, name)) || isOwnField(name) ? name : null),
    nameOf: family.nameOf,
    urlOf: (id) => `${family.path}${id}/`,
    complexId: (id) => `${code}_${id}`,
    defaults: (creation) => ({
      ...emptyFields(fields, columns),
      ...ownDefaults(definition),
      ...family.defaults(creation),
      ...firstStage(pipelines, creation.category),
    }),
    derived: (written) => {
      const contacts = firstContact(written["CONTACT_IDS"]);
      const stage = pipelines === null ? undefined : written[pipelines.field];
      if (pipelines === null || stage === undefined) return { ...contacts, ...family.derived(written, null) };
      const semantics = semanticsOf(pipelines.stages, asText(stage));
      const { semanticsField } = pipelines;
      return {
        ...(semanticsField === null ? {} : { [semanticsField]: semantics }),
        ...categoryOf(pipelines, asText(stage)),
        ...contacts,
        ...family.derived(written, semantics !== "P"),
      };
    },
    stamp: ({ written, userId, now }) => ({
      [names.modifiedBy]: String(userId),
      ...(stageField === null || written[stageField] === undefined ? {} : { [names.movedBy]: String(userId), MOVED_TIME: now }),
      ...(Object.hasOwn(fields, "LAST_ACTIVITY_BY") ? { LAST_ACTIVITY_BY: String(userId), LAST_ACTIVITY_TIME: now } : {}),
    }),
    computed: (stored) => (pipelines === null ? {} : { [`${pipelines.field}_PRINTABLE`]: printableStage(pipelines, stored) }),
  };
}

function pipelinesOf({ way }: CrmFamily, definition: TypeDefinition | null): Pipelines | null {
  if (way === null) return null;
  const { stageField, semanticsField, categoryField, categories, stages, firstStages = () => [] } = way;
  return {
    field: stageField,
    semanticsField,
    categoryField,
    categories: [...new Map([...categories, ...(definition?.categories ?? [])].map((category) => [category.id, category])).values()],
    stages: withOwnStages(stages, definition?.stages ?? []),
    firstStages,
  };
}

function fieldsOf(
  family: CrmFamily,
  definition: TypeDefinition | null,
  pipelines: Pipelines | null,
): Readonly<Record<string, PropertyDefinition>> {
  // The types as the program defines them share their maps of fields.
  if (definition === null) return family.fields;
  const own = Object.entries(definition.fields).map(([name, raw]): [string, PropertyDefinition] => [name, parseProperty(name, raw)]);
  const stage = pipelines && family.fields[pipelines.field];
  const stages = pipelines && stage ? { [pipelines.field]: { ...stage, options: stageOptions(pipelines.stages) } } : {};
  return { ...family.fields, ...stages, ...Object.fromEntries(own) };
}

function ownDefaults(definition: TypeDefinition | null): ValueMap {
  const given = Object.entries(definition?.fields ?? {}).map(([name, raw]): [string, Value] => [name, parseProperty(name, raw).default]);
  return Object.fromEntries(given.filter(([, value]) => value !== null));
}

/** A row tells every field, as clients expect of `get`: flags are N, all else is null. */
function emptyFields(fields: Readonly<Record<string, PropertyDefinition>>, columns: object): ValueMap {
  const named = Object.entries(fields).filter(
    ([name]) => !Object.hasOwn(columns, name) && !name.endsWith("_PRINTABLE") && !isOwnField(name),
  );
  return Object.fromEntries(named.map(([name, { type, multiple }]): [string, Value] => [name, emptyValue(type, multiple)]));
}

function emptyValue(type: string, multiple: boolean): Value {
  if (multiple) return [];
  return type === "bool" ? "N" : null;
}

/** The first contact of several is the one that CONTACT_ID tells. */
function firstContact(contacts: Value | undefined): ValueMap {
  const [first] = asList(contacts);
  return first === undefined ? {} : { CONTACT_ID: first };
}

/** Where a new document begins: in the pipeline that the caller names, or else in the first. */
function firstStage(pipelines: Pipelines | null, given: Value | undefined): ValueMap {
  if (pipelines === null) return {};
  const { field: stageField, categoryField, stages } = pipelines;
  const named = asText(given);
  const category = named === "" ? (pipelines.categories[0]?.id ?? 0) : Number(named);
  const stage = stages.find((candidate) => candidate.category === category) ?? stages[0];
  return {
    [stageField]: stage?.id ?? null,
    ...(categoryField === null ? {} : { [categoryField]: String(stage?.category ?? category) }),
  };
}

/** The pipeline follows from the stage. */
function categoryOf({ categoryField, stages }: Pipelines, stage: string): ValueMap {
  if (categoryField === null) return {};
  const category = stages.find(({ id }) => id === stage)?.category ?? categoryOfStage(stage);
  return { [categoryField]: String(category) };
}

function printableStage({ field: stageField, stages }: Pipelines, stored: ValueMap): string {
  const id = stored[stageField];
  return stages.find((stage) => stage.id === id)?.name ?? asText(id);
}
