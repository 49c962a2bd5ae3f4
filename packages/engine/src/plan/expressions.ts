// Which words of the expression language a step uses: functions, modifiers, kinds of conditions.
import type { CompiledTemplate, Node } from "../compile.ts";
import { conditionOf } from "../expression/condition.ts";
import { typeOf } from "../lint/nodes.ts";
import { expressionsIn, usesOf } from "../lint/uses.ts";

/** All in lower case, each once. */
export interface Expressions {
  readonly functions: readonly string[];
  readonly modifiers: readonly string[];
  readonly conditions: readonly string[];
}

export function expressionsOf(node: Node, compiled: CompiledTemplate): Expressions {
  const { formulas, references } = usesOf(node, compiled);
  const functions = formulas.flatMap(({ formula }) =>
    formula.kind === "formula" ? expressionsIn(formula.expression).flatMap((part) => (part.kind === "call" ? part.name : [])) : [],
  );
  return {
    functions: lower(functions),
    modifiers: lower(references.flatMap(({ modifiers }) => modifiers)),
    conditions: lower(conditionKinds(node)),
  };
}

/** On a canvas the condition stands in the node itself. */
const conditional = new Set(["whileactivity", "ifelsebranchactivity", "ifelseactivity"]);

function conditionKinds(node: Node): string[] {
  const isRead = conditional.has(typeOf(node)) || /trigger$/.test(typeOf(node));
  const [first] = isRead ? Object.entries(node.activity.properties).filter(([key, value]) => conditionOf({ [key]: value }) !== null) : [];
  return first ? [first[0]] : [];
}

function lower(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.toLowerCase()))];
}
