// The first activated branch whose condition holds runs; none closes the step. Conditions are read once, from left to right.
import type { ActivityType, Step } from "../activity-type.ts";
import type { Node } from "../compile.ts";
import { asText } from "../model/value.ts";
import { chosenBranch } from "./branch-choice.ts";

export const ifElse: ActivityType = {
  start(step) {
    const branch = step.node.children.find(({ activity }) => activity.activated && step.holds(activity.properties));
    if (step.workflow.tracked) tellLeftOut(step, branch);
    if (branch) step.run(branch);
    else step.close();
  },
  childClosed: (step) => step.close(),
  skipTo: chosenBranch,
};

/** A rule under a condition is a branch of its own: nothing else would say that it was not done. */
function tellLeftOut(step: Step, branch: Node | undefined): void {
  const left = step.node.children.filter((other) => other !== branch && other.activity.activated).flatMap(({ children }) => children);
  const titles = left.map(({ activity }) => `"${asText(activity.properties["Title"]) || activity.type}"`);
  if (titles.length > 0) step.log("custom", `Left out by the condition: ${titles.join(", ")}`);
}
