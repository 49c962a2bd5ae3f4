// Starts the workflow that a step of another workflow has asked for, exactly once: the job goes in the same transaction.
import { activityName, type Parent, type ValueMap, workflowId as workflowIdOf } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { enqueue } from "../queue/enqueue.ts";
import { type Claim, deleteJobs } from "../queue/job.ts";
import { appendLog } from "../store/workflow-log.ts";
import { portalNow } from "./document-writes.ts";
import type { ChildStart } from "./effects/children.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { startWorkflow } from "./start-workflow.ts";

/** As `workflow_log` numbers it. */
const errorEntry = 9;

export interface ChildRequest extends ChildStart {
  readonly portalId: number;
  readonly parentId: string;
  readonly activity: string;
  /** The job that asks for it. */
  readonly claim: Claim;
}

/** What cannot be started after all is an error in the log of the workflow that asked for it, which goes on. */
export async function startChild(runtime: Runtime, request: ChildRequest): Promise<void> {
  const { portalId, parentId, workflowId, waits, claim } = request;
  const activity = activityName(request.activity);
  const parent: Parent = { workflow: parentId, activity, waits, ancestors: request.ancestors };
  await runtime.database.transaction(async (tx) => {
    // Somebody else has taken the job over, and has started the workflow.
    if ((await deleteJobs(tx, [claim])).size === 0) return;
    try {
      await startWorkflow(runtime, tx, {
        portalId,
        templateId: request.templateId,
        documentId: request.document,
        parameters: Object.fromEntries(request.parameters) as ValueMap,
        userId: request.userId,
        changed: null,
        child: { workflowId: workflowIdOf(workflowId), parent },
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problem = `The workflow could not be started: ${error.details["message"] ?? `${error.message}.`}`;
      const payload = { child: workflowId, problem };
      if (waits) await enqueue(tx, [{ portalId, kind: "child-ended", workflowId: parentId, activity, payload }]);
      else await logProblem(tx, { portalId, parentId, activity }, problem);
    }
  });
  runtime.wake();
}

/** The step has closed long since. */
async function logProblem(
  tx: Tx,
  { portalId, parentId, activity }: Pick<ChildRequest, "portalId" | "parentId" | "activity">,
  text: string,
): Promise<void> {
  const { now: at } = await portalNow(tx, portalId);
  const entry = { at, type: errorEntry, activity, activityType: "StartWorkflowActivity", title: "", text, userId: null };
  await appendLog(tx, portalId, parentId, entry);
}
