// Steps that wait for a document: for a stage, for its lock. Who is told gets a job of its own, in the transaction of the change.
import { asText, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { semanticsOf } from "../documents/stages.ts";
import { enqueue } from "../queue/enqueue.ts";
import type { DocumentRow } from "../store/document.ts";
import { type DocumentWait, deleteDocumentWait, findDocumentWaits, insertDocumentWait, writeDocumentLock } from "../store/document-wait.ts";

/** The event `document-changed` without its step. */
interface DocumentNews {
  readonly what: "stage" | "unlocked" | "locked" | "gone";
  readonly stage: string;
  readonly semantics: "P" | "S" | "F" | "";
}

interface Place {
  readonly portalId: number;
  readonly type: DocumentType;
  readonly id: number;
}

/** Steps that wait for stages hear of each, and say themselves when they have waited enough. */
export async function tellOfStage(tx: Tx, place: Place, fields: ValueMap): Promise<void> {
  const waits = await findDocumentWaits(tx, place.portalId, place.type.code, place.id);
  for (const wait of waits) if (wait.waitsFor === "stage") await tell(tx, place, wait, stageNews(place.type, fields));
}

export async function tellOfEnd(tx: Tx, place: Place): Promise<void> {
  for (const wait of await findDocumentWaits(tx, place.portalId, place.type.code, place.id)) {
    if (await deleteDocumentWait(tx, place.portalId, wait.workflowId, wait.activity)) await tell(tx, place, wait, gone);
  }
}

export function tellOfMissing(tx: Tx, portalId: number, wait: DocumentWait): Promise<void> {
  return tell(tx, { portalId }, wait, gone);
}

const gone: DocumentNews = { what: "gone", stage: "", semantics: "" };

/** @param row locked by the transaction. @param seen the stage that the step has seen */
export async function awaitDocument(tx: Tx, place: Place, row: DocumentRow, wait: DocumentWait, seen: string): Promise<void> {
  const { portalId } = place;
  if (wait.waitsFor === "stage") {
    await insertDocumentWait(tx, portalId, row, wait);
    const news = stageNews(place.type, row.fields);
    // It has moved on since the step looked.
    if (news.stage !== seen) await tell(tx, place, wait, news);
    return;
  }
  const isFree = row.lockedBy === null || row.lockedBy === undefined || row.lockedBy === wait.workflowId;
  if (!isFree) return insertDocumentWait(tx, portalId, row, wait);
  await grant(tx, place, wait);
}

/** @param row locked by the transaction */
export async function unlockDocument(tx: Tx, place: Place, row: DocumentRow, workflowId: string): Promise<void> {
  if (row.lockedBy !== workflowId) return;
  await writeDocumentLock(tx, place.portalId, row.type, row.id, null);
  const waits = (await findDocumentWaits(tx, place.portalId, row.type, row.id)).filter(({ waitsFor }) => waitsFor !== "stage");
  for (const wait of waits) {
    if (!(await deleteDocumentWait(tx, place.portalId, wait.workflowId, wait.activity))) continue;
    await grant(tx, place, wait);
    // From here on it is locked again; who stands behind waits for this one.
    if (wait.waitsFor === "lock") return;
  }
}

async function grant(tx: Tx, place: Place, wait: DocumentWait): Promise<void> {
  if (wait.waitsFor === "lock") await writeDocumentLock(tx, place.portalId, place.type.code, place.id, wait.workflowId);
  await tell(tx, place, wait, { what: wait.waitsFor === "lock" ? "locked" : "unlocked", stage: "", semantics: "" });
}

async function tell(
  tx: Tx,
  { portalId }: Pick<Place, "portalId">,
  { workflowId, activity }: DocumentWait,
  news: DocumentNews,
): Promise<void> {
  await enqueue(tx, [{ portalId, kind: "tell-step", workflowId, activity, payload: { event: { kind: "document-changed", ...news } } }]);
}

function stageNews({ pipelines }: DocumentType, fields: ValueMap): DocumentNews {
  const stage = pipelines === null ? "" : asText(fields[pipelines.field]);
  return { what: "stage", stage, semantics: stage === "" ? "" : semanticsOf(pipelines?.stages ?? [], stage) };
}
