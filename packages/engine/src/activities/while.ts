// Repeats its body while the condition holds. The condition is read before each turn; a limit on turns guards against loops without an end.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import { conditionOf } from "../expression/condition.ts";

export const whileLoop: ActivityType = {
  start(step) {
    checkCondition(step);
    step.note({ turns: 0 });
    turn(step);
  },
  childClosed: turn,
  retry(step) {
    checkCondition(step);
    step.note({ turns: 0 });
    turn(step);
  },
};

/** Nothing to ask for would mean: for ever. */
function checkCondition(step: Step): void {
  if (conditionOf(step.node.activity.properties) !== null) return;
  throw new ActivityFault(
    "fault",
    `The loop "${step.title}" has no condition, so it would never end. Give it one in the template, then start the workflow anew; or skip the loop.`,
  );
}

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
