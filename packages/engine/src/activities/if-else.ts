// The first activated branch whose condition holds runs; none closes the step. Conditions are read once, from left to right.
import type { ActivityType } from "../activity-type.ts";

export const ifElse: ActivityType = {
  start(step) {
    const branch = step.node.children.find(({ activity }) => activity.activated && step.holds(activity.properties));
    if (branch) step.run(branch);
    else step.close();
  },
  childClosed: (step) => step.close(),
};
