// A branch that an event begins: its first child is the trigger, the rest is the reaction. The branch whose trigger closes first has won,
// and the branches beside it are taken back.
import type { ActivityType, Step } from "../activity-type.ts";
import type { Node } from "../compile.ts";
import { sequence } from "./sequence.ts";

export const eventDriven: ActivityType = {
  start: sequence.start,
  childClosed(step, child) {
    if (isTrigger(child)) step.cancel(rivalsOf(step.node));
    sequence.childClosed?.(step, child);
  },
};

/** Whether the activity begins a branch: then it has to wait for something, so that all branches beside it wait before one can win. */
export function isTrigger(node: Node): boolean {
  return node.parent !== null && isEventDriven(node.parent) && node.parent.children[0] === node;
}

/**
 * Lets all branches wait for their triggers, in order. A branch without a trigger, or with one that is switched off, never begins.
 * @returns false where there is nothing to wait for
 */
export function awaitEvents(step: Step): boolean {
  const branches = step.node.children.filter((child) => isEventDriven(child) && child.activity.activated);
  const waiting = branches.filter(({ children }) => children[0]?.activity.activated);
  // What is scheduled last runs first.
  for (const branch of waiting.toReversed()) step.run(branch);
  return waiting.length > 0;
}

function isEventDriven({ activity }: Node): boolean {
  return activity.type.toLowerCase() === "eventdrivenactivity";
}

/** The branches beside this one; where the branch is itself a trigger, those beside the branch that it begins, too. */
function rivalsOf(branch: Node): readonly Node[] {
  const beside = branch.parent?.children.filter((child) => child !== branch) ?? [];
  return isTrigger(branch) && branch.parent ? [...beside, ...rivalsOf(branch.parent)] : beside;
}
