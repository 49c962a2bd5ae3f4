// Brings news to a step that waits for it: the job holds the event but for the step's name.
import { activityName, type Event } from "@kontor/engine/model";
import type { JobHandler } from "../queue/worker.ts";
import type { Delivery } from "../store/delivery.ts";
import type { Resume } from "./deliver-handler.ts";

const slots = 16;

export function tellStep(resume: Resume): JobHandler<Delivery> {
  return {
    slots,
    run: async ({ portalId, id, workflowId, activity, payload }) => {
      if (workflowId === null || activity === null) throw new Error("news belongs to a step of a workflow");
      const { event } = payload as { readonly event: object };
      const told = { ...event, activity: activityName(activity) } as Event;
      const resumed = await resume({ portalId, workflowId, event: told, userId: null, doneJobId: id });
      return resumed.kind === "resumed" ? { kind: "settled" } : { kind: "done" };
    },
  };
}
