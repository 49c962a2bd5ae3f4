// Names the status that comes next. The branch goes on to its end before the status changes, unless the step cuts the status short.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import { findState } from "./state-machine.ts";

export const setState: ActivityType = {
  start(step) {
    const { state, machine } = around(step);
    const target = findState(machine.node, step.text("TargetStateName").trim());
    const atOnce = step.flag("CancelCurrentState", false);
    machine.note({ next: target.activity.name });
    if (!atOnce) return step.close();
    // The step goes with the rest of the status; nothing that is to be done on leaving is done.
    step.cancel(state.node.children);
    state.close();
  },
};

function around(step: Step): { readonly state: Step; readonly machine: Step } {
  for (let state = step.above; state; state = state.above) {
    const machine = state.above;
    if (machine?.node.activity.type.toLowerCase() === "statemachineworkflowactivity") return { state, machine };
  }
  throw new ActivityFault(
    "fault",
    `The step "${step.title}" goes to another status, but this process has none. Terminate the workflow, and remove the step from the template.`,
  );
}
