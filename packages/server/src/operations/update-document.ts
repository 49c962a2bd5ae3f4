// Changes a document, tells applications of it and starts what starts by itself on its change, in one transaction.
import { asList, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { withReach } from "../documents/multi-field.ts";
import type { DocumentType } from "../documents/registry.ts";
import { elementValueIds } from "../documents/wire-fields.ts";
import { type DocumentRow, lockDocument } from "../store/document.ts";
import { checkDocumentRight, type Person } from "./access-rights.ts";
import { given, refuseEmpty, refuseFileIds } from "./add-document.ts";
import { startAutomatically } from "./auto-start.ts";
import { keepDocumentFiles, keptElementFiles, takeDocumentFiles } from "./document-files.ts";
import { complexId, overwrite, portalNow } from "./document-writes.ts";
import { type DocumentKey, type DocumentKind, documentNotFound, resolveNumber, resolveType } from "./get-document.ts";
import type { Runtime } from "./runtime.ts";

export interface DocumentChange {
  readonly portalId: number;
  readonly userId: number;
  readonly kind: DocumentKind;
  readonly key: DocumentKey;
  readonly fields: ValueMap;
  /** Whose rights count; missing: nobody's. */
  readonly person?: Person;
}

/**
 * Deals and leads keep what is not given; elements of lists are overwritten as a whole.
 * @throws Refusal `crm-not-found`, `crm-access-denied`, `crm-currency-invalid`, `list-not-found`, `list-access-denied`, `element-not-found`,
 * `element-value-invalid`
 */
export async function updateDocument(runtime: Runtime, request: DocumentChange): Promise<void> {
  const type = await resolveType(runtime.database, request.portalId, request.kind);
  await runtime.database.transaction((tx) => update(runtime, tx, type, request));
  runtime.wake();
}

async function update(
  runtime: Runtime,
  tx: Tx,
  type: DocumentType,
  { portalId, userId, key, fields, person }: DocumentChange,
): Promise<void> {
  const id = await resolveNumber(tx, portalId, type, key);
  const before = await lockDocument(tx, portalId, type.code, id);
  if (!before) throw documentNotFound(type);
  await checkDocumentRight(runtime, tx, person, "write", { portalId, type, id });
  const clock = await portalNow(tx, portalId);
  if (type.triple[0] === "lists") refuseFileIds(type, fields);
  const kept = keptFields(type, fields, before);
  const taken = await takeDocumentFiles(tx, { portalId, type, fields, before: kept });
  await keepDocumentFiles(tx, portalId, taken.files, userId, type, id);
  const written = given(type, withReach(type, taken.fields, before.fields), clock.zone);
  refuseEmpty(type, { ...kept, ...written });
  const changed = await overwrite(tx, before, kept, { portalId, type, fields: written, userId, clock, workflowId: null });
  if (changed.length === 0) return;
  await startAutomatically(runtime, tx, { portalId, type: type.triple, id: complexId(type, id), event: "changed", changed, userId });
}

function keptFields(type: DocumentType, fields: ValueMap, { id, fields: before }: DocumentRow): ValueMap {
  if (type.triple[0] === "crm") return before;
  const kept = Object.entries(before).filter(([name]) => type.kept.has(name));
  const valueIds = (name: string) => elementValueIds(id, name, asList(before[type.storedName(name) ?? ""]).length);
  return { ...Object.fromEntries(kept), ...keptElementFiles(type, fields, before, valueIds) };
}
