// Stops a workflow and removes everything that is known of it: state, tasks, log, deliveries, timers, notifications, mail, records, files.
import { eraseWithin } from "./erase-workflow.ts";
import type { Runtime } from "./runtime.ts";
import { terminateWithin } from "./terminate-workflow.ts";

/** False: there was no such workflow, running or finished. */
export function killWorkflow(
  runtime: Runtime,
  kill: { readonly portalId: number; readonly workflowId: string; readonly userId: number | null },
): Promise<boolean> {
  return runtime.database.transaction(async (tx) => {
    await terminateWithin(runtime, tx, { ...kill, title: "" });
    return eraseWithin(tx, kill.portalId, kill.workflowId);
  });
}
