// Repeats its body while the condition holds. The condition is read before each turn; a limit on turns guards against loops without an end.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";

export const whileLoop: ActivityType = {
  start(step) {
    step.note({ turns: 0 });
    turn(step);
  },
  childClosed: turn,
  retry(step) {
    step.note({ turns: 0 });
    turn(step);
  },
};

function turn(step: Step): void {
  const body = step.node.children[0];
  if (!body || !step.holds(step.node.activity.properties)) {
    step.close();
    return;
  }
  const turns = Number(step.notes["turns"]) + 1;
  const limit = step.context.limits.loopIterations;
  if (turns > limit) {
    throw new ActivityFault(
      "loop-limit",
      `The loop "${step.title}" has run ${limit} times, which is the limit. Retry lets it run ${limit} times more.`,
    );
  }
  step.note({ turns });
  step.runAgain(body);
}
