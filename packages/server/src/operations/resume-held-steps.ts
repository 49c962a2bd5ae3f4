// An action is registered again: workflows that were held at its step for want of it go on by themselves.
import { activityName } from "@kontor/engine/model";
import { findStepsWithoutApplication } from "../store/incident.ts";
import { resumeWorkflow } from "./resume-workflow.ts";
import type { Runtime } from "./runtime.ts";

const atOnce = 100;

/** @returns whether there may be more of them */
export async function resumeHeldSteps(runtime: Runtime, portalId: number, type: string): Promise<boolean> {
  const steps = await findStepsWithoutApplication(runtime.database, portalId, type, atOnce);
  for (const { workflowId, activity } of steps) {
    const event = { kind: "retried", activity: activityName(activity) } as const;
    await resumeWorkflow(runtime, { portalId, workflowId, event, userId: null });
  }
  return steps.length === atOnce;
}
