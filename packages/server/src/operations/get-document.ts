// A document as clients read it; and what all operations on documents begin with: which type, which row.
import type { ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { type DocumentType, documentTypeOfCode, typeOf } from "../documents/registry.ts";
import { type Selection, wireFields } from "../documents/wire-fields.ts";
import { type DocumentRow, findElementByCode, readDocument, readPortalClock } from "../store/document.ts";
import { findDefinition, findListBySymbolicCode } from "../store/document-type.ts";
import { checkDocumentRight, type Person } from "./access-rights.ts";
import { withFileLinks } from "./document-files.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** What a client names as the kind of a document. */
export type DocumentKind =
  | { readonly kind: "crm"; readonly code: "DEAL" | "LEAD" | "CONTACT" | "COMPANY" | "QUOTE" | "SMART_INVOICE" | `DYNAMIC_${number}` }
  /** A list by its number or, where that is null, by its symbolic code. */
  | { readonly kind: "list"; readonly blockType: string; readonly number: number | null; readonly symbolicCode: string };

/** A row by its number or, for elements of lists, by its symbolic code. */
export type DocumentKey = { readonly number: number } | { readonly code: string };

/** @throws Refusal `list-not-found`, `item-type-not-found` */
export async function resolveType(db: Db, portalId: number, kind: DocumentKind): Promise<DocumentType> {
  if (kind.kind === "crm") {
    const type = await documentTypeOfCode(db, portalId, kind.code);
    if (!type) throw new Refusal("item-type-not-found");
    return type;
  }
  const { number, symbolicCode, blockType } = kind;
  const list =
    number === null ? await findListBySymbolicCode(db, portalId, symbolicCode) : await findDefinition(db, portalId, `iblock_${number}`);
  if (!list || list.blockType !== blockType) throw new Refusal("list-not-found");
  return typeOf(list.code, list);
}

/** @throws Refusal when there is no such element */
export async function resolveNumber(db: Db, portalId: number, type: DocumentType, key: DocumentKey): Promise<number> {
  const number = "number" in key ? key.number : await findElementByCode(db, portalId, type.code, key.code);
  if (number === null) throw documentNotFound(type);
  return number;
}

export function documentNotFound(type: DocumentType): Refusal {
  return new Refusal(type.triple[0] === "crm" ? "crm-not-found" : "element-not-found");
}

interface DocumentRequest {
  readonly portalId: number;
  readonly kind: DocumentKind;
  readonly key: DocumentKey;
  readonly selection?: Selection;
  /** The portal's, from those who know it: it need not be read again. */
  readonly timeZone?: string;
  /** Whose rights count; missing: nobody's. */
  readonly person?: Person;
}

/** @throws Refusal `crm-not-found`, `crm-access-denied`, `element-not-found`, `list-not-found`, `list-access-denied` */
export async function getDocument(
  runtime: Runtime,
  { portalId, kind, key, selection = null, timeZone, person }: DocumentRequest,
): Promise<ValueMap> {
  const db = runtime.database;
  const [{ type, row }, zone] = await Promise.all([
    readTyped(db, portalId, kind, key),
    timeZone ?? readPortalClock(db, portalId).then((clock) => clock.timeZone),
  ]);
  if (!row) throw documentNotFound(type);
  await checkDocumentRight(runtime, db, person, "read", { portalId, type, id: row.id });
  const [shown = {}] = await withFileLinks(db, portalId, type, [wireFields(type, row, zone, selection)]);
  return shown;
}

/** Documents of the CRM are stored under the name that the caller gives: they need not wait for their type. */
async function readTyped(
  db: Db,
  portalId: number,
  kind: DocumentKind,
  key: DocumentKey,
): Promise<{ readonly type: DocumentType; readonly row: DocumentRow | null }> {
  if (kind.kind === "crm" && "number" in key) {
    const [type, row] = await Promise.all([resolveType(db, portalId, kind), readDocument(db, portalId, kind.code, key.number)]);
    return { type, row };
  }
  const type = await resolveType(db, portalId, kind);
  return { type, row: await readDocument(db, portalId, type.code, await resolveNumber(db, portalId, type, key)) };
}
