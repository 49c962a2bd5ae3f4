// Starts the workflow that a step of another workflow has asked for, exactly once: the job goes in the same transaction.
import { activityName, type Parent, type ValueMap, workflowId as workflowIdOf } from "@kontor/engine/model";
import { enqueue } from "../queue/enqueue.ts";
import { type Claim, deleteJobs } from "../queue/job.ts";
import type { ChildStart } from "./effects/children.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { startWorkflow } from "./start-workflow.ts";

export interface ChildRequest extends ChildStart {
  readonly portalId: number;
  readonly parentId: string;
  readonly activity: string;
  /** The job that asks for it. */
  readonly claim: Claim;
}

/** What cannot be started after all is told to a step that waits for it; nothing else can be done about it. */
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
      const payload = { child: workflowId, problem: `The workflow could not be started: ${error.message}.` };
      if (waits) await enqueue(tx, [{ portalId, kind: "child-ended", workflowId: parentId, activity, payload }]);
    }
  });
  runtime.wake();
}
