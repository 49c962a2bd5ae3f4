// What a workflow has come to, as one of its steps has said.
import type { WorkflowResult } from "@kontor/engine/model";
import { readWorkflowState } from "../store/workflow.ts";
import type { Runtime } from "./runtime.ts";

/** Null: no step has said anything, or there is no such workflow. Who may see it is the caller's to ask. */
export async function readWorkflowResult(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  workflowId: string,
): Promise<WorkflowResult | null> {
  return (await readWorkflowState(database, portalId, workflowId))?.result ?? null;
}
