// All branches start in order; the step closes with the last of them.
import type { ActivityType } from "../activity-type.ts";

export const parallel: ActivityType = {
  start(step) {
    const { children } = step.node;
    if (children.length === 0) return step.close();
    step.note({ open: children.length });
    // What is scheduled last runs first.
    for (const child of children.toReversed()) step.run(child);
  },
  childClosed(step) {
    const open = Number(step.notes["open"]) - 1;
    step.note({ open });
    if (open === 0) step.close();
  },
};
