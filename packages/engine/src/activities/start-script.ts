// Starts a smart script on one document or on several, in somebody's name, and does not wait for it.
import type { ActivityType, Step } from "../activity-type.ts";
import { asList, asText } from "../model/value.ts";
import { checkDepth, startOf, templateOf } from "./start-workflow.ts";

export const startScript: ActivityType = {
  start(step) {
    for (const documentId of documentsOf(step)) startOn(step, documentId);
    step.close();
  },
};

function documentsOf(step: Step): readonly string[] {
  const named = asList(step.property("DocumentId"))
    .map((id) => asText(id).trim())
    .filter((id) => id !== "");
  return named.length > 0 ? [...new Set(named)] : [step.context.document.id[2]];
}

/** What could not be started is a line in the log; the workflow goes on, as the product's does. */
function startOn(step: Step, documentId: string): void {
  const child = prepare(step, templateOf(step), documentId);
  if ("problem" in child) step.log("error", child.problem);
  else step.emit({ ...startOf(step, child), waits: false, startedBy: step.users("StartBy")[0] ?? step.workflow.startedBy });
}

function prepare(step: Step, templateId: number, documentId: string): ReturnType<typeof step.ask<"child">> {
  if (templateId === 0) return { problem: "The step names no smart script." };
  if (templateId === step.context.templateId) return { problem: "A smart script cannot start itself." };
  checkDepth(step);
  return step.ask({ kind: "child", templateId, documentId, script: true });
}
