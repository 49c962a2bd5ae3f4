// Steps of a type that neither the engine nor any template of the product knows.
import type { Rule } from "../finding.ts";
import { isStepType, suggestionForType } from "../types.ts";

export const unknownType: Rule = {
  name: "unknown-type",
  check: ({ nodes }) =>
    nodes
      .filter((node) => !isStepType(node.activity.type))
      .map((node) => ({
        severity: "error",
        node,
        text: `Nothing is known of the type ${node.activity.type}: a workflow that comes here is held. Replace the step.${suggestionForType(node.activity.type)}`,
      })),
};
