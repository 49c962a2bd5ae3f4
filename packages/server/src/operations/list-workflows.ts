// Running workflows of the portal.
import type { SelectQuery } from "../store/list-sql.ts";
import { type ListedWorkflow, readWorkflowList, type WorkflowField } from "../store/workflow-list.ts";
import { type Person, seerOfWorkflows } from "./access-rights.ts";
import type { Runtime } from "./runtime.ts";

/** @param person whose workflows: those that the person has started, is asked by or has a right on; missing: all */
export async function listWorkflows<Field extends WorkflowField>(
  runtime: Runtime,
  portalId: number,
  query: SelectQuery<Field>,
  person?: Person,
): Promise<{ rows: ListedWorkflow<Field>[]; total: number | null }> {
  return readWorkflowList(runtime.database, portalId, query, await seerOfWorkflows(runtime, portalId, person));
}
