// Starts a workflow anew with what it was started with; where it still runs, it is terminated first. Both happen, or neither.
import type { ValueMap } from "@kontor/engine/model";
import { handOverFiles } from "../store/file.ts";
import { readForRestart } from "../store/workflow.ts";
import type { Runtime } from "./runtime.ts";
import { startWorkflow } from "./start-workflow.ts";
import { terminateWithin } from "./terminate-workflow.ts";

export interface Restart {
  readonly portalId: number;
  readonly workflowId: string;
  /** `same`: the version of the template that it ran on; `current`: the one that new workflows run on. */
  readonly version: "same" | "current";
}

/**
 * The document stays as it is: what the first run has written is not taken back. A workflow that waits for this one as for its child goes
 * on, since that child has ended.
 * @returns the id of the new workflow; null: there is nothing known of the old one
 * @throws Refusal `start-*` where the template or the document is gone; then the old one goes on
 */
export async function restartWorkflow(runtime: Runtime, { portalId, workflowId, version }: Restart): Promise<string | null> {
  const restarted = await runtime.database.transaction(async (tx) => {
    const old = await readForRestart(tx, portalId, workflowId);
    if (!old) return null;
    if (old.isRunning) await terminateWithin(runtime, tx, { portalId, workflowId, title: "Restarted", userId: null });
    const fresh = await startWorkflow(runtime, tx, {
      portalId,
      templateId: old.templateId,
      documentId: [old.module, old.entity, old.documentId],
      parameters: withoutSystem(old.parameters),
      userId: old.startedBy,
      changed: null,
      ...(version === "same" ? { versionHash: old.hash } : {}),
    });
    // It was started with their numbers: they must not go when somebody removes the old one.
    await handOverFiles(tx, portalId, workflowId, fresh);
    return fresh;
  });
  runtime.wake();
  return restarted;
}

/** The start gives it again. */
function withoutSystem({ TargetUser: _given, ...parameters }: ValueMap): ValueMap {
  return parameters;
}
