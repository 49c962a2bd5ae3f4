// Running workflows of the portal, for administrators.
import type { ListQuery } from "../store/list-sql.ts";
import { type ListedWorkflow, readWorkflowList } from "../store/workflow-list.ts";
import type { Runtime } from "./runtime.ts";

export type { ListedWorkflow };

export function listWorkflows(
  runtime: Runtime,
  portalId: number,
  query: ListQuery,
): Promise<{ rows: ListedWorkflow[]; total: number | null }> {
  return readWorkflowList(runtime.database, portalId, query);
}
