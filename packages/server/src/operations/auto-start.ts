// Templates that start by themselves when a document is created or changed by a person, an application or the API.
import type { DocumentTriple } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { findAutomaticTemplates } from "../store/template.ts";
import type { Runtime } from "./runtime.ts";
import { startWorkflow } from "./start-workflow.ts";

export interface AutomaticStart {
  readonly portalId: number;
  readonly type: DocumentTriple;
  readonly id: DocumentTriple;
  readonly event: "created" | "changed";
  readonly changed: readonly string[] | null;
  readonly userId: number;
}

const bits = { created: 1, changed: 2 } as const;

/** Starts them one after another, lowest id first, in the transaction that writes the document: both happen, or neither. */
export async function startAutomatically(runtime: Runtime, tx: Tx, start: AutomaticStart): Promise<void> {
  const { portalId, type, id, event, changed, userId } = start;
  for (const templateId of await findAutomaticTemplates(tx, portalId, type[0], type[2], bits[event])) {
    // What began the workflow decides at which trigger of a canvas it begins.
    const parameters = { DocumentEventType: bits[event], ...(changed === null ? {} : { ModifiedDocumentField: changed }) };
    await startWorkflow(runtime, tx, { portalId, templateId, documentId: id, parameters, userId, changed, atLimit: "held" });
  }
}
