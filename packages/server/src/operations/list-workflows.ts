// Workflows of the portal: those that run, or all that are known.
import type { ListQuery, SelectQuery } from "../store/list-sql.ts";
import {
  type EverField,
  type ListedEver,
  type ListedWorkflow,
  readEverList,
  readWorkflowList,
  type WorkflowField,
} from "../store/workflow-list.ts";
import { type Person, seerOfWorkflows } from "./access-rights.ts";
import type { Runtime } from "./runtime.ts";

export type { ListQuery };

/** @param person whose workflows: those that the person has started, is asked by or has a right on; missing: all */
export async function listWorkflows<Field extends WorkflowField>(
  runtime: Runtime,
  portalId: number,
  query: SelectQuery<Field>,
  person?: Person,
): Promise<{ rows: ListedWorkflow<Field>[]; total: number | null }> {
  return readWorkflowList(runtime.database, portalId, query, await seerOfWorkflows(runtime, portalId, person));
}

/** Those that are over, too, as long as they are kept. @param person as for {@link listWorkflows} */
export async function listWorkflowsEver<Field extends EverField>(
  runtime: Runtime,
  portalId: number,
  query: SelectQuery<Field>,
  person?: Person,
): Promise<{ rows: ListedEver<Field>[]; total: number | null }> {
  return readEverList(runtime.database, portalId, query, await seerOfWorkflows(runtime, portalId, person));
}
