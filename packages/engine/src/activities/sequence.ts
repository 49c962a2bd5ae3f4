// Children one after another. Also the root of a sequential workflow, a branch of a condition, and a block.
import type { ActivityType, Step } from "../activity-type.ts";

export const sequence: ActivityType = {
  start: (step) => runAt(step, 0),
  childClosed: (step, child) => runAt(step, step.node.children.indexOf(child) + 1),
};

function runAt(step: Step, index: number): void {
  const child = step.node.children[index];
  if (child) step.run(child);
  else step.close();
}
