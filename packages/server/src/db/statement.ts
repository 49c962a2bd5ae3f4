// A tagged template as a named prepared statement: parsed and planned once per connection, not once per call.
import { createHash } from "node:crypto";

export interface Statement {
  readonly name: string;
  readonly text: string;
}

const statements = new WeakMap<TemplateStringsArray, Statement>();

/** The name comes from the text, so one connection never sees two texts under one name. */
export function statementOf(template: TemplateStringsArray): Statement {
  const known = statements.get(template);
  if (known !== undefined) return known;
  const text = template.reduce((sofar, part, index) => `${sofar}$${index}${part}`);
  const statement = { name: `k_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`, text };
  statements.set(template, statement);
  return statement;
}

/** Composed texts that come again are worth a plan of their own; the number of plans a connection keeps is bounded. */
const mostRepeated = 200;

export function repeatedTexts(): (text: string) => { readonly name?: string } {
  const names = new Map<string, string | null>();
  return (text) => {
    const known = names.get(text);
    if (typeof known === "string") return { name: known };
    if (known === null) {
      const name = `r_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
      names.set(text, name);
      return { name };
    }
    if (names.size < mostRepeated) names.set(text, null);
    return {};
  };
}
