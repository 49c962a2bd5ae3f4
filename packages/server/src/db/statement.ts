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
