// Steps of a type that neither the engine nor any template of the product knows.
import { supportOf } from "../../activities/catalogue.ts";
import type { Rule } from "../finding.ts";
import { suggestionForType } from "../types.ts";

export const unknownType: Rule = {
  name: "unknown-type",
  check: ({ nodes }) =>
    nodes
      .filter((node) => supportOf(node.activity.type) === "unknown")
      .map((node) => ({
        severity: "error",
        node,
        text: `Nothing is known of the type ${node.activity.type}: a workflow that comes here is held. Replace the step.${suggestionForType(node.activity.type)}`,
      })),
};
