// The root of a process with statuses: one status is active at a time, and each may come any number of times.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import type { Node } from "../compile.ts";
import { nextStateOf } from "./state.ts";

export const stateMachine: ActivityType = {
  start: (step) => enter(step, step.text("InitialStateName").trim()),
  childClosed(step) {
    const next = nextStateOf(step);
    if (next === "") step.close();
    else enter(step, next);
  },
};

/** @throws ActivityFault where the process has no such status */
export function findState({ children }: Node, name: string): Node {
  const states = children.filter(({ activity }) => activity.type.toLowerCase() === "stateactivity");
  const found = states.find(({ activity }) => activity.name === name);
  if (found) return found;
  const what = name === "" ? "No status is named" : `There is no status "${name}"`;
  const known = states.map(({ activity }) => activity.name).join(", ") || "none";
  throw new ActivityFault("fault", `${what}. The statuses of this process are: ${known}.`.slice(0, 2000));
}

function enter(step: Step, name: string): void {
  const state = findState(step.node, name);
  step.note({ next: null });
  step.runAgain(state);
}
