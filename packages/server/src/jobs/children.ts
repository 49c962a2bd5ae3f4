// Workflows that workflows start: their beginning, and the news of their end.
import { activityName } from "@kontor/engine/model";
import type { ChildStart } from "../operations/effects/children.ts";
import { endWorkflowsWithDocument } from "../operations/end-workflows.ts";
import type { Runtime } from "../operations/runtime.ts";
import { startChild } from "../operations/start-child.ts";
import type { JobHandler } from "../queue/worker.ts";
import type { Delivery } from "../store/delivery.ts";
import type { Resume } from "./deliver-handler.ts";

const slots = 8;

export function startChildJob(runtime: Runtime): JobHandler<Delivery> {
  return {
    slots,
    async run({ portalId, id, attempt, workflowId, activity, payload }) {
      if (workflowId === null || activity === null) throw new Error("a child belongs to a step of a workflow");
      await startChild(runtime, { ...(payload as ChildStart), portalId, parentId: workflowId, activity, claim: { id, attempt } });
      return { kind: "settled" };
    },
  };
}

export function childEndedJob(resume: Resume): JobHandler<Delivery> {
  return {
    slots,
    async run({ portalId, id, workflowId, activity, payload }) {
      if (workflowId === null || activity === null) throw new Error("the end of a child belongs to a step of a workflow");
      const { child, problem = "" } = payload as { readonly child: string; readonly problem?: string };
      const event = { kind: "child-ended", activity: activityName(activity), child, problem } as const;
      const resumed = await resume({ portalId, workflowId, event, userId: null, doneJobId: id });
      return resumed.kind === "resumed" ? { kind: "settled" } : { kind: "done" };
    },
  };
}

/** After a step has deleted a document. */
export function endDocumentWorkflowsJob(runtime: Runtime): JobHandler<Delivery> {
  return {
    slots,
    async run({ portalId, payload }) {
      const { document, except } = payload as { readonly document: readonly [string, string, string]; readonly except: string };
      await endWorkflowsWithDocument(runtime, { portalId, id: document, title: "The document was deleted", except });
      return { kind: "done" };
    },
  };
}
