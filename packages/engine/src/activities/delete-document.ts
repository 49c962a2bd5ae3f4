// Deletes the workflow's document. Other workflows on it end; this one goes on without it, or ends where the step says so.
import type { ActivityType } from "../activity-type.ts";

export const deleteDocument: ActivityType = {
  start(step) {
    step.emit({ kind: "delete-document", id: step.context.document.id });
    if (step.flag("TerminateCurrentWorkflow", false)) step.terminate("The document was deleted");
    else step.close();
  },
};
