// A status of a process: what is done on entry, then a wait for events, then what is done on leaving. It is left as soon as a part
// of it ends after a step has named the next status; a status that ends without a next one ends the workflow.
import type { ActivityType, Step } from "../activity-type.ts";
import type { Node } from "../compile.ts";
import { asText } from "../model/value.ts";
import { awaitEvents } from "./event-driven.ts";
import { setStateRights } from "./permissions.ts";

const onEntry = "stateinitializationactivity";
const onLeaving = "statefinalizationactivity";

export const state: ActivityType = {
  start(step) {
    const { name } = step.node.activity;
    step.setState(name, step.text("Title") || name);
    setStateRights(step);
    const first = partOf(step, onEntry);
    if (first) step.run(first);
    else wait(step);
  },
  childClosed(step, child) {
    if (typeOf(child) === onLeaving) step.close();
    else if (nextStateOf(step.above) !== "") leave(step);
    else if (typeOf(child) === onEntry) wait(step);
    else step.close();
  },
};

/** The status that a step has named to come next; empty while none has. It is noted with the process, which outlives its statuses. */
export function nextStateOf(machine: Step | null): string {
  return asText(machine?.notes["next"] ?? null);
}

function wait(step: Step): void {
  // Tasks of the entry may have left their status text.
  step.setStateTitle(step.workflow.customTitle ?? "", { custom: true });
  if (!awaitEvents(step)) step.close();
}

function leave(step: Step): void {
  const last = partOf(step, onLeaving);
  if (last) step.run(last);
  else step.close();
}

function partOf(step: Step, type: string): Node | undefined {
  return step.node.children.find((child) => typeOf(child) === type && child.activity.activated);
}

function typeOf({ activity }: Node): string {
  return activity.type.toLowerCase();
}
