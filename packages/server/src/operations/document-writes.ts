// Writing documents inside a transaction, and telling applications of it. What starts by itself on a change is the caller's to start.
import type { DocumentTriple, ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { type DocumentType, storedFields } from "../documents/registry.ts";
import { dateTimeText } from "../documents/zone-time.ts";
import { deleteAccessRights, rightSubject } from "../store/access-right.ts";
import { type DocumentRow, deleteDocument, insertDocument, readPortalClock, writeDocument } from "../store/document.ts";
import { type RaisedEvent, raiseEvent } from "../store/event-binding.ts";
import { deleteFilesOfDocument } from "../store/file.ts";
import { type DocumentChanged, documentChanged } from "./document-changed.ts";
import { type DocumentVerb, documentEvents } from "./document-event.ts";

/** The portal's clock: a test may have moved it. */
export interface PortalNow {
  readonly now: Date;
  /** `2025-12-25` */
  readonly today: string;
  readonly zone: string;
}

export async function portalNow(tx: Tx, portalId: number): Promise<PortalNow> {
  const { timeZone, clockOffsetMs } = await readPortalClock(tx, portalId);
  const now = new Date(tx.now.getTime() + clockOffsetMs);
  return { now, today: dateTimeText(now.getTime(), timeZone).slice(0, 10), zone: timeZone };
}

export function complexId(type: DocumentType, id: number): DocumentTriple {
  return [type.triple[0], type.triple[1], type.complexId(id)];
}

interface Write {
  readonly portalId: number;
  readonly type: DocumentType;
  /** As stored. */
  readonly fields: ValueMap;
  readonly userId: number;
  readonly clock: PortalNow;
  /** Null: a person or an application does it, and applications are told who. */
  readonly workflowId: string | null;
}

/** A new row: defaults, the given fields, what follows from them, and who and when. */
export async function insertNew(tx: Tx, id: number, write: Write): Promise<void> {
  const { portalId, type, fields, userId, clock } = write;
  const { now, today } = clock;
  const written = { ...type.defaults({ id, userId, today, category: fields["CATEGORY_ID"] }), ...fields };
  const derived = { ...written, ...type.derived(written) };
  const stored = { ...derived, ...type.stamp({ written: derived, userId, now: dateTimeText(now.getTime(), "UTC") }) };
  const row = { type: type.code, id, fields: stored, createdAt: now, modifiedAt: now };
  await telling(tx, write, id, "ADD", (event) => insertDocument(tx, portalId, row, event));
  await documentChanged(tx, {
    portalId,
    type,
    id,
    before: null,
    after: stored,
    changed: changedFields(type, {}, stored),
    by: writerOf(write),
  });
}

/** A row that the transaction has locked. False: it was already gone. */
export async function removeRow(tx: Tx, row: DocumentRow, write: Omit<Write, "fields" | "clock">): Promise<boolean> {
  const { portalId, type } = write;
  if (!(await telling(tx, write, row.id, "DELETE", (event) => deleteDocument(tx, portalId, type.code, row.id, event)))) return false;
  await deleteAccessRights(tx, portalId, rightSubject(complexId(type, row.id)));
  await deleteFilesOfDocument(tx, portalId, type.code, row.id);
  await documentChanged(tx, { portalId, type, id: row.id, before: row.fields, after: null, changed: [], by: writerOf(write) });
  return true;
}

function writerOf({ userId, workflowId }: Pick<Write, "userId" | "workflowId">): DocumentChanged["by"] {
  return { userId, workflowId };
}

/** The event goes in the statement that writes; a smart process has one more, of its own. */
async function telling<T>(
  tx: Tx,
  { portalId, type, userId, workflowId }: Omit<Write, "fields" | "clock">,
  id: number,
  verb: DocumentVerb,
  write: (event: RaisedEvent | null) => Promise<T>,
): Promise<T> {
  // A workflow is nobody.
  const [event = null, ...others] = documentEvents(type.code, id, verb, workflowId === null ? userId : null);
  const written = await write(event);
  for (const other of others) await raiseEvent(tx, portalId, other);
  return written;
}

/**
 * Over a row that the transaction has locked.
 * @param kept what stays of the row's fields
 * @returns the names of the fields that have really changed, under every name that templates know them by
 */
export async function overwrite(tx: Tx, before: DocumentRow, kept: ValueMap, write: Write): Promise<readonly string[]> {
  const { portalId, type, fields, userId, clock } = write;
  const after = { ...kept, ...fields };
  const changed = changedFields(type, before.fields, after);
  // A stage that is written but stays the same does not count as moved.
  const really = Object.fromEntries(Object.entries(fields).filter(([name]) => changed.includes(name)));
  const stamp = type.stamp({ written: really, userId, now: dateTimeText(clock.now.getTime(), "UTC") });
  const row = { type: type.code, id: before.id, fields: { ...after, ...stamp }, modifiedAt: clock.now };
  // Also where nothing but the date of the change is new.
  await telling(tx, write, before.id, "UPDATE", (event) => writeDocument(tx, portalId, row, event));
  await documentChanged(tx, { portalId, type, id: before.id, before: before.fields, after: row.fields, changed, by: writerOf(write) });
  return changed;
}

/** What the engine gave, as rows store it. */
export function engineFields(type: DocumentType, fields: ValueMap, zone: string): ValueMap {
  return storedFields(type, fields, { zone, decimals: type.decimals });
}

/** Nothing, an empty text and an empty list are the same. */
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
