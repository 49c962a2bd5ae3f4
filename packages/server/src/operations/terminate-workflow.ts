// Stops a running workflow; its log, tasks that were answered and results stay.
import type { Database, Tx } from "../db/db.ts";
import { readWorkflow } from "../store/workflow.ts";
import { type Resumed, resumeWith } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

export interface Termination {
  readonly portalId: number;
  readonly workflowId: string;
  /** Status text that people read; empty means "Terminated". */
  readonly title: string;
  readonly userId: number | null;
}

export function terminateWorkflow(runtime: Runtime, termination: Termination): Promise<Resumed> {
  return terminateWithin(runtime, runtime.database, termination);
}

/** Inside a transaction of the caller's. */
export function terminateWithin(
  runtime: Runtime,
  db: Database | Tx,
  { portalId, workflowId, title, userId }: Termination,
): Promise<Resumed> {
  const request = { portalId, workflowId, event: { kind: "terminated", title } as const, userId };
  return resumeWith(runtime, db, request, () => readWorkflow(db, portalId, workflowId));
}
