// Children one after another. Also a branch of a condition, and a block.
import type { ActivityType, Step } from "../activity-type.ts";
import { setRootRights } from "./permissions.ts";

export const sequence: ActivityType = {
  start: (step) => runAt(step, 0),
  childClosed: (step, child) => runAt(step, step.node.children.indexOf(child) + 1),
};

/** The root of a sequential process: it may say who has which rights on the workflow. */
export const rootSequence: ActivityType = {
  ...sequence,
  start(step) {
    setRootRights(step);
    runAt(step, 0);
  },
};

function runAt(step: Step, index: number): void {
  const child = step.node.children[index];
  if (child) step.run(child);
  else step.close();
}
