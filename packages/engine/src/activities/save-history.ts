// Keeps the document as it is now, under a name.
import type { ActivityType } from "../activity-type.ts";

export const saveHistory: ActivityType = {
  start(step) {
    step.emit({ kind: "keep-version", name: step.text("Name"), user: step.users("UserId")[0] ?? null });
    step.close();
  },
};
