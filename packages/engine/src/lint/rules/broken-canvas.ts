// Canvases that this server cannot follow, and nodes that no workflow comes to.
import { type Canvas, canvasOf, isCanvas, isTrigger, problemsOf, reachable } from "../../canvas.ts";
import type { Node } from "../../compile.ts";
import type { Problem, Rule } from "../finding.ts";
import { activeChildren } from "../nodes.ts";

export const brokenCanvas: Rule = {
  name: "broken-canvas",
  check({ compiled: { root } }) {
    if (!isCanvas(root.activity)) return [];
    const canvas = canvasOf(root.activity);
    const starts = startsOf(root, canvas);
    if (starts.length === 0) {
      return [{ severity: "error", node: root, text: "No workflow can begin: every node is led to by another. Add a trigger." }];
    }
    const within = reachable(
      canvas,
      starts.map(({ activity }) => activity.name),
    );
    return [...unclear(root, canvas, within), ...lost(root, canvas, within)];
  },
};

/** All triggers; where there are none, the nodes that no link leads to. */
function startsOf(root: Node, { links }: Canvas): readonly Node[] {
  const nodes = activeChildren(root);
  const triggers = nodes.filter(({ activity }) => isTrigger(activity));
  const called = new Set(links.map(({ to }) => to.name));
  return triggers.length > 0 ? triggers : nodes.filter(({ activity }) => !called.has(activity.name));
}

type Names = ReturnType<typeof reachable>;

function unclear(root: Node, canvas: Canvas, within: Names): Problem[] {
  return problemsOf(root.activity, canvas, within).map(({ node: name, text }) => ({
    severity: "error",
    node: root.children.find(({ activity }) => activity.name === name) ?? root,
    text: `${text} The workflow is held where it begins. Draw the link anew.`,
  }));
}

function lost(root: Node, canvas: Canvas, within: Names): Problem[] {
  return activeChildren(root)
    .filter(({ activity }) => !within.has(activity.name) && !canvas.aside.has(activity.name))
    .map((node) => ({
      severity: "warning",
      node,
      text: "No workflow comes here: no links lead to it from a trigger. Link it, or remove it.",
    }));
}
