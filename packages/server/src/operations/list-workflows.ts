// Running workflows of the portal, for administrators.
import type { SelectQuery } from "../store/list-sql.ts";
import { type ListedWorkflow, readWorkflowList, type WorkflowField } from "../store/workflow-list.ts";
import type { Runtime } from "./runtime.ts";

export function listWorkflows<Field extends WorkflowField>(
  runtime: Runtime,
  portalId: number,
  query: SelectQuery<Field>,
): Promise<{ rows: ListedWorkflow<Field>[]; total: number | null }> {
  return readWorkflowList(runtime.database, portalId, query);
}
