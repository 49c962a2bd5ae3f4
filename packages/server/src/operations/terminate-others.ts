// Stops the other running workflows of the same template on the same document (a Terminate step's wider kinds).
import { findPlace, findWorkflowsOfDocument } from "../store/workflow.ts";
import { eraseWithin } from "./erase-workflow.ts";
import type { Runtime } from "./runtime.ts";
import { terminateWithin } from "./terminate-workflow.ts";

export interface TerminateOthers {
  readonly portalId: number;
  /** The workflow that asked; it may be over by now. */
  readonly workflowId: string;
  readonly title: string;
  /** Remove them altogether. */
  readonly kill: boolean;
}

export async function terminateOthers(runtime: Runtime, { portalId, workflowId, title, kill }: TerminateOthers): Promise<void> {
  await runtime.database.transaction(async (tx) => {
    const place = await findPlace(tx, portalId, workflowId);
    if (!place) return;
    const ids = await findWorkflowsOfDocument(tx, portalId, place.module, place.documentId, place.templateId);
    for (const id of ids.filter((other) => other !== workflowId)) {
      await terminateWithin(runtime, tx, { portalId, workflowId: id, title, userId: null });
      if (kill) await eraseWithin(tx, portalId, id);
    }
  });
}

/** Removes a workflow that asked for it when it ended. */
export async function eraseEndedWorkflow(runtime: Runtime, portalId: number, workflowId: string): Promise<void> {
  await runtime.database.transaction((tx) => eraseWithin(tx, portalId, workflowId));
}
