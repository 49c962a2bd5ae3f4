// Gives the workflow a status text of its own, which stays when the workflow ends.
import type { ActivityType } from "../activity-type.ts";

export const setStateTitle: ActivityType = {
  start(step) {
    step.setStateTitle(step.text("TargetStateTitle"), { custom: true });
    step.close();
  },
};
