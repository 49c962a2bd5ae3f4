// Loops without a condition.
import { conditionOf } from "../../expression/condition.ts";
import type { Rule } from "../finding.ts";
import { typeOf } from "../nodes.ts";

export const missingCondition: Rule = {
  name: "missing-condition",
  check: ({ nodes }) =>
    nodes
      .filter((node) => typeOf(node) === "whileactivity" && conditionOf(node.activity.properties) === null)
      .map((node) => ({
        severity: "error",
        node,
        text: "The loop has no condition, so a workflow is held at it. Say how long it is to go on.",
      })),
};
