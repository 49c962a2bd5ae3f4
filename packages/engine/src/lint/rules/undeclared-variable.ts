// Variables that a step writes and the template does not declare: their values have no type and cannot be seen in the designer.
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import { typeOf } from "../nodes.ts";

export const undeclaredVariable: Rule = {
  name: "undeclared-variable",
  check({ writes, compiled: { template } }) {
    const seen = new Set<string>();
    return writes.flatMap(({ node, kind, name }): Problem[] => {
      if (kind !== "variable" || Object.hasOwn(template.variables, name) || seen.has(name)) return [];
      seen.add(name);
      const what = typeOf(node) === "setvariableactivity" ? "The step sets" : "The answer of the task is put into";
      return [
        {
          severity: "warning",
          node,
          text: `${what} the variable ${quoted(name)}, which the template does not declare: its value is kept as it comes, without a type. Declare it.${suggestion(name, Object.keys(template.variables))}`,
        },
      ];
    });
  },
};
