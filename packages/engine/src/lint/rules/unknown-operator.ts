// Lines of conditions whose operator is none.
import { conditionOf, operators } from "../../expression/condition.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { typeOf } from "../nodes.ts";

const conditional: ReadonlySet<string> = new Set(["whileactivity", "ifelsebranchactivity", "ifelseactivity"]);

export const unknownOperator: Rule = {
  name: "unknown-operator",
  check: ({ nodes }) =>
    nodes.flatMap((node): Problem[] => {
      const condition = conditional.has(typeOf(node)) ? conditionOf(node.activity.properties) : null;
      const lines = condition?.kind === "groups" ? condition.groups.flat() : [];
      const unknown = [...new Set(lines.map(({ operator }) => operator))].filter((operator) => !operators.has(operator));
      return unknown.map((operator) => ({
        severity: "error",
        node,
        text: `${quoted(operator)} is no operator: the line holds only where both sides are exactly the same. There are: ${[...operators].join(", ")}.`,
      }));
    }),
};
