// Global constants and variables that the portal does not have.
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const unknownGlobal: Rule = {
  name: "unknown-global",
  check({ uses, knowledge: { portal } }) {
    const globals = portal?.globals;
    if (!globals) return [];
    return uses.references.flatMap(({ node, object, field, source }): Problem[] => {
      const kind = object?.toLowerCase();
      if (kind !== "globalconst" && kind !== "globalvar") return [];
      const ids = kind === "globalconst" ? globals.constants : globals.variables;
      if (ids.has(field) || ids.has(withoutPrintable(field))) return [];
      const what = kind === "globalconst" ? "constant" : "variable";
      return [
        {
          severity: "warning",
          node,
          text: `This portal has no global ${what} ${quoted(field)}: ${source} is always empty. Use a ${what} of the template, or an id that is there.${suggestion(field, ids)}`,
        },
      ];
    });
  },
};
