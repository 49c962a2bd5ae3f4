// Records of a portal, as people look at them and close them.
import type { RecordFacts } from "@kontor/engine/model";
import { userId as userIdOf } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";
import { enqueue } from "../queue/enqueue.ts";
import { readPortalClock } from "../store/document.ts";
import { type Closing, endRecord, listRecords, type RecordFilter, readRecord, type StoredRecord } from "../store/record.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { RecordFilter, StoredRecord };

/** At most 500, the newest first. */
export function findRecords({ database }: Pick<Runtime, "database">, portalId: number, filter: RecordFilter): Promise<StoredRecord[]> {
  return listRecords(database, portalId, filter, 500);
}

/** @throws Refusal `argument-invalid` where there is none */
export async function showRecord({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<StoredRecord> {
  return (await readRecord(database, portalId, id)) ?? refuse(`there is no record ${id}`);
}

/**
 * Completes or deletes a record. A step that waits for it goes on.
 * @throws Refusal `argument-invalid` where there is none that is open; `user-not-found`
 */
export async function finishRecord(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  { portalId, id, userId, deleted }: { readonly portalId: number; readonly id: number; readonly userId: number; readonly deleted: boolean },
): Promise<void> {
  await checkActiveUser(database, portalId, userId);
  await database.transaction(async (tx) => {
    const { clockOffsetMs } = await readPortalClock(tx, portalId);
    const at = new Date(tx.now.getTime() + clockOffsetMs);
    const isOpen = await closeWithin(tx, portalId, id, { status: deleted ? "deleted" : "closed", by: userId, at });
    if (!isOpen) refuse(`there is no open record ${id}`);
  });
  wake();
}

/** @returns false where there is no such open record */
export async function closeWithin(tx: Tx, portalId: number, id: number, closing: Closing): Promise<boolean> {
  const closed = await endRecord(tx, portalId, id, closing);
  if (!closed) return false;
  const { workflowId, activity, isAwaited } = closed;
  const { by, at, status } = closing;
  const event = { kind: "record-closed", record: id, by, at: at.getTime(), deleted: status === "deleted" };
  if (isAwaited && workflowId !== null) await enqueue(tx, [{ portalId, kind: "tell-step", workflowId, activity, payload: { event } }]);
  return true;
}

/** As steps see it. */
export async function recordFacts(db: Db, portalId: number, id: number): Promise<RecordFacts | null> {
  const record = await readRecord(db, portalId, id);
  if (!record) return null;
  const { kind, title, fields, status, responsibleId } = record;
  return { kind, title, fields, status, responsible: responsibleId === null ? null : userIdOf(responsibleId) };
}

function refuse(reason: string): never {
  throw new Refusal("argument-invalid", { argument: "id", reason });
}
