// Statuses that lead to each other without a wait.

import { circlesIn } from "../circles.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { titleOf } from "../nodes.ts";
import { machinesIn, type State } from "../states.ts";

export const stateCircle: Rule = {
  name: "state-circle",
  check: ({ nodes, knowledge }) =>
    machinesIn(nodes).flatMap(({ states }) => {
      const byName = new Map(states.filter(({ node }) => node.activity.activated).map((state) => [state.name, state]));
      const atOnce = new Map(
        [...byName.values()].map((state) => [state.name, state.onEntry(knowledge.portal).map(({ target }) => target)]),
      );
      return circlesIn(atOnce).flatMap((names) => {
        const circle = names.flatMap((name) => byName.get(name) ?? []);
        const surely = circle.every((state, index) => {
          const next = circle[(index + 1) % circle.length];
          return state.onEntry(knowledge.portal).some(({ target, conditional }) => target === next?.name && !conditional);
        });
        return problemOf(circle, surely);
      });
    }),
};

function problemOf(circle: readonly State[], surely: boolean): Problem[] {
  const [first] = circle;
  if (!first) return [];
  const way = [...circle, first].map(({ node }) => quoted(titleOf(node), 40)).join(" → ");
  const text = surely
    ? `The statuses go in a circle without a wait: ${way}. A workflow that comes here never stops by itself. Let one of them wait for something.`
    : `The statuses may go in a circle without a wait: ${way}. Make sure that a condition on the way ends it, or let one of them wait for something.`;
  return [{ severity: surely ? "error" : "warning", node: first.node, text }];
}
