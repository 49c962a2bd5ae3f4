// Stops this workflow, or others of the same template on the same document.
import type { ActivityType } from "../activity-type.ts";

export const terminate: ActivityType = {
  start(step) {
    const title = step.text("StateTitle") || "Terminated";
    const kill = step.flag("KillWorkflow", false);
    const type = step.text("TerminateType") || "current";
    if (type !== "current") step.emit({ kind: "terminate-others", title, kill });
    if (type === "allExceptCurrentByDocumentAndTemplate") return step.close();
    if (kill) step.emit({ kind: "kill-self" });
    step.terminate(title);
  },
};
