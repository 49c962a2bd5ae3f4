// Steps that no workflow comes to.
import type { Node } from "../../compile.ts";
import { conditionOf } from "../../expression/condition.ts";
import type { Problem, Rule } from "../finding.ts";
import { alwaysHolds, isSequence, neverHolds, neverPasses } from "../flow.ts";
import { listed, quoted } from "../names.ts";
import { activeChildren, titleOf, typeOf } from "../nodes.ts";

export const unreachableStep: Rule = {
  name: "unreachable-step",
  check: ({ nodes }) =>
    nodes.flatMap((node) => [...afterTheEnd(node), ...lostBranches(node), ...neverEntered(node), ...extraChildren(node)]),
};

function afterTheEnd(node: Node): Problem[] {
  if (!isSequence(node)) return [];
  const children = activeChildren(node);
  const end = children.findIndex(neverPasses);
  const lost = end < 0 ? [] : children.slice(end + 1);
  const [first] = lost;
  const before = children[end];
  if (!first || !before) return [];
  const others =
    lost.length === 1
      ? ""
      : ` The same goes for ${listed(
          lost.slice(1).map((step) => quoted(titleOf(step), 40)),
          3,
        )}.`;
  const why = typeOf(before) === "whileactivity" ? "the loop before it never ends" : "the workflow has ended (or left its status) before";
  return [
    {
      severity: "warning",
      node: first,
      text: `No workflow comes here: ${why}, in ${quoted(titleOf(before))}. Move the step, or remove it.${others}`,
    },
  ];
}

function lostBranches(node: Node): Problem[] {
  if (typeOf(node) !== "ifelseactivity") return [];
  const branches = activeChildren(node);
  const always = branches.findIndex((branch) => alwaysHolds(conditionOf(branch.activity.properties)));
  const lost = always < 0 ? [] : branches.slice(always + 1);
  const catcher = branches[always];
  const afterAlways = lost.map(
    (branch): Problem => ({
      severity: "warning",
      node: branch,
      text: `The branch is never taken: ${quoted(catcher ? titleOf(catcher) : "")} before it always holds${hasBrokenFirstJoiner(catcher) ? ', since its first line is joined with "or"' : ""}. Put this one first, or give that one a condition.`,
    }),
  );
  const reached = always < 0 ? branches : branches.slice(0, always + 1);
  const repeated = reached.filter((branch, index) => {
    const own = conditionKey(branch);
    return own !== null && reached.slice(0, index).some((earlier) => conditionKey(earlier) === own);
  });
  return [
    ...afterAlways,
    ...repeated.map(
      (branch): Problem => ({
        severity: "warning",
        node: branch,
        text: "The branch is never taken: an earlier one has the same condition.",
      }),
    ),
  ];
}

function conditionKey(branch: Node): string | null {
  const condition = conditionOf(branch.activity.properties);
  return condition?.kind === "groups" && !alwaysHolds(condition) ? JSON.stringify(condition) : null;
}

function hasBrokenFirstJoiner(branch: Node | undefined): boolean {
  const condition = branch ? conditionOf(branch.activity.properties) : null;
  return condition?.kind === "groups" && condition.groups.length > 1 && alwaysHolds(condition);
}

function neverEntered(node: Node): Problem[] {
  if (typeOf(node) !== "ifelsebranchactivity" && typeOf(node) !== "whileactivity") return [];
  const condition = conditionOf(node.activity.properties);
  if (condition?.kind !== "groups" || !neverHolds(condition)) return [];
  return [
    {
      severity: "warning",
      node,
      text: 'Its condition never holds: it asks for two things that cannot both be true. Join them with "or", or remove one.',
    },
  ];
}

const bodies: Readonly<Record<string, number>> = {
  whileactivity: 1,
  foreachactivity: 1,
  approveactivity: 2,
  requestinformationoptionalactivity: 2,
  reviewactivity: 0,
  requestinformationactivity: 0,
};

function extraChildren(node: Node): Problem[] {
  const type = typeOf(node);
  const most = Object.hasOwn(bodies, type) ? bodies[type] : undefined;
  const extra = most === undefined ? undefined : node.children.slice(most).find((child) => child.activity.activated);
  if (most === undefined || !extra) return [];
  const has = most === 0 ? "has no branches" : `runs only its first ${most === 1 ? "child" : `${most} branches`}`;
  return [
    {
      severity: "warning",
      node: extra,
      text: `No workflow comes here: the step ${quoted(titleOf(node))} ${has}. Move it behind that step.`,
    },
  ];
}
