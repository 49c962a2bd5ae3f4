// A package tells the fields of the documents that it was made for. Those of them that a portal adds by itself, and this one lacks, come with it.
import { asMap, asText, type PropertyDefinition, parseProperty, type Value, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { cleaned } from "../documents/values.ts";
import { insertDocumentType, lockOwnFields, writeOwnFields } from "../store/document-type.ts";
import { Refusal } from "./refusal.ts";

const mostFields = 1000;
const longestDefinition = 65_536;

/**
 * Fields that are there stay as they are, whatever the package says of them.
 * @param plain the package
 * @returns the names of the new ones, as documents hold them
 * @throws Refusal `template-data-incorrect`: too many, or one that is too large
 */
export async function addFieldsOfPackage(tx: Tx, portalId: number, type: DocumentType, plain: Value): Promise<readonly string[]> {
  const isList = type.triple[0] === "lists";
  const pattern = isList ? /^PROPERTY_(?:[1-9]\d{0,8}|[A-Z][A-Z0-9_]{0,49})$/ : /^UF_[A-Z0-9_]{1,80}$/;
  const told = Object.entries(asMap(asMap(plain)["DOCUMENT_FIELDS"])).filter(
    ([name]) => pattern.test(name) && !name.endsWith("_PRINTABLE"),
  );
  if (told.every(([name]) => Object.hasOwn(type.fields, name))) return [];
  await insertDocumentType(tx, portalId, type.code, type.name);
  // Read again under the lock: two imports at a time may bring the same field.
  const fields: Record<string, Value> = { ...(await lockOwnFields(tx, portalId, type.code)) };
  const before = new Set(Object.keys(fields));
  for (const [name, raw] of told) {
    if (!Object.hasOwn(type.fields, name) && !isNamed(fields, name)) fields[isList ? storedName(fields, name) : name] = written(name, raw);
  }
  if (Object.keys(fields).length > mostFields) incorrect(`documents would have more than ${mostFields} fields of the portal's own`);
  await writeOwnFields(tx, portalId, type.code, fields);
  return Object.keys(fields).filter((name) => !before.has(name));
}

/** Properties of lists have a number, and may have a code as a second name. */
function isNamed(fields: ValueMap, name: string): boolean {
  return Object.hasOwn(fields, name) || Object.values(fields).some((raw) => `PROPERTY_${asText(asMap(raw)["Code"])}` === name);
}

function codeIn(name: string): string | null {
  return /^PROPERTY_([A-Z].*)$/.exec(name)?.[1] ?? null;
}

function storedName(fields: ValueMap, name: string): string {
  if (codeIn(name) === null) return name;
  const numbers = Object.keys(fields).map((key) => Number(key.slice("PROPERTY_".length)) || 0);
  return `PROPERTY_${Math.max(0, ...numbers) + 1}`;
}

function written(name: string, raw: Value): ValueMap {
  const field: PropertyDefinition = parseProperty(name, raw);
  const code = codeIn(name);
  const definition = cleaned({
    Name: field.name,
    Type: field.type,
    Multiple: field.multiple,
    // Whoever makes documents today knows nothing of it.
    Required: false,
    ...(code === null ? {} : { Code: code }),
    ...(field.options === null ? {} : { Options: field.options }),
    ...(field.default === null || field.default === "" ? {} : { Default: field.default }),
  });
  if (JSON.stringify(definition).length > longestDefinition) incorrect(`the field ${name} takes more than ${longestDefinition} characters`);
  return asMap(definition);
}

function incorrect(reason: string): never {
  throw new Refusal("template-data-incorrect", { reason });
}
