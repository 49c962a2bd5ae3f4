// Formulas that call functions which do not exist.
import { expressionFunctions } from "../../expression/catalogue.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import { expressionsIn } from "../uses.ts";

const running = new Set(expressionFunctions.filter(({ runs }) => runs).map(({ name }) => name));

export const unknownFunction: Rule = {
  name: "unknown-function",
  check: ({ uses }) =>
    uses.formulas.flatMap(({ node, formula }): Problem[] => {
      if (formula.kind !== "formula") return [];
      const called = expressionsIn(formula.expression).flatMap((part) => (part.kind === "call" ? [part.name] : []));
      return [...new Set(called)]
        .filter((name) => !running.has(name))
        .map((name) => ({
          severity: "error",
          node,
          text: `There is no function ${quoted(name)}, so the formula ${quoted(formula.source)} stays as text.${suggestion(name, running)}`,
        }));
    }),
};
