// When a document goes, its workflows end with it.
import type { DocumentTriple } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { findWorkflowsOfDocument } from "../store/workflow.ts";
import type { Runtime } from "./runtime.ts";
import { terminateWithin } from "./terminate-workflow.ts";

export async function endWorkflowsOfDocument(
  runtime: Runtime,
  tx: Tx,
  { portalId, id, title }: { readonly portalId: number; readonly id: DocumentTriple; readonly title: string },
  except?: string,
): Promise<void> {
  for (const workflowId of await findWorkflowsOfDocument(tx, portalId, id[0], id[2], null)) {
    if (workflowId === except) continue;
    await terminateWithin(runtime, tx, { portalId, workflowId, title, userId: null });
  }
}

/** In a transaction of its own. @param except a workflow that looks after itself: the one whose step deleted the document */
export async function endWorkflowsWithDocument(
  runtime: Runtime,
  { except, ...ending }: { readonly portalId: number; readonly id: DocumentTriple; readonly title: string; readonly except: string },
): Promise<void> {
  await runtime.database.transaction((tx) => endWorkflowsOfDocument(runtime, tx, ending, except));
  runtime.wake();
}
