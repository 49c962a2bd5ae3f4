// Approvals whose "no" changes nothing.
import type { Rule } from "../finding.ts";
import { activeChildren, isCalculated, numberIn, typeOf } from "../nodes.ts";

export const ignoredAnswer: Rule = {
  name: "ignored-answer",
  check({ nodes, uses }) {
    const read = new Set(uses.references.map(({ object }) => object?.toLowerCase() ?? ""));
    return nodes
      .filter((node) => {
        if (typeOf(node) !== "approveactivity" || read.has(node.activity.name.toLowerCase())) return false;
        const { TimeoutDuration } = node.activity.properties;
        const hasTimeout = isCalculated(TimeoutDuration) || numberIn(TimeoutDuration) > 0;
        const [, rejected] = node.children;
        return !hasTimeout && !(rejected?.activity.activated && activeChildren(rejected).length > 0);
      })
      .map((node) => {
        const [approved] = node.children;
        const both = !(approved?.activity.activated && activeChildren(approved).length > 0);
        const text = both
          ? "Nothing depends on the answer: both branches are empty and nobody reads the results. If it is only to be read, an acknowledgment (ReviewActivity) does."
          : "If the answer is no, the workflow goes on as if nothing had been asked: the rejected branch is empty and there is no time limit. Make sure that this is meant.";
        return { severity: "note" as const, node, text };
      });
  },
};
