// Looks for the trigger that waits for what has happened to a document. Deleted with the move: it is made once.
import { asList } from "@kontor/engine/model";
import { raiseWithin } from "../operations/raise-trigger.ts";
import type { Runtime } from "../operations/runtime.ts";
import type { RaisedTrigger } from "../operations/trigger-raised.ts";
import { deleteJobs } from "../queue/job.ts";
import type { Log } from "../queue/log.ts";
import type { JobHandler } from "../queue/worker.ts";

const slots = 4;

export function raiseTriggerJob<R>(runtime: Runtime, log: Log): JobHandler<R> {
  return {
    slots,
    async run({ portalId, id: job, attempt, payload }) {
      const { type, id, code, changed, userId } = payload as RaisedTrigger;
      const isMeant = (rules: Parameters<Parameters<typeof raiseWithin>[2]["isMeant"]>[0]): boolean =>
        code === "DOCUMENT_CREATE" || asList(rules["fields"]).some((field) => changed.includes(String(field)));
      const raised = await runtime.database.transaction(async (tx) => {
        if ((await deleteJobs(tx, [{ id: job, attempt }])).size === 0) return null;
        return raiseWithin(runtime, tx, { portalId, type, id, code, isMeant, values: {}, changed, userId });
      });
      if (raised?.kind === "circling") {
        log.warn(
          { portalId, document: `${type}_${id}`, trigger: raised.triggerId },
          "A trigger would move a document in circles: it is left where it is",
        );
      }
      runtime.wake();
      return { kind: "settled" };
    },
  };
}
