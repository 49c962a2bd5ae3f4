// A workflow on a document is over: where the portal limits how many run there, those that were held for want of room begin, the oldest first.
import { activityName } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { lockDocument } from "../store/document.ts";
import { readWorkflowLimits } from "../store/portal.ts";
import { countProcesses, type DocumentPlace, lockWaitingProcess } from "../store/rule-template.ts";
import { readWorkflow } from "../store/workflow.ts";
import { resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export async function beginWaiting(runtime: Runtime, portalId: number, place: DocumentPlace): Promise<void> {
  let isMore = true;
  while (isMore) isMore = await runtime.database.transaction((tx) => beginOldest(runtime, tx, portalId, place));
  runtime.wake();
}

/** @returns whether there may be room for one more */
async function beginOldest(runtime: Runtime, tx: Tx, portalId: number, place: DocumentPlace): Promise<boolean> {
  // Workflows first, then the document: the order in which everybody locks rows.
  const oldest = await lockWaitingProcess(tx, portalId, place);
  if (!oldest || !(await lockDocument(tx, portalId, oldest.storageType, oldest.documentNumber))) return false;
  const { perDocument } = { ...runtime.limits, ...(await readWorkflowLimits(tx, portalId)) };
  if (perDocument > 0 && (await countProcesses(tx, portalId, place)) >= perDocument) return false;
  const event = { kind: "retried", activity: activityName(oldest.activity) } as const;
  const request = { portalId, workflowId: oldest.id, event, userId: null };
  await resumeWith(runtime, tx, request, () => readWorkflow(tx, portalId, oldest.id));
  return true;
}
