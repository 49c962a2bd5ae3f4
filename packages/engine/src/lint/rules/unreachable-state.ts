// Statuses that no workflow comes to.
import type { Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { titleOf } from "../nodes.ts";
import { machinesIn } from "../states.ts";

export const unreachableState: Rule = {
  name: "unreachable-state",
  check: ({ nodes }) =>
    machinesIn(nodes).flatMap(({ states, initial, hasOpenTarget }) => {
      // A target that is calculated may be any status.
      const first = states.find((state) => state.name === initial);
      if (hasOpenTarget || !first) return [];
      const reached = new Set([first.name]);
      for (const name of reached) {
        for (const { target } of states.find((state) => state.name === name)?.transitions ?? []) reached.add(target);
      }
      return states
        .filter(({ name, node }) => !reached.has(name) && node.activity.activated)
        .map(({ node }) => ({
          severity: "warning" as const,
          node,
          text: `No workflow comes to the status ${quoted(titleOf(node))}: no step of a status that is reached leads here. Lead to it ("Go to another status"), or remove it.`,
        }));
    }),
};
