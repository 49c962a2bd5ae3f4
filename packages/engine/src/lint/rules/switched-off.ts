// Steps that are switched off. Only the outermost: what stands in them does not run either.
import type { Rule } from "../finding.ts";
import { below } from "../nodes.ts";

export const switchedOff: Rule = {
  name: "switched-off",
  check({ nodes, compiled: { root } }) {
    const off = nodes.flatMap((node) => node.children.filter((child) => !child.activity.activated));
    return [...(root.activity.activated ? [] : [root]), ...off].map((node) => {
      const inside = below(node, true).length - 1;
      const more = inside === 0 ? "" : `, nor ${inside === 1 ? "the step" : `the ${inside} steps`} in it`;
      return { severity: "note" as const, node, text: `It is switched off and does not run${more}.` };
    });
  },
};
