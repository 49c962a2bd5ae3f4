// Changes a document, tells applications of it and starts what starts by itself on its change, in one transaction.
import type { ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { lockDocument } from "../store/document.ts";
import { checkDocumentRight, type Person } from "./access-rights.ts";
import { given, refuseEmpty } from "./add-document.ts";
import { startAutomatically } from "./auto-start.ts";
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
  const written = given(type, fields, clock.zone);
  const kept = keptFields(type, before.fields);
  refuseEmpty(type, { ...kept, ...written });
  const changed = await overwrite(tx, before, kept, { portalId, type, fields: written, userId, clock, workflowId: null });
  if (changed.length === 0) return;
  await startAutomatically(runtime, tx, { portalId, type: type.triple, id: complexId(type, id), event: "changed", changed, userId });
}

function keptFields(type: DocumentType, fields: ValueMap): ValueMap {
  if (type.triple[0] === "crm") return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => type.kept.has(name)));
}
