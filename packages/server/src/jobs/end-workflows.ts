// What a Terminate step asked for beyond its own end.

import type { Runtime } from "../operations/runtime.ts";
import { eraseEndedWorkflow, terminateOthers } from "../operations/terminate-others.ts";
import type { JobHandler } from "../queue/worker.ts";

const slots = 4;

export function terminateOthersJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run(job) {
      const { title, kill } = job.payload as { title?: unknown; kill?: unknown };
      if (job.workflowId !== null) {
        await terminateOthers(runtime, {
          portalId: job.portalId,
          workflowId: job.workflowId,
          title: String(title ?? ""),
          kill: kill === true,
        });
      }
      return { kind: "done" };
    },
  };
}

export function eraseWorkflowJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run(job) {
      if (job.workflowId !== null) await eraseEndedWorkflow(runtime, job.portalId, job.workflowId);
      return { kind: "settled" };
    },
  };
}
