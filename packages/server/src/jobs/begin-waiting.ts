// The job that a workflow leaves behind at its end, where others wait for room on its document.
import { beginWaiting } from "../operations/begin-waiting.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { JobHandler } from "../queue/worker.ts";
import type { DocumentPlace } from "../store/rule-template.ts";

const slots = 4;

export function beginWaitingJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run({ portalId, payload }) {
      await beginWaiting(runtime, portalId, payload as DocumentPlace);
      return { kind: "done" };
    },
  };
}
