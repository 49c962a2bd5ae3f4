// Locks on documents: while a workflow has its document locked, steps of other workflows that change it wait.
import type { ActivityType, Step } from "../activity-type.ts";

/** Waits until the document is free. It may be locked anew by then: look again. */
export function awaitDocument(step: Step, until: "unlock" | "lock"): void {
  step.emit({ kind: "await-document", activity: step.node.activity.name, id: step.context.document.id, until, seen: "" });
}

export function isLockedByAnother({ context }: Step): boolean {
  const { lockedBy = null } = context.document;
  return lockedBy !== null && lockedBy !== context.workflowId;
}

export const lockDocument: ActivityType = {
  start(step) {
    if (step.context.document.lockedBy === step.context.workflowId) return step.close();
    awaitDocument(step, "lock");
  },
  handle(step, event) {
    if (event.kind === "document-changed") step.close();
  },
  cancel(step) {
    step.emit({ kind: "forget-document", activity: step.node.activity.name, lock: true });
  },
};

/** Only the workflow's own lock; one that it does not have is no error. */
export const unlockDocument: ActivityType = {
  start(step) {
    step.emit({ kind: "unlock-document" });
    step.close();
  },
};
