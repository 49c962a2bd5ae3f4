// Documents of one type, filtered, ordered and page by page, as clients read them.
import { asFlag, asText, baseTypeOf, type PropertyDefinition, type ValueMap } from "@kontor/engine/model";
import type { DocumentType } from "../documents/registry.ts";
import { type Selection, wireFields } from "../documents/wire-fields.ts";
import { dateTimeText, readDate } from "../documents/zone-time.ts";
import { findElementByCode, readPortalClock } from "../store/document.ts";
import { type DocumentCondition, type DocumentOperator, type DocumentTarget, readDocumentList } from "../store/document-list.ts";
import type { ListOperator } from "../store/list-sql.ts";
import { checkDocumentRight, type Person, seerOfDocuments } from "./access-rights.ts";
import { withFileLinks } from "./document-files.ts";
import { type DocumentKey, type DocumentKind, resolveType } from "./get-document.ts";
import type { Runtime } from "./runtime.ts";

export interface DocumentListRequest {
  readonly portalId: number;
  readonly kind: DocumentKind;
  readonly selection: Selection;
  /** Fields that the type does not have are passed over. */
  readonly filter: readonly { readonly field: string; readonly operator: ListOperator; readonly value: unknown }[];
  readonly order: readonly { readonly field: string; readonly direction: "asc" | "desc" }[];
  readonly start: number;
  readonly limit: number;
  readonly count: boolean;
  /** The portal's, from those who know it: it need not be read again. */
  readonly timeZone?: string;
  /** Whose rights count: documents that the person may not read are not in the list. Missing: nobody's. */
  readonly person?: Person;
  /** The one document that is asked for: where the person may not read it, the list is refused. */
  readonly key?: DocumentKey | null;
}

/** @throws Refusal `list-not-found`; `list-access-denied`, `crm-access-denied` for the document of `key` */
export async function listDocuments(
  runtime: Runtime,
  request: DocumentListRequest,
): Promise<{ readonly rows: readonly ValueMap[]; readonly total: number | null }> {
  const { portalId, kind, selection, start, limit, count } = request;
  const db = runtime.database;
  const [type, timeZone] = await Promise.all([
    resolveType(db, portalId, kind),
    request.timeZone ?? readPortalClock(db, portalId).then((clock) => clock.timeZone),
  ]);
  const filter = request.filter.flatMap((condition) => conditionsOf(type, condition, timeZone));
  const order = request.order.flatMap(({ field, direction }) => {
    const target = targetOf(type, field);
    // A list has no place of its own in an order.
    return target ? [{ target: { ...target, many: false }, direction }] : [];
  });
  const seer = await seerOfDocuments(runtime, db, request.person, { portalId, type });
  if (seer !== null) await checkKey(runtime, type, request);
  const { rows, total } = await readDocumentList(db, portalId, type.code, { filter, order, start, limit, count, seer });
  const shown = rows.map((row) => wireFields(type, row, timeZone, selection));
  return { rows: await withFileLinks(db, portalId, type, shown), total };
}

async function checkKey(runtime: Runtime, type: DocumentType, { portalId, key = null, person }: DocumentListRequest): Promise<void> {
  if (key === null) return;
  const id = "number" in key ? key.number : await findElementByCode(runtime.database, portalId, type.code, key.code);
  if (id !== null) await checkDocumentRight(runtime, runtime.database, person, "read", { portalId, type, id });
}

function targetOf(type: DocumentType, field: string): DocumentTarget | null {
  const name = field.trim().toUpperCase();
  const column = Object.hasOwn(type.columns, name) ? type.columns[name] : undefined;
  if (column !== undefined) return { name, kind: columnKinds[column], many: false };
  const stored = type.storedName(name);
  if (stored === null) return null;
  const definition = type.fields[name];
  // Fields without a definition may hold a list.
  if (definition === undefined) return { name: stored, kind: "text", many: true };
  return {
    name: stored,
    kind: kindOf(type, name, definition),
    many: definition.multiple || stored.startsWith("PROPERTY_"),
  };
}

/** A deal of no company has company 0, for clients. */
const references = /^(?:MY)?(?:COMPANY|CONTACT|LEAD|QUOTE)_ID$/;

function kindOf(type: DocumentType, name: string, definition: PropertyDefinition): "number" | "reference" | "text" {
  const base = baseTypeOf(definition.type);
  if (base !== "int" && base !== "double" && base !== "user") return "text";
  return type.triple[0] === "crm" && references.test(name) ? "reference" : "number";
}

const columnKinds = { id: "id", createdAt: "created", modifiedAt: "modified" } as const;

/** `contains` looks for the text itself; in the patterns of `like` a percent sign and an underscore stand for anything. */
export function conditionsOf(
  type: DocumentType,
  { field, operator, value }: DocumentListRequest["filter"][number],
  zone: string,
): readonly DocumentCondition[] {
  const target = targetOf(type, field);
  if (target === null) return [];
  const definition = type.fields[field.trim().toUpperCase()];
  const given = (Array.isArray(value) ? value : [value]).map((one) => (meansEmpty(one, definition) ? "" : scalarText(one)));
  const [first = ""] = given;
  if (operator === "contains" || operator === "not-contains") {
    const pattern = `%${first.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    return [{ target, operator: operator === "contains" ? "like" : "not-like", values: [pattern] }];
  }
  if (operator === "like" || operator === "not-like") return [{ target, operator, values: [first] }];
  // Elements may be looked for by a pattern without any prefix.
  if (operator === "=" && type.triple[0] === "lists" && target.kind === "text" && /^%.|.%$/.test(first)) {
    return [{ target, operator: "like", values: [first] }];
  }
  return [compared(target, definition, operator, given, zone)];
}

function compared(
  target: DocumentTarget,
  definition: PropertyDefinition | undefined,
  operator: DocumentOperator,
  given: readonly string[],
  zone: string,
): DocumentCondition {
  const present = target.kind === "reference" ? given.map((text) => text || "0") : given.filter((text) => text !== "");
  const values = present.flatMap((text) => asCompared(target, definition, text, zone) ?? []);
  // What cannot be a value of the field equals nothing, and is neither more nor less than anything.
  if (present.length > 0 && values.length === 0)
    return { target, operator: operator === "!=" || operator === "not-in" ? "not-in" : "in", values };
  return { target, operator, values };
}

const numberPattern = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/;

/** The value in the form that is stored, since that is what it is compared with. */
function asCompared(target: DocumentTarget, definition: PropertyDefinition | undefined, text: string, zone: string): string | null {
  if (target.kind === "id") return /^[+-]?\d{1,15}$/.test(text.trim()) ? text.trim() : null;
  if (target.kind === "number" || target.kind === "reference") {
    const number = text.trim().replace(/^user_/, "");
    return numberPattern.test(number) ? number : null;
  }
  const base = definition === undefined ? "string" : baseTypeOf(definition.type);
  if (base === "bool") return asFlag(text) ? "Y" : "N";
  if (base !== "date" && base !== "datetime") return text;
  const read = readDate(text, zone);
  if (!read) return null;
  return base === "date" ? read.date : dateTimeText(read.moment, "UTC");
}

/** `"!COMPANY_ID": false` asks for what has one, unless the field itself says yes or no. */
function meansEmpty(value: unknown, definition: PropertyDefinition | undefined): boolean {
  return value === false && (definition === undefined || baseTypeOf(definition.type) !== "bool");
}

function scalarText(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" || typeof value === "number" ? asText(value).replaceAll("\0", "") : "";
}
