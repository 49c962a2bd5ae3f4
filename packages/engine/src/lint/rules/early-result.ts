// Results that are read before the step which gives them has run. Only where the order is certain: steps one after another that run once.
import type { Node } from "../../compile.ts";
import type { Problem, Rule } from "../finding.ts";
import { isSequence } from "../flow.ts";
import { quoted } from "../names.ts";
import { enclosing, titleOf, typeOf } from "../nodes.ts";
import { isBuiltIn } from "../uses.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const earlyResult: Rule = {
  name: "early-result",
  check({ nodes, uses, compiled }) {
    if (typeOf(compiled.root) !== "sequentialworkflowactivity") return [];
    const running = new Set(nodes);
    const told = new Set<string>();
    return uses.references.flatMap(({ node, object, field, source }): Problem[] => {
      const giver = object === null || isBuiltIn(object) ? undefined : compiled.byLowerName.get(object.toLowerCase());
      if (!giver || !running.has(giver) || isSetting(giver, field) || !isLater(giver, node)) return [];
      const key = JSON.stringify([node.activity.name, giver.activity.name]);
      if (told.has(key)) return [];
      told.add(key);
      const text = `${source} is empty here: the step ${quoted(titleOf(giver))} runs only after this one. Move one of them, or name another step.`;
      return [{ severity: "warning", node, text }];
    });
  },
};

/** What a step is set to can be read at any time. */
function isSetting({ activity }: Node, field: string): boolean {
  return [field, withoutPrintable(field)].some((name) => Object.hasOwn(activity.properties, name));
}

/** Whether the step has not begun when the other reads it, whatever way the workflow takes. */
function isLater(giver: Node, reader: Node): boolean {
  const above = [...lineOf(reader)];
  const [place] = lineOf(giver).filter((node) => above.includes(node));
  if (place === undefined || place === giver || place === reader || !isSequence(place) || isRepeated(place)) return false;
  const at = (line: readonly Node[]): number => place.children.indexOf(line[line.indexOf(place) - 1] as Node);
  return at(lineOf(reader)) < at(lineOf(giver));
}

/** In a second turn the step has run. */
function isRepeated(place: Node): boolean {
  return ["whileactivity", "foreachactivity"].some((type) => enclosing(place, type) !== null);
}

/** The step and what it stands in, up to the root. */
function lineOf(node: Node): readonly Node[] {
  return node.parent === null ? [node] : [node, ...lineOf(node.parent)];
}
