// Changes a document, tells applications of it and starts what starts by itself on its change, in one transaction.
import type { ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { dateTimeText } from "../documents/zone-time.ts";
import { lockDocument, writeDocument } from "../store/document.ts";
import { complexId, given, portalNow, refuseEmpty } from "./add-document.ts";
import { startAutomatically } from "./auto-start.ts";
import { documentEvent } from "./document-event.ts";
import { type DocumentKey, type DocumentKind, documentNotFound, resolveNumber, resolveType } from "./get-document.ts";
import type { Runtime } from "./runtime.ts";

export interface DocumentChange {
  readonly portalId: number;
  readonly userId: number;
  readonly kind: DocumentKind;
  readonly key: DocumentKey;
  readonly fields: ValueMap;
}

/**
 * Deals and leads keep what is not given; elements of lists are overwritten as a whole.
 * Every active person of the portal may change documents: rights on documents do not exist yet.
 * @throws Refusal `crm-not-found`, `crm-currency-invalid`, `list-not-found`, `element-not-found`, `element-value-invalid`
 */
export async function updateDocument(runtime: Runtime, request: DocumentChange): Promise<void> {
  const type = await resolveType(runtime.database, request.portalId, request.kind);
  await runtime.database.transaction((tx) => update(runtime, tx, type, request));
  runtime.wake();
}

async function update(runtime: Runtime, tx: Tx, type: DocumentType, { portalId, userId, key, fields }: DocumentChange): Promise<void> {
  const id = await resolveNumber(tx, portalId, type, key);
  const before = await lockDocument(tx, portalId, type.code, id);
  if (!before) throw documentNotFound(type);
  const { now, zone } = await portalNow(tx, portalId);
  const written = given(type, fields, zone);
  const after = { ...keptFields(type, before.fields), ...written };
  refuseEmpty(type, after);
  const changed = changedFields(type, before.fields, after);
  // A stage that is written but stays the same does not count as moved.
  const really = Object.fromEntries(Object.entries(written).filter(([name]) => changed.includes(name)));
  const stamp = type.stamp({ written: really, userId, now: dateTimeText(now.getTime(), "UTC") });
  const row = { type: type.code, id, fields: { ...after, ...stamp }, modifiedAt: now };
  // Also where nothing but the date of the change is new.
  await writeDocument(tx, portalId, row, documentEvent(type.code, id, "UPDATE", userId));
  if (changed.length === 0) return;
  await startAutomatically(runtime, tx, { portalId, type: type.triple, id: complexId(type, id), event: "changed", changed, userId });
}

function keptFields(type: DocumentType, fields: ValueMap): ValueMap {
  if (type.triple[0] === "crm") return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => type.kept.has(name)));
}

/** Under every name that templates know a field by. Nothing, an empty text and an empty list are the same. */
function changedFields(type: DocumentType, before: ValueMap, after: ValueMap): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const stored = new Set([...names].filter((name) => comparable(before[name]) !== comparable(after[name])));
  const aliases = Object.keys(type.fields).filter((name) => !stored.has(name) && stored.has(type.storedName(name) ?? ""));
  return [...stored, ...aliases];
}

/** The database sorts the keys of maps by itself, so both sides are sorted here. */
function comparable(value: ValueMap[string] | undefined): string {
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "";
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
