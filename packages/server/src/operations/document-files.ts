// Files in fields of documents: kept as they are written, and shown to clients as links.
import { asFlag, asList, asMap, asText, baseTypeOf, isMap, type PropertyDefinition, type Value, type ValueMap } from "@kontor/engine/model";
import { fileLink } from "../apps/file-link.ts";
import type { Db, Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import type { NewFile } from "../store/file.ts";
import { findPortal, readPortalKey } from "../store/portal.ts";
import { type FileRules, type Given, keepFiles, NotAFile, numberFiles, readGiven } from "./given-files.ts";
import { Refusal } from "./refusal.ts";

interface Written {
  readonly portalId: number;
  readonly type: DocumentType;
  /** As the client wrote them. */
  readonly fields: ValueMap;
  /** As they are stored now; empty for a new document. */
  readonly before: ValueMap;
}

export interface TakenFiles {
  readonly fields: ValueMap;
  /** Not stored yet. */
  readonly files: readonly NewFile[];
}

interface FileField {
  readonly name: string;
  /** As the client has spelled it. */
  readonly given: string;
  readonly definition: PropertyDefinition;
  readonly held: readonly string[];
}

/**
 * The fields with numbers of files in place of what was sent. A number counts only where the field holds it already: others are easy to
 * guess.
 * @throws Refusal `element-value-invalid`
 */
export async function takeDocumentFiles(tx: Tx, written: Written): Promise<TakenFiles> {
  const { portalId, type, fields, before } = written;
  const named = Object.keys(fields).flatMap((given): FileField[] => {
    const name = given.trim().toUpperCase();
    const definition = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    if (!definition || baseTypeOf(definition.type) !== "file") return [];
    return [{ name, given, definition, held: asList(before[type.storedName(name) ?? name]).map(asText) }];
  });
  if (named.length === 0) return { fields, files: [] };
  const issuer = { portalId, key: await readPortalKey(tx, portalId) };
  const isList = type.triple[0] === "lists";
  const read = new Map(
    named.map((field) => [field, isList ? readElementField(field, fields, issuer) : readCrmField(field, fields, issuer)]),
  );
  const { numbers, files } = await numberFiles(tx, read).catch((error) => {
    throw error instanceof NotAFile ? new Refusal("element-value-invalid", { message: `A call ${error.message}` }) : error;
  });
  const values = named.map((field): [string, Value] => {
    const ids = (numbers.get(field) ?? []).map(String);
    // Elements of lists keep what they have beside what is new.
    if (field.definition.multiple) return [field.given, isList ? [...keptOf(written, field), ...ids] : ids];
    return [field.given, ids[0] ?? null];
  });
  return { fields: { ...fields, ...Object.fromEntries(values) }, files };
}

/** Files of an element that the call neither replaces nor takes away: `PROPERTY_5_DEL` names those by the ids of their values. */
export function keptElementFiles(
  type: DocumentType,
  fields: ValueMap,
  before: ValueMap,
  valueIds: (name: string) => readonly string[],
): ValueMap {
  const given = new Map(Object.entries(fields).map(([name, value]) => [name.trim().toUpperCase(), value]));
  const kept = Object.entries(type.fields).flatMap(([name, { type: kind }]): [string, Value][] => {
    const stored = type.storedName(name);
    // A second name of the same field says nothing of its own.
    if (stored === null || type.hidden.has(name) || baseTypeOf(kind) !== "file" || before[stored] === undefined) return [];
    const gone = asMap(given.get(`${name}_DEL`) ?? null);
    if (Object.keys(gone).length === 0) return [[stored, before[stored] ?? null]];
    const ids = valueIds(name);
    const left = asList(before[stored]).filter((_, index) => !asFlag(gone[ids[index] ?? ""] ?? null));
    return [[stored, Array.isArray(before[stored]) ? left : (left[0] ?? null)]];
  });
  return Object.fromEntries(kept);
}

function keptOf({ type, before }: Written, { name }: FileField): readonly Value[] {
  return asList(before[type.storedName(name) ?? name]);
}

type Issuer = Pick<FileRules, "portalId" | "key">;

function readElementField({ given, definition }: FileField, fields: ValueMap, issuer: Issuer): readonly Given[] {
  const raw = withoutKeys(fields[given] ?? null, definition.multiple);
  try {
    return readGiven(raw, definition.multiple, { ...issuer, isAllowed: () => false });
  } catch (error) {
    if (!(error instanceof NotAFile)) throw error;
    throw new Refusal("element-value-invalid", { message: `The field "${definition.name}" ${error.message}` });
  }
}

/** What is no file leaves the field empty: documents of the CRM never fail on a value. */
function readCrmField({ given, definition, held }: FileField, fields: ValueMap, issuer: Issuer): readonly Given[] {
  const raw = withoutKeys(fields[given] ?? null, definition.multiple);
  const rules = { ...issuer, isAllowed: (id: number) => held.includes(String(id)) };
  const isPair = Array.isArray(raw) && raw.length === 2 && typeof raw[0] === "string" && typeof raw[1] === "string";
  const entries = definition.multiple && Array.isArray(raw) && !isPair ? raw : [raw];
  return entries.flatMap((entry: Value) => {
    if (isMap(entry) && asFlag(entry["remove"] ?? null)) return [];
    try {
      return readGiven(entry, false, rules);
    } catch (error) {
      if (error instanceof NotAFile) return [];
      throw error;
    }
  });
}

/** `{ n0: […] }` and `{ 0: …, 1: … }` are lists with keys. */
function withoutKeys(raw: Value, multiple: boolean): Value {
  if (!isMap(raw)) return raw;
  const keys = Object.keys(raw);
  if (keys.length === 0 || !keys.every((key) => /^n?\d+$/.test(key))) return raw;
  const values = Object.values(raw).map((value) => (isMap(value) && "VALUE" in value ? (value["VALUE"] ?? null) : value));
  return multiple ? values : (values[0] ?? null);
}

export function keepDocumentFiles(
  tx: Tx,
  portalId: number,
  files: readonly NewFile[],
  userId: number,
  type: DocumentType,
  id: number,
): Promise<void> {
  return keepFiles(tx, portalId, files, { createdBy: userId, document: { type: type.code, id } });
}

/** Documents of the CRM show their files as `{ id, showUrl, downloadUrl }`, with links that are good for a day; lists show numbers. */
export async function withFileLinks(db: Db, portalId: number, type: DocumentType, rows: readonly ValueMap[]): Promise<readonly ValueMap[]> {
  if (type.triple[0] !== "crm") return rows;
  const names = Object.keys(type.fields).filter((name) => baseTypeOf(type.fields[name]?.type ?? "") === "file");
  const holds = names.some((name) => rows.some((row) => asList(row[name]).length > 0));
  const portal = holds ? await findPortal(db, portalId) : null;
  if (portal === null) return rows;
  const now = Date.now();
  const shown = (value: Value): Value => {
    const id = Number(asText(value));
    if (!Number.isSafeInteger(id) || id <= 0) return value;
    const url = fileLink(portal, portalId, id, now);
    return { id, showUrl: url, downloadUrl: url };
  };
  return rows.map((row) => {
    const links = names.flatMap((name): [string, Value][] => {
      const value = row[name];
      if (value === undefined || value === null || value === "") return [];
      return [[name, Array.isArray(value) ? value.map(shown) : shown(value)]];
    });
    return { ...row, ...Object.fromEntries(links) };
  });
}
