// A task comes near its deadline, or is past it.

import type { Runtime } from "../operations/runtime.ts";
import { remindOfTask } from "../operations/task-reminders.ts";
import type { JobHandler } from "../queue/worker.ts";

const slots = 2;

export function remindTaskJob<R>(runtime: Runtime): JobHandler<R> {
  return {
    slots,
    async run({ portalId, id, attempt, payload }) {
      const { task } = payload as { readonly task?: unknown };
      await remindOfTask(runtime, { portalId, taskId: Number(task), claim: { id, attempt } });
      return { kind: "settled" };
    },
  };
}
