// Brings a due timer to its workflow. The operation deletes the job in the transaction that moves the workflow.
import { activityName } from "@kontor/engine/model";
import type { JobHandler } from "../queue/worker.ts";
import type { Delivery } from "../store/delivery.ts";
import type { Resume } from "./deliver-handler.ts";

const slots = 32;

export function fireTimer(resume: Resume): JobHandler<Delivery> {
  return {
    slots,
    run: async ({ portalId, id, workflowId, activity }) => {
      if (workflowId === null || activity === null) throw new Error("a timer belongs to a step of a workflow");
      const event = { kind: "timer-fired", activity: activityName(activity) } as const;
      const resumed = await resume({ portalId, workflowId, event, userId: null, doneJobId: id });
      // Otherwise the workflow is gone or no longer waits for this timer, and only the job is left.
      return resumed.kind === "resumed" ? { kind: "settled" } : { kind: "done" };
    },
  };
}
