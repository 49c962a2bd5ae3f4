// Writes a report entry to the workflow's log.
import type { ActivityType } from "../activity-type.ts";

export const log: ActivityType = {
  start(step) {
    const text = step.text("Text");
    step.log("report", text);
    if (step.flag("SetVariable", false)) step.setResults({ Report: text });
    step.close();
  },
};
