// The types of documents that this server has, and how their names on the wire are read.
import {
  type DocumentSnapshot,
  type DocumentTriple,
  isList,
  isMap,
  type PropertyDefinition,
  type Value,
  type ValueMap,
} from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import type { DocumentRow } from "../store/document.ts";
import { findList } from "../store/document-type.ts";
import { deal } from "./deal.ts";
import { lead } from "./lead.ts";
import { type ListDefinition, listEntities, listEntityOf, listType } from "./list-element.ts";
import { type DocumentType, field } from "./type.ts";
import { cleaned, ownValue, toEngine, toStored } from "./values.ts";
import { dateTimeText } from "./zone-time.ts";

export type { DocumentType } from "./type.ts";

/** Types that the program defines, by code. A new one is a line here. */
const programTypes: ReadonlyMap<string, DocumentType> = new Map([deal, lead].map((type) => [type.code, type]));
const byEntity: ReadonlyMap<string, DocumentType> = new Map([...programTypes.values()].map((type) => [type.triple[1].toLowerCase(), type]));

/** Canonical entity of lists by its lower-cased name; clients write it with one backslash or two. */
const listEntityNames: ReadonlyMap<string, string> = new Map([
  ...Object.values(listEntities).map((entity): [string, string] => [entity.toLowerCase(), entity]),
  ["bizprocdocumentlists", listEntities.lists],
]);

function entityOfList(entity: string): string | null {
  return listEntityNames.get(entity.trim().replaceAll("\\\\", "\\").replace(/^\\/, "").toLowerCase()) ?? null;
}

/** A type of its stored code without a read, where the program defines it. */
export function programType(code: string): DocumentType | null {
  return programTypes.get(code) ?? null;
}

/** The wire's type of a stored code: `DEAL`, `iblock_1`. */
export function documentTypeOfStorage(code: string): string {
  return programTypes.get(code)?.triple[2] ?? code;
}

/** The field that names who changed a document last: MODIFY_BY_ID of deals, MODIFIED_BY of elements. */
export function modifiedByFieldOf(code: string): string {
  return programTypes.get(code)?.modifiedByField ?? "MODIFIED_BY";
}

/** Null: not a type this server has. The entity decides, in any case; the module is passed over, as clients send a wrong one. */
export async function documentTypeOf(db: Db, portalId: number, triple: readonly string[]): Promise<DocumentType | null> {
  const [, entity, type] = triple;
  if (triple.length !== 3 || entity === undefined || type === undefined) return null;
  const known = byEntity.get(entity.trim().toLowerCase());
  if (known) return known.code === type.trim().toUpperCase() ? known : null;
  const listEntity = entityOfList(entity);
  const code = type.trim().toLowerCase();
  if (listEntity === null || !/^iblock_\d{1,15}$/.test(code)) return null;
  const list = await findList(db, portalId, code);
  return list ? listType(list, listEntity) : null;
}

/** A type by where its documents are stored, with the list's definition where it is one. Null: the list is gone. */
export async function documentTypeOfCode(
  db: Db,
  portalId: number,
  code: string,
): Promise<{ readonly type: DocumentType; readonly definition: ListDefinition | null } | null> {
  const known = programTypes.get(code);
  if (known) return { type: known, definition: null };
  const list = await findList(db, portalId, code);
  return list && { type: listType(list, listEntityOf(list.blockType)), definition: list };
}

export type ParsedDocumentId =
  /** `code` null: an element of a list, found by its number alone. */
  | { readonly kind: "ok"; readonly code: string | null; readonly number: number; readonly triple: DocumentTriple }
  | { readonly kind: "malformed" }
  | { readonly kind: "unknown-type" };

export function parseDocumentId(triple: readonly string[]): ParsedDocumentId {
  const [, entity, id] = triple;
  if (triple.length !== 3 || entity === undefined || id === undefined || entity.trim() === "") return { kind: "malformed" };
  const known = byEntity.get(entity.trim().toLowerCase());
  if (known) {
    const found = /^([A-Z]+)_(\d{1,15})$/.exec(id.trim().toUpperCase());
    const number = Number(found?.[2] ?? 0);
    if (number === 0 || found?.[1] !== known.code) return { kind: "malformed" };
    return { kind: "ok", code: known.code, number, triple: [known.triple[0], known.triple[1], known.complexId(number)] };
  }
  const listEntity = entityOfList(entity);
  if (listEntity === null) return { kind: "unknown-type" };
  const number = /^\d{1,15}$/.test(id.trim()) ? Number(id) : 0;
  if (number === 0) return { kind: "malformed" };
  return { kind: "ok", code: null, number, triple: ["lists", listEntity, String(number)] };
}

