// The job that an application's registration of an action leaves behind, for the workflows that were held for want of it.
import { resumeHeldSteps } from "../operations/resume-held-steps.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { JobHandler } from "../queue/worker.ts";

const slots = 2;

export function resumeHeldStepsJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run({ portalId, payload }) {
      const { type } = payload as { readonly type?: unknown };
      // In turns, so that each is well within its lease.
      const hasMore = await resumeHeldSteps(runtime, portalId, String(type));
      return hasMore ? { kind: "postponed", afterMs: 0 } : { kind: "done" };
    },
  };
}
