// Telephones, addresses and the like on an update: clients name one value by its ID, change or remove it, and keep the rest.
import { asFlag, asList, asText, isMap, type Value, type ValueMap } from "@kontor/engine/model";
import type { DocumentType } from "./type.ts";
import { isMultiField } from "./values.ts";

/** What an update gives, with its telephones and the like as they shall be: those given without an ID come to those that are there. */
export function withReach(type: DocumentType, fields: ValueMap, before: ValueMap): ValueMap {
  const merged = Object.entries(fields).map(([name, value]) => {
    const key = name.trim().toUpperCase();
    const definition = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    if (definition === undefined || !isMultiField(definition)) return [name, value];
    return [name, mergedEntries(asList(before[key] ?? null).filter(isMap), asList(value))];
  });
  return Object.fromEntries(merged);
}

/** The ids of stored values: their own, or their places where nobody has changed one by its id yet. */
export function reachIds(entries: readonly ValueMap[]): readonly string[] {
  const own = entries.map((entry) => asText(entry["ID"]));
  const areIds = own.every((id) => /^\d{1,15}$/.test(id)) && new Set(own).size === own.length;
  return areIds ? own : entries.map((_, index) => String(index + 1));
}

function mergedEntries(before: readonly ValueMap[], given: readonly Value[]): Value {
  // Nothing at all empties the field.
  if (given.length === 0) return [];
  const ids = reachIds(before);
  const merged = new Map<string, ValueMap>(before.map((entry, index) => [ids[index] ?? "", entry]));
  let last = Math.max(0, ...ids.map(Number));
  for (const item of given) {
    const { ID = null, DELETE = null, ...entry } = isMap(item) ? item : { VALUE: item };
    const known = merged.get(asText(ID));
    const removed = asFlag(DELETE) || ("VALUE" in entry && asText(entry["VALUE"]) === "");
    if (known !== undefined && removed) merged.delete(asText(ID));
    else if (known !== undefined) merged.set(asText(ID), { ...known, ...entry });
    else if (!removed) merged.set(String(++last), entry);
  }
  return [...merged].map(([ID, entry]) => ({ ...entry, ID }));
}
