// Variables, parameters and constants that no step mentions.
import { asText } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { typeOf } from "../nodes.ts";
import type { Subject } from "../subject.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const unusedDeclaration: Rule = {
  name: "unused-declaration",
  check(subject) {
    const { parameters, variables, constants } = subject.compiled.template;
    const code = codeIn(subject);
    const unused = (kind: string, names: readonly string[], mentioned: ReadonlySet<string>): Problem[] =>
      names
        .filter((name) => !mentioned.has(name) && !code.includes(name))
        .map((name) => ({ severity: "note", node: null, text: `No step uses the ${kind} ${quoted(name)}. Remove it if nobody needs it.` }));
    const written = subject.all.writes.filter(({ kind }) => kind === "variable").map(({ name }) => name);
    return [
      ...unused("parameter", Object.keys(parameters), mentionedAs("template", subject)),
      ...unused("variable", Object.keys(variables), new Set([...mentionedAs("variable", subject), ...written])),
      ...unused("constant", Object.keys(constants), mentionedAs("constant", subject)),
    ];
  },
};

/** Conditions may name a parameter or a variable without saying which. */
function mentionedAs(object: string, { all }: Subject): ReadonlySet<string> {
  const fields = all.uses.references
    .filter((use) => use.object?.toLowerCase() === object || (use.object === null && object !== "constant"))
    .map((use) => use.field);
  return new Set(fields.flatMap((field) => [field, withoutPrintable(field)]));
}

/** PHP reads and writes variables in its own way. */
function codeIn({ all }: Subject): string {
  return all.nodes
    .filter((node) => typeOf(node) === "codeactivity" || Object.hasOwn(node.activity.properties, "codecondition"))
    .map(({ activity }) => `${asText(activity.properties["ExecuteCode"])} ${asText(activity.properties["codecondition"])}`)
    .join("\n");
}
