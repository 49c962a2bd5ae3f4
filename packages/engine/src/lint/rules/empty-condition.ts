// Conditions that decide nothing: no branch holds a step.
import type { Rule } from "../finding.ts";
import { activeChildren, typeOf } from "../nodes.ts";

export const emptyCondition: Rule = {
  name: "empty-condition",
  check: ({ nodes }) =>
    nodes
      .filter((node) => typeOf(node) === "ifelseactivity" && activeChildren(node).every((branch) => activeChildren(branch).length === 0))
      .map((node) => ({
        severity: "note",
        node,
        text: "None of its branches holds a step: it decides nothing. Fill a branch, or remove it.",
      })),
};
