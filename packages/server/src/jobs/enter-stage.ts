// Rules of a stage that a document has come to.
import { enterStages } from "../operations/enter-stage.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { JobHandler } from "../queue/worker.ts";

const slots = 8;

export function enterStageJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run({ portalId, payload }) {
      await enterStages(runtime, { portalId, ...(payload as { readonly type: string; readonly id: number }) });
      return { kind: "done" };
    },
  };
}
