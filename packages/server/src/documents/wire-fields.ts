// A document as clients read it: every value a text, dates in the portal's zone.
import { asList, asText, isList, isMap, type PropertyDefinition, type Value, type ValueMap } from "@kontor/engine/model";
import type { DocumentRow } from "../store/document.ts";
import { isOwnField } from "./crm-type.ts";
import { reachIds } from "./multi-field.ts";
import type { DocumentType } from "./type.ts";
import { isMultiField, ownValue, toWire } from "./values.ts";
import { dateTimeText } from "./zone-time.ts";

/** Names of fields in any case, `*` for the type's own but telephones and the like, `UF_*` for those that the portal added; null: everything. */
export type Selection = readonly string[] | null;

export function wireFields(type: DocumentType, row: DocumentRow, zone: string, selection: Selection): ValueMap {
  const fields: Record<string, Value> = {};
  for (const name of selectedNames(type, row, selection)) {
    const value = wireValue(type, row, zone, name);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

function selectedNames(type: DocumentType, row: DocumentRow, selection: Selection): Iterable<string> {
  const asked = (selection ?? []).map((name) => name.trim().toUpperCase()).filter((name) => isSelectable(type, name));
  const names = new Set<string>();
  for (const name of asked.length === 0 ? ["*", "UF_*"] : asked) {
    if (name === "*") for (const own of shownByDefault(type, selection)) names.add(own);
    else if (name === "UF_*")
      for (const key of [...Object.keys(row.fields), ...Object.keys(type.fields)].filter(isOwnField)) names.add(key);
    else names.add(name);
  }
  return names;
}

function isSelectable(type: DocumentType, name: string): boolean {
  return name === "*" || name === "UF_*" || isOwnField(name) || (Object.hasOwn(type.fields, name) && !type.hidden.has(name));
}

function shownByDefault(type: DocumentType, selection: Selection): readonly string[] {
  const own = Object.entries(type.fields).filter(([name]) => !type.hidden.has(name) && !isOwnField(name));
  return own.filter(([, definition]) => selection === null || !isMultiField(definition)).map(([name]) => name);
}

/** Undefined: not shown at all, as telephones of a lead that has none. */
function wireValue(type: DocumentType, row: DocumentRow, zone: string, name: string): Value | undefined {
  const column = Object.hasOwn(type.columns, name) ? type.columns[name] : undefined;
  if (column !== undefined) return column === "id" ? String(row.id) : dateTimeText(row[column].getTime(), zone);
  const stored = row.fields[name] ?? null;
  const definition = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (definition === undefined) return name in row.fields ? ownValue(stored) : undefined;
  if (isMultiField(definition)) return multiField(name, stored);
  return name.startsWith("PROPERTY_") ? propertyValues(row.id, definition, name, stored, zone) : toWire(definition, stored, zone);
}

function multiField(name: string, stored: Value): Value | undefined {
  const entries = asList(stored).filter(isMap);
  if (entries.length === 0) return undefined;
  const ids = reachIds(entries);
  return entries.map((entry, index) => ({
    ID: ids[index] ?? "",
    VALUE_TYPE: asText(entry["VALUE_TYPE"]) || "WORK",
    VALUE: asText(entry["VALUE"]),
    TYPE_ID: name,
  }));
}

/** The values of one property are told apart by this many numbers for each element and property. */
const valuesOfProperty = 1000;
const propertiesOfElement = 1000;

/** `{ "3743": "1269" }`: values by an id of their own, which is derived, since an element is always written as a whole. */
function propertyValues(id: number, definition: PropertyDefinition, name: string, stored: Value, zone: string): Value | undefined {
  const value = toWire(definition, stored, zone);
  const values = isList(value) ? value : [value].filter((item) => item !== null && item !== "");
  if (values.length === 0) return undefined;
  const ids = elementValueIds(id, name, values.length);
  return Object.fromEntries(values.map((item, index) => [ids[index], item]));
}

/** The ids of a property's values, by which clients name them. */
export function elementValueIds(id: number, name: string, count: number): readonly string[] {
  const property = Number(name.slice("PROPERTY_".length)) || 0;
  const first = (id * propertiesOfElement + property) * valuesOfProperty;
  return Array.from({ length: count }, (_, index) => String(first + index));
}
