// Steps whose names differ only in upper and lower case, and statuses with the same title.
import type { Node } from "../../compile.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { titleOf, typeOf } from "../nodes.ts";

export const duplicateName: Rule = {
  name: "duplicate-name",
  check({ nodes, all }) {
    const sameName = repeated(all.nodes, (node) => node.activity.name.toLowerCase()).map(
      ([first, node]): Problem => ({
        severity: "warning",
        node,
        text: `Its name ${quoted(node.activity.name)} differs from ${quoted(first.activity.name)} only in upper and lower case. References do not tell them apart: rename one.`,
      }),
    );
    const states = nodes.filter((node) => typeOf(node) === "stateactivity");
    const sameTitle = repeated(states, (node) => titleOf(node).toLowerCase()).map(
      ([, node]): Problem => ({
        severity: "warning",
        node,
        text: `Two statuses are called ${quoted(titleOf(node))}: people cannot tell them apart. Rename one.`,
      }),
    );
    return [...sameName, ...sameTitle];
  },
};

/** Each node whose key an earlier one has, with that earlier one. */
function repeated(nodes: readonly Node[], key: (node: Node) => string): [Node, Node][] {
  const first = new Map<string, Node>();
  return nodes.flatMap((node): [Node, Node][] => {
    const earlier = first.get(key(node));
    if (earlier) return [[earlier, node]];
    first.set(key(node), node);
    return [];
  });
}
