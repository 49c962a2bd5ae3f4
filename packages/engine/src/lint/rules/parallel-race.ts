// Variables that two parallel branches write: the last one wins, whichever that is.
import type { Node } from "../../compile.ts";
import type { Problem, Rule } from "../finding.ts";
import { waits } from "../flow.ts";
import { quoted } from "../names.ts";
import { activeChildren, below, titleOf, typeOf } from "../nodes.ts";
import { writesOf } from "../writes.ts";

export const parallelRace: Rule = {
  name: "parallel-race",
  check: ({ nodes, knowledge }) =>
    nodes
      .filter((node) => typeOf(node) === "parallelactivity")
      .flatMap((node) => {
        const branches = activeChildren(node);
        const writers = new Map<string, Node[]>();
        for (const branch of branches) {
          for (const name of variablesIn(branch)) writers.set(name, [...(writers.get(name) ?? []), branch]);
        }
        return [...writers]
          .filter(([, writing]) => writing.length > 1)
          .map(([name, writing]) =>
            problemOf(
              node,
              name,
              writing,
              writing.some((branch) => waits(branch, knowledge.portal)),
            ),
          );
      }),
};

function variablesIn(branch: Node): ReadonlySet<string> {
  return new Set(below(branch).flatMap((step) => writesOf(step).flatMap(({ kind, name }) => (kind === "variable" ? [name] : []))));
}

function problemOf(node: Node, name: string, writing: readonly Node[], waiting: boolean): Problem {
  const who = writing.map((branch) => quoted(titleOf(branch), 40)).join(" and ");
  const text = `The branches ${who} both write the variable ${quoted(name)}.`;
  return waiting
    ? { severity: "warning", node, text: `${text} Which value stays depends on who answers last. Give each branch a variable of its own.` }
    : { severity: "note", node, text: `${text} They run one after another without waiting, so the value of the last branch stays.` };
}
