// Adds a document, tells applications of it and starts what starts by itself on it, in one transaction.
import { asList, asText, type Value, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { isUniqueViolation } from "../db/db.ts";
import { isCurrency } from "../documents/currencies.ts";
import { type DocumentType, storedFields } from "../documents/registry.ts";
import { nextDocumentId } from "../store/document.ts";
import { startAutomatically } from "./auto-start.ts";
import { keepDocumentFiles, takeDocumentFiles } from "./document-files.ts";
import { complexId, insertNew, portalNow } from "./document-writes.ts";
import { type DocumentKind, resolveType } from "./get-document.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface NewDocument {
  readonly portalId: number;
  readonly userId: number;
  readonly kind: DocumentKind;
  /** Names in any case, values as clients write them; fields that the type does not have are passed over. */
  readonly fields: ValueMap;
  /** Symbolic code of an element; "" for none. */
  readonly code?: string;
}

/**
 * Every active person of the portal may add documents: rights are set on documents that are there.
 * @returns the document's number
 * @throws Refusal `crm-currency-invalid`, `list-not-found`, `element-already-exists`, `element-value-invalid`
 */
export async function addDocument(runtime: Runtime, request: NewDocument): Promise<number> {
  const type = await resolveType(runtime.database, request.portalId, request.kind);
  try {
    const id = await runtime.database.transaction((tx) => add(runtime, tx, type, request));
    runtime.wake();
    return id;
  } catch (error) {
    if (isUniqueViolation(error, "document_element_code")) throw new Refusal("element-already-exists", {}, { cause: error });
    throw error;
  }
}

async function add(runtime: Runtime, tx: Tx, type: DocumentType, { portalId, userId, fields, code = "" }: NewDocument): Promise<number> {
  const clock = await portalNow(tx, portalId);
  const id = await nextDocumentId(tx);
  if (type.triple[0] === "lists") refuseFileIds(type, fields);
  const taken = await takeDocumentFiles(tx, { portalId, type, fields, before: {} });
  const written = { ...given(type, taken.fields, clock.zone), ...(code === "" ? {} : { CODE: code }) };
  refuseEmpty(type, { ...type.defaults({ id, userId, today: clock.today }), ...written });
  await keepDocumentFiles(tx, portalId, taken.files, userId, type, id);
  await insertNew(tx, id, { portalId, type, fields: written, userId, clock, workflowId: null });
  await startAutomatically(runtime, tx, { portalId, type: type.triple, id: complexId(type, id), event: "created", changed: null, userId });
  return id;
}

/** The caller's fields as they are stored. An empty title or currency counts as not given. */
export function given(type: DocumentType, fields: ValueMap, zone: string): ValueMap {
  const stored: Record<string, Value> = { ...storedFields(type, fields, { zone, decimals: type.decimals }) };
  for (const name of ["TITLE", "CURRENCY_ID"]) if (asText(stored[name]) === "") delete stored[name];
  const currency = stored["CURRENCY_ID"];
  if (currency !== undefined && !isCurrency(asText(currency))) throw new Refusal("crm-currency-invalid");
  return stored;
}

/** A number in a file field would let a caller take over somebody else's file. */
export function refuseFileIds(type: DocumentType, fields: ValueMap): void {
  for (const [name, value] of Object.entries(fields)) {
    const definition = type.fields[name.trim().toUpperCase()];
    const hasId = definition?.type === "file" && asList(value).some((item) => /^\d+$/.test(asText(item).trim()));
    if (hasId) throw new Refusal("element-value-invalid", { message: "Writing file values by ID is not supported" });
  }
}

/** Lists insist on their required fields; deals and leads are created without, and get a title of their own. */
export function refuseEmpty(type: DocumentType, fields: ValueMap): void {
  if (type.triple[0] !== "lists") return;
  for (const [name, { required, name: title }] of Object.entries(type.fields)) {
    const key = type.storedName(name);
    if (!required || key === null) continue;
    if (asList(fields[key]).length > 0) continue;
    if (name === "NAME") throw new Refusal("list-parameter-missing", { parameter: "NAME" });
    throw new Refusal("element-value-invalid", { message: `The field "${title}" is required` });
  }
}
