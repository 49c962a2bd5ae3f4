// Elements of lists and of feed processes, which portals define themselves: ["lists", "BizprocDocument", "iblock_1"].
import { asList, asMap, asText, type DocumentTriple, type PropertyDefinition, parseProperty, type ValueMap } from "@kontor/engine/model";
import type { TypeDefinition } from "./definition.ts";
import { type DocumentType, field } from "./type.ts";

const elementFields: Readonly<Record<string, PropertyDefinition>> = {
  ID: field("ID", "int"),
  NAME: field("Name", "string", { required: true }),
  CODE: field("Symbolic code", "string"),
  XML_ID: field("External code", "string"),
  IBLOCK_ID: field("List", "int"),
  IBLOCK_SECTION_ID: field("Section", "int"),
  ACTIVE: field("Active", "bool"),
  BP_PUBLISHED: field("Published", "bool"),
  ACTIVE_FROM: field("Active from", "datetime"),
  ACTIVE_TO: field("Active until", "datetime"),
  SORT: field("Sorting", "int"),
  PREVIEW_TEXT: field("Preview text", "text"),
  PREVIEW_TEXT_TYPE: field("Kind of the preview text", "string"),
  DETAIL_TEXT: field("Detailed text", "text"),
  DETAIL_TEXT_TYPE: field("Kind of the detailed text", "string"),
  CREATED_BY: field("Created by", "user"),
  MODIFIED_BY: field("Modified by", "user"),
  DATE_CREATE: field("Created on", "datetime"),
  TIMESTAMP_X: field("Modified on", "datetime"),
};

const readOnly: ReadonlySet<string> = new Set(["ID", "IBLOCK_ID", "CREATED_BY", "MODIFIED_BY", "DATE_CREATE", "TIMESTAMP_X"]);
const kept: ReadonlySet<string> = new Set([
  ...readOnly,
  "CODE",
  "XML_ID",
  "ACTIVE",
  "BP_PUBLISHED",
  "SORT",
  "IBLOCK_SECTION_ID",
  "PREVIEW_TEXT_TYPE",
  "DETAIL_TEXT_TYPE",
]);
const columns = { ID: "id", DATE_CREATE: "createdAt", TIMESTAMP_X: "modifiedAt" } as const;

export const listEntities = { processes: "BizprocDocument", lists: "Bitrix\\Lists\\BizprocDocumentLists" } as const;

/** Feed processes and lists are one kind of thing under two names. */
export function listEntityOf(blockType: string): string {
  return blockType === "bitrix_processes" ? listEntities.processes : listEntities.lists;
}

function listNumber(code: string): number {
  return Number(code.slice("iblock_".length));
}

export function listType(list: TypeDefinition, entity: string = listEntities.processes): DocumentType {
  const properties = propertiesOf(list.fields);
  const number = listNumber(list.code);
  return {
    triple: ["lists", entity, list.code] satisfies DocumentTriple,
    code: list.code,
    name: list.name,
    fields: { ...elementFields, ...properties.fields },
    readOnly,
    columns,
    hidden: new Set(properties.coded),
    kept,
    decimals: null,
    authorField: "CREATED_BY",
    responsibleField: "CREATED_BY",
    modifiedByField: "MODIFIED_BY",
    pipelines: null,
    watched: new Set(),
    links: {},
    twins: properties.twins,
    storedName: (name) => {
      if (Object.hasOwn(elementFields, name)) return Object.hasOwn(columns, name) ? null : name;
      return properties.storedNames.get(name) ?? null;
    },
    nameOf: (stored, id) => asText(stored["NAME"]) || String(id),
    urlOf: (id) => `/bizproc/processes/?livefeed=y&list_id=${number}&element_id=${id}`,
    complexId: String,
    defaults: ({ userId }) => ({
      ...properties.defaults,
      IBLOCK_ID: String(number),
      ACTIVE: "Y",
      BP_PUBLISHED: "Y",
      SORT: "500",
      PREVIEW_TEXT_TYPE: "text",
      DETAIL_TEXT_TYPE: "text",
      CREATED_BY: String(userId),
    }),
    derived: () => ({}),
    stamp: ({ userId }) => ({ MODIFIED_BY: String(userId) }),
    // Templates name a property by its code or by its number.
    computed: (stored) => Object.fromEntries([...properties.storedNames].map(([name, key]) => [name, stored[key] ?? null])),
  };
}

interface Properties {
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  /** Both names of a property → the one it is stored under, by its number. */
  readonly storedNames: ReadonlyMap<string, string>;
  readonly twins: Readonly<Record<string, string>>;
  /** Names by code: the wire knows properties by number. */
  readonly coded: readonly string[];
  readonly defaults: ValueMap;
}

function propertiesOf(definitions: ValueMap): Properties {
  const fields: Record<string, PropertyDefinition> = {};
  const storedNames = new Map<string, string>();
  const defaults: Record<string, ValueMap[string]> = {};
  for (const [key, raw] of Object.entries(definitions)) {
    const definition = parseProperty(key, raw);
    const symbolic = asText(asMap(raw)["Code"]).toUpperCase();
    for (const name of symbolic === "" ? [key] : [`PROPERTY_${symbolic}`, key]) {
      fields[name] = definition;
      storedNames.set(name, key);
    }
    if (definition.default !== null) defaults[key] = definition.multiple ? asList(definition.default) : definition.default;
  }
  const coded = [...storedNames].filter(([name, key]) => name !== key);
  const twins = Object.fromEntries(
    coded.flatMap(([name, key]) => [
      [name, key],
      [key, name],
    ]),
  );
  return { fields, storedNames, twins, coded: coded.map(([name]) => name), defaults };
}
