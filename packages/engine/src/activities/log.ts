// Writes a report entry to the workflow's log, and gives later steps what has been reported so far.
import type { ActivityType, Step } from "../activity-type.ts";

const mostReports = 50;

export const log: ActivityType = {
  start(step) {
    const text = step.text("Text");
    if (step.flag("SetVariable", false)) step.setResults({ Report: [...reportsBefore(step), text].slice(-mostReports).join("\n") });
    step.log("report", text);
    step.close();
  },
};

function reportsBefore(step: Step): readonly string[] {
  return [...step.ask({ kind: "reports", workflowId: step.context.workflowId, most: mostReports }), ...step.unsavedReports];
}
