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
): Promise<void> {
  for (const workflowId of await findWorkflowsOfDocument(tx, portalId, id[0], id[2], null)) {
    await terminateWithin(runtime, tx, { portalId, workflowId, title, userId: null });
  }
}
