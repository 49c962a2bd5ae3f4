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
import { findDefinition } from "../store/document-type.ts";
import { company } from "./company.ts";
import { contact } from "./contact.ts";
import { type CrmFamily, crmType } from "./crm-type.ts";
import { deal } from "./deal.ts";
import type { TypeDefinition } from "./definition.ts";
import { dynamicEntity, dynamicFamily } from "./dynamic.ts";
import { comparableEntity } from "./entity-name.ts";
import { lead } from "./lead.ts";
import { listEntities, listEntityOf, listType } from "./list-element.ts";
import { quote } from "./quote.ts";
import { smartInvoice } from "./smart-invoice.ts";
import { type DocumentType, field, type Pipelines } from "./type.ts";
import { ownValue, toEngine, toStored } from "./values.ts";
import { dateTimeText } from "./zone-time.ts";

export type { DocumentType } from "./type.ts";

/** Types that the program defines. A new one is a line here. */
const families: readonly CrmFamily[] = [deal, lead, contact, company, quote, smartInvoice];
const familyOf: ReadonlyMap<string, CrmFamily> = new Map(families.map((family) => [family.code, family]));
/** As they are where a portal adds nothing of its own. */
const programTypes: ReadonlyMap<string, DocumentType> = new Map(families.map((family) => [family.code, crmType(family)]));
const byEntity: ReadonlyMap<string, DocumentType> = new Map([...programTypes.values()].map((type) => [type.triple[1].toLowerCase(), type]));

/** Canonical entity of types that portals define, by its lower-cased name. */
const ownEntities: ReadonlyMap<string, string> = new Map([
  ...[...Object.values(listEntities), dynamicEntity].map((entity): [string, string] => [entity.toLowerCase(), entity]),
  ["bizprocdocumentlists", listEntities.lists],
]);

function ownEntityOf(entity: string): string | null {
  return ownEntities.get(comparableEntity(entity)) ?? null;
}

/** Codes of the types that the program defines. */
export const programCodes: readonly string[] = [...programTypes.keys()];

/** A type of its stored code without a read, as the program defines it. */
export function programType(code: string): DocumentType | null {
  return programTypes.get(code) ?? null;
}

/**
 * The type of a stored code, with what the portal says of it.
 * @param definition null: the portal says nothing; of a list or a smart process that is gone documents have no fields of their own
 * @param entity the class by which a list is meant; it has two
 */
export function typeOf(code: string, definition: TypeDefinition | null, entity?: string): DocumentType {
  const family = familyOf.get(code);
  if (family && definition === null) return programTypes.get(code) ?? crmType(family);
  const known = definition ?? { code, name: code, fields: {} };
  if (family) return crmType(family, { ...known, name: family.name });
  if (code.startsWith("DYNAMIC_")) return crmType(dynamicFamily(known), known);
  return listType(known, entity ?? (known.blockType === undefined ? undefined : listEntityOf(known.blockType)));
}

/** Null: not a type this server has. The entity decides, in any case; the module is passed over, as clients send a wrong one. */
export async function documentTypeOf(db: Db, portalId: number, triple: readonly string[]): Promise<DocumentType | null> {
  const [, entity, type] = triple;
  if (triple.length !== 3 || entity === undefined || type === undefined) return null;
  const known = byEntity.get(comparableEntity(entity));
  if (known) return known.code === type.trim().toUpperCase() ? typeOf(known.code, await findDefinition(db, portalId, known.code)) : null;
  const ownEntity = ownEntityOf(entity);
  const code = ownEntity === dynamicEntity ? type.trim().toUpperCase() : type.trim().toLowerCase();
  if (ownEntity === null || !(ownEntity === dynamicEntity ? /^DYNAMIC_\d{1,9}$/ : /^iblock_\d{1,15}$/).test(code)) return null;
  const definition = await findDefinition(db, portalId, code);
  return definition && typeOf(code, definition, ownEntity);
}

/** A type by where its documents are stored. Null: the portal has removed it. */
export async function documentTypeOfCode(db: Db, portalId: number, code: string): Promise<DocumentType | null> {
  const definition = await findDefinition(db, portalId, code);
  return definition || programTypes.has(code) ? typeOf(code, definition) : null;
}

