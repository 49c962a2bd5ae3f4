// Modifiers behind a reference that do nothing: neither a format nor the name of a type.
import { expressionFormats } from "../../expression/catalogue.ts";
import { baseTypes } from "../../model/property.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";

const formats = expressionFormats.filter(({ runs }) => runs).map(({ name }) => name);
/** Types of documents that have no colon in their names. */
const documentTypes = ["email", "phone", "web", "im"];

export const unknownModifier: Rule = {
  name: "unknown-modifier",
  check({ uses, knowledge }) {
    const ownTypes = Object.values(knowledge.fields?.fields ?? {}).map(({ type }) => type.toLowerCase());
    const known = new Set<string>([...formats, ...baseTypes, ...documentTypes, ...ownTypes]);
    return uses.references.flatMap(({ node, modifiers, source }): Problem[] =>
      modifiers
        .filter((name) => !known.has(name.toLowerCase()) && !/^(?:uf|s|e|n):/i.test(name))
        .map((name) => ({
          severity: "warning",
          node,
          text: `The modifier ${quoted(name)} in ${source} does nothing: it is neither a format nor a type.${suggestion(name, known)}`,
        })),
    );
  },
};
