// Steps that are kept, but not run: never, for a reason, or not yet. One finding a type, at the first step of it.
import { catalogueEntryOf, supportOf } from "../../activities/catalogue.ts";
import type { Node } from "../../compile.ts";
import { conditionOf } from "../../expression/condition.ts";
import type { Problem, Rule } from "../finding.ts";
import { listed, quoted } from "../names.ts";
import { titleOf, typeOf } from "../nodes.ts";
import { isStepType } from "../types.ts";

export const unsupportedType: Rule = {
  name: "unsupported-type",
  check({ nodes }) {
    const byType = new Map<string, Node[]>();
    for (const node of nodes) {
      const support = supportOf(node.activity.type);
      if (isStepType(node.activity.type) && support !== "runs") byType.set(typeOf(node), [...(byType.get(typeOf(node)) ?? []), node]);
    }
    return [...[...byType.values()].flatMap(ofOneType), ...nodes.filter(hasPhpCondition).map(phpCondition)];
  },
};

function ofOneType([node, ...others]: readonly Node[]): Problem[] {
  if (!node) return [];
  const entry = catalogueEntryOf(node.activity.type);
  const also =
    others.length === 0
      ? ""
      : ` The same goes for ${listed(
          others.map((other) => quoted(titleOf(other), 40)),
          3,
        )}.`;
  const why = entry?.reason
    ? `${entry.type} cannot run on this server: ${entry.reason}.`
    : `This server does not run ${node.activity.type} yet.`;
  return [{ severity: "error", node, text: `${why} A workflow that comes here is held.${also}` }];
}

function hasPhpCondition({ activity }: Node): boolean {
  return conditionOf(activity.properties)?.kind === "unsupported";
}

function phpCondition(node: Node): Problem {
  const reason = catalogueEntryOf("codecondition")?.reason ?? "";
  return { severity: "error", node, text: `The condition cannot be read on this server: ${reason}. A workflow that comes here is held.` };
}