export type ParsedDocumentId =
  /** `code` null: an element of a list, found by its number alone. */
  | { readonly kind: "ok"; readonly code: string | null; readonly number: number; readonly triple: DocumentTriple }
  | { readonly kind: "malformed" }
  | { readonly kind: "unknown-type" };

export function parseDocumentId(triple: readonly string[]): ParsedDocumentId {
  const [, entity, id] = triple;
  if (triple.length !== 3 || entity === undefined || id === undefined || entity.trim() === "") return { kind: "malformed" };
  const known = byEntity.get(comparableEntity(entity));
  if (known) {
    const found = /^([A-Z_]+)_(\d{1,15})$/.exec(id.trim().toUpperCase());
    const number = Number(found?.[2] ?? 0);
    if (number === 0 || found?.[1] !== known.code) return { kind: "malformed" };
    return { kind: "ok", code: known.code, number, triple: [known.triple[0], known.triple[1], known.complexId(number)] };
  }
  const ownEntity = ownEntityOf(entity);
  if (ownEntity === null) return { kind: "unknown-type" };
  if (ownEntity === dynamicEntity) {
    const found = /^(DYNAMIC_\d{1,9})_(\d{1,15})$/.exec(id.trim().toUpperCase());
    const number = Number(found?.[2] ?? 0);
    if (number === 0 || found?.[1] === undefined) return { kind: "malformed" };
    return { kind: "ok", code: found[1], number, triple: ["crm", dynamicEntity, `${found[1]}_${number}`] };
  }
  const number = /^\d{1,15}$/.test(id.trim()) ? Number(id) : 0;
  if (number === 0) return { kind: "malformed" };
  return { kind: "ok", code: null, number, triple: ["lists", ownEntity, String(number)] };
}

/** The document as the engine sees it. Pure: every start of a workflow passes here, so what does not change is built once. */
export function snapshotOf(
  row: DocumentRow,
  type: DocumentType,
  changed: readonly string[] | null,
  zone: string,
  idTriple?: DocumentTriple,
): DocumentSnapshot {
  const [module, entity] = idTriple ?? type.triple;
  const fields = withOwnFields(type.fields, row.fields);
  const { pipelines } = type;
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
    links: type.links,
    twins: type.twins,
    way: pipelines && {
      ...{ field: pipelines.field, categoryField: pipelines.categoryField, stages: pipelines.stages },
      // Only runs that move the document ask for it.
      get follows() {
        return followingFrom(type, pipelines);
      },
    },
    lockedBy: row.lockedBy ?? null,
  };
}

/** By the stage's id. These are flags and texts, which are stored as the engine reads them. */
function followingFrom(type: DocumentType, { field: stageField, stages }: Pipelines): Readonly<Record<string, ValueMap>> {
  const following = stages.map(({ id }): [string, ValueMap] => {
    const stored = { [stageField]: id };
    return [id, { ...type.derived(stored), ...type.computed(stored) }];
  });
  return Object.fromEntries(following);
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

/** Fields that a portal uses without having defined them pass as texts. */
function withOwnFields(
  fields: Readonly<Record<string, PropertyDefinition>>,
  stored: ValueMap,
): Readonly<Record<string, PropertyDefinition>> {
  let extended: Record<string, PropertyDefinition> | null = null;
  for (const name in stored) {
    if (!openFieldPrefixes.some((prefix) => name.startsWith(prefix)) || Object.hasOwn(fields, name)) continue;
    extended ??= { ...fields };
    const value = stored[name];
    extended[name] = { ...(isList(value) || isMap(value) ? ownFieldTypes.many : ownFieldTypes.one), name };
  }
  return extended ?? fields;
}

/** What a writer gave, as the row stores it, with all that follows from it. */
export function storedFields(
  type: DocumentType,
  fields: ValueMap,
  format: { readonly zone: string; readonly decimals: number | null },
): ValueMap {
  const stored: Record<string, Value> = {};
  for (const [given, value] of Object.entries(fields)) {
    const name = given.trim().toUpperCase();
    if (type.readOnly.has(name)) continue;
    const key = type.storedName(name);
    if (key === null) continue;
    const definition = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    stored[key] = definition === undefined ? ownValue(value) : toStored(definition, value, format);
  }
  return { ...stored, ...type.derived(stored) };
}