function typeOfRow(code: string, list: ListDefinition | null, entity: string | undefined): DocumentType {
  const known = programTypes.get(code);
  if (known) return known;
  return listType(list ?? { code, name: code, fields: {} }, entity);
}

/** The document as the engine sees it. Pure: every start of a workflow passes here, so what does not change is built once. */
export function snapshotOf(
  row: DocumentRow,
  listDefinition: ListDefinition | null,
  changed: readonly string[] | null,
  zone: string,
  idTriple?: DocumentTriple,
): DocumentSnapshot {
  const type = typeOfRow(row.type, listDefinition, idTriple?.[1]);
  const [module, entity] = idTriple ?? type.triple;
  const fields = withOwnFields(type.fields, row.fields);
  return {
    id: idTriple ?? [module, entity, type.complexId(row.id)],
    type: [module, entity, type.triple[2]],
    name: type.nameOf(row.fields, row.id),
    url: type.urlOf(row.id),
    fields,
    values: engineValues(type, fields, row, zone),
    changed,
    authorField: type.authorField,
    responsibleField: type.responsibleField,
  };
}

function engineValues(type: DocumentType, fields: Readonly<Record<string, PropertyDefinition>>, row: DocumentRow, zone: string): ValueMap {
  const stored: ValueMap = { ...row.fields, ...type.computed(row.fields) };
  const values: Record<string, Value> = {};
  for (const name in stored) {
    const definition = fields[name];
    // `__proto__` can only be there as a definition's absence: what is no field is no value.
    if (definition !== undefined && Object.hasOwn(fields, name)) values[name] = toEngine(definition, stored[name] ?? null, zone);
  }
  for (const [name, column] of Object.entries(type.columns)) {
    values[name] = column === "id" ? String(row.id) : dateTimeText(row[column].getTime(), zone);
  }
  return values;
}

const ownFieldTypes = { one: field("", "string"), many: field("", "string", { multiple: true }) };

/** Beginnings of the names of fields that portals add themselves. */
export const openFieldPrefixes: readonly string[] = ["UF_", "PARENT_ID_"];

/** Fields that a portal added itself have no definition yet: they pass as texts. */
function withOwnFields(
  fields: Readonly<Record<string, PropertyDefinition>>,
  stored: ValueMap,
): Readonly<Record<string, PropertyDefinition>> {
  let extended: Record<string, PropertyDefinition> | null = null;
  for (const name in stored) {
    if (!openFieldPrefixes.some((prefix) => name.startsWith(prefix))) continue;
    extended ??= { ...fields };
    const value = stored[name];
    extended[name] = { ...(isList(value) || isMap(value) ? ownFieldTypes.many : ownFieldTypes.one), name };
  }
  return extended ?? fields;
}

/**
 * Engine values as the row stores them; unknown and read-only fields fall away, and what follows from a field (a deal's CLOSED from its
 * stage) is added. Fields of a list are known only by the document: give its snapshot, or properties keep the names that the template uses.
 */
export function toStoredFields(code: string, fields: ValueMap, document?: Pick<DocumentSnapshot, "fields">): ValueMap {
  const type = programTypes.get(code) ?? listType({ code, name: code, fields: {} });
  return storedFields(type, fields, { zone: "UTC", decimals: type.decimals }, propertyNames(document));
}

/** Both names of a property share one definition object; the one with the number is stored. */
function propertyNames(document: Pick<DocumentSnapshot, "fields"> | undefined): ListProperties {
  const definitions = document?.fields ?? {};
  return (name) => {
    if (!/^PROPERTY_\w{1,80}$/.test(name)) return null;
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (!definition) return document === undefined ? { key: name, definition: ownFieldTypes.one } : null;
    const numbered = Object.keys(definitions).find((other) => /^PROPERTY_\d+$/.test(other) && definitions[other] === definition);
    return { key: numbered ?? name, definition };
  };
}

type ListProperties = (name: string) => { readonly key: string; readonly definition: PropertyDefinition } | null;

/** What a writer gave, as the row stores it, with all that follows from it. */
export function storedFields(
  type: DocumentType,
  fields: ValueMap,
  format: { readonly zone: string; readonly decimals: number | null },
  properties: ListProperties = () => null,
): ValueMap {
  const stored: Record<string, Value> = {};
  for (const [given, value] of Object.entries(fields)) {
    const name = given.trim().toUpperCase();
    if (type.readOnly.has(name)) continue;
    const key = type.storedName(name);
    const property = key === null ? properties(name) : null;
    const definition = property?.definition ?? type.fields[name];
    if (key !== null) stored[key] = definition === undefined ? ownValue(value) : toStored(definition, value, format);
    else if (property)
      stored[property.key] = definition === ownFieldTypes.one ? cleaned(value) : toStored(property.definition, value, format);
  }
  return { ...stored, ...type.derived(stored) };
}
