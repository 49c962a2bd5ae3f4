// What deals and leads have in common.
import { asList, asText, type PropertyDefinition, type Value, type ValueMap } from "@kontor/engine/model";
import { baseCurrency } from "./currencies.ts";
import { type Stage, semanticsOf } from "./stages.ts";
import { type DocumentType, field } from "./type.ts";

interface CrmFamily {
  readonly entity: string;
  readonly code: string;
  readonly name: string;
  /** `/crm/deal/details/` */
  readonly path: string;
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  readonly readOnly: readonly string[];
  readonly stages: readonly Stage[];
  readonly stageField: string;
  readonly semanticsField: string;
  readonly defaults: (creation: { readonly today: string }) => ValueMap;
  readonly derived: (written: ValueMap, ends: boolean | null) => ValueMap;
}

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

export const commonFields: Readonly<Record<string, PropertyDefinition>> = {
  ID: field("ID", "int"),
  TITLE: field("Title", "string", { required: true }),
  CURRENCY_ID: field("Currency", "string"),
  OPPORTUNITY: field("Amount", "double"),
  IS_MANUAL_OPPORTUNITY: field("Amount is set by hand", "bool"),
  COMPANY_ID: field("Company", "int"),
  CONTACT_ID: field("Contact", "int"),
  CONTACT_IDS: field("Contacts", "int", { multiple: true }),
  ASSIGNED_BY_ID: field("Responsible person", "user"),
  CREATED_BY_ID: field("Created by", "user"),
  MODIFY_BY_ID: field("Modified by", "user"),
  MOVED_BY_ID: field("Moved by", "user"),
  MOVED_TIME: field("Moved on", "datetime"),
  LAST_ACTIVITY_BY: field("Last activity by", "user"),
  LAST_ACTIVITY_TIME: field("Last activity on", "datetime"),
  DATE_CREATE: field("Created on", "datetime"),
  DATE_MODIFY: field("Modified on", "datetime"),
  OPENED: field("Available to everyone", "bool"),
  COMMENTS: field("Comment", "text"),
  SOURCE_ID: field("Source", "select", { options: sources }),
  SOURCE_DESCRIPTION: field("Source information", "text"),
  IS_RETURN_CUSTOMER: field("Repeat customer", "bool"),
  ORIGINATOR_ID: field("External source", "string"),
  ORIGIN_ID: field("Identifier in the external source", "string"),
  UTM_SOURCE: field("UTM source", "string"),
  UTM_MEDIUM: field("UTM medium", "string"),
  UTM_CAMPAIGN: field("UTM campaign", "string"),
  UTM_CONTENT: field("UTM content", "string"),
  UTM_TERM: field("UTM term", "string"),
};

const commonReadOnly = [
  "ID",
  "CREATED_BY_ID",
  "MODIFY_BY_ID",
  "MOVED_BY_ID",
  "MOVED_TIME",
  "LAST_ACTIVITY_BY",
  "LAST_ACTIVITY_TIME",
  "DATE_CREATE",
  "DATE_MODIFY",
];

/** Portals add fields of both kinds; their values are stored as they come. */
const ownField = /^(?:UF_[A-Z0-9_]{1,80}|PARENT_ID_\d{1,9})$/;

export function isOwnField(name: string): boolean {
  return ownField.test(name);
}

export function crmType(family: CrmFamily): DocumentType {
  const { code, fields, stageField, semanticsField, stages } = family;
  const columns = { ID: "id", DATE_CREATE: "createdAt", DATE_MODIFY: "modifiedAt" } as const;
  return {
    triple: ["crm", family.entity, code],
    code,
    name: family.name,
    fields,
    readOnly: new Set([...commonReadOnly, semanticsField, ...family.readOnly]),
    columns,
    hidden: new Set([`${stageField}_PRINTABLE`, "CONTACT_IDS"]),
    kept: new Set(Object.keys(fields)),
    decimals: 2,
    authorField: "ASSIGNED_BY_ID",
    responsibleField: "ASSIGNED_BY_ID",
    modifiedByField: "MODIFY_BY_ID",
    storedName: (name) => ((Object.hasOwn(fields, name) && !Object.hasOwn(columns, name)) || isOwnField(name) ? name : null),
    nameOf: (stored, id) => asText(stored["TITLE"]) || `${family.name} #${id}`,
    urlOf: (id) => `${family.path}${id}/`,
    complexId: (id) => `${code}_${id}`,
    defaults: ({ id, userId, today }) => ({
      ...emptyFields(fields, columns),
      TITLE: `${family.name} #${id}`,
      CURRENCY_ID: baseCurrency,
      OPPORTUNITY: "0.00",
      OPENED: "Y",
      ASSIGNED_BY_ID: String(userId),
      CREATED_BY_ID: String(userId),
      SOURCE_ID: "CALL",
      ...family.defaults({ today }),
      [stageField]: stages[0]?.id ?? null,
    }),
    derived: (written) => {
      const stage = written[stageField];
      const contacts = firstContact(written["CONTACT_IDS"]);
      if (stage === undefined) return { ...contacts, ...family.derived(written, null) };
      const semantics = semanticsOf(stages, asText(stage));
      return { [semanticsField]: semantics, ...contacts, ...family.derived(written, semantics !== "P") };
    },
    stamp: ({ written, userId, now }) => ({
      MODIFY_BY_ID: String(userId),
      ...(written[stageField] === undefined ? {} : { MOVED_BY_ID: String(userId), MOVED_TIME: now }),
      LAST_ACTIVITY_BY: String(userId),
      LAST_ACTIVITY_TIME: now,
    }),
    computed: (stored) => ({ [`${stageField}_PRINTABLE`]: printableStage(stages, stored[stageField]) }),
  };
}

/** A row tells every field, as clients expect of `get`: flags are N, all else is null. */
function emptyFields(fields: Readonly<Record<string, PropertyDefinition>>, columns: object): ValueMap {
  const named = Object.entries(fields).filter(([name]) => !Object.hasOwn(columns, name) && !name.endsWith("_PRINTABLE"));
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

function printableStage(stages: readonly Stage[], id: Value | undefined): string {
  return stages.find((stage) => stage.id === id)?.name ?? asText(id);
}
