// A document was made or changed, and triggers may wait for it: kept in the transaction of its write, for the job that looks for them.
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { enqueue } from "../queue/enqueue.ts";
import { hasTriggers } from "../store/automation-trigger.ts";

interface Happened {
  readonly portalId: number;
  readonly type: DocumentType;
  readonly id: number;
  /** Null: it is new. */
  readonly before: object | null;
  readonly changed: readonly string[];
  readonly by: { readonly userId: number };
}

/** What the job `raise-trigger` holds. */
export interface RaisedTrigger {
  readonly type: string;
  readonly id: number;
  readonly code: "DOCUMENT_CREATE" | "FIELD_CHANGED";
  readonly changed: readonly string[];
  readonly userId: number;
}

export async function triggersRaised(tx: Tx, { portalId, type, id, before, changed, by }: Happened): Promise<void> {
  const waitedFor = changed.filter((field) => type.watched.has(field) && field !== type.pipelines?.field);
  if (before !== null && waitedFor.length === 0) return;
  if (before === null && (type.pipelines === null || !(await hasTriggers(tx, portalId, type.code, "DOCUMENT_CREATE")))) return;
  const code = before === null ? "DOCUMENT_CREATE" : "FIELD_CHANGED";
  const payload: RaisedTrigger = { type: type.code, id, code, changed: before === null ? [] : waitedFor, userId: by.userId };
  await enqueue(tx, [{ portalId, kind: "raise-trigger", payload }]);
}
