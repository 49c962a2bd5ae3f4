// Branches of statuses and of waits for several events that do not begin with an event.
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";
import { titleOf, typeOf } from "../nodes.ts";

/** What the product takes; here, any step that waits will do. */
const events: ReadonlySet<string> = new Set([
  "delayactivity",
  "waitworkdayactivity",
  "handleexternaleventactivity",
  "task2activity",
  "eventdrivenactivity",
]);
const remedy = "Put a pause, a command, a person's working day or a task at its beginning.";

export const wrongTrigger: Rule = {
  name: "wrong-trigger",
  check: ({ nodes }) =>
    nodes
      .filter((node) => typeOf(node) === "eventdrivenactivity")
      .flatMap((node): Problem[] => {
        const [first] = node.children;
        if (!first) return [{ severity: "warning", node, text: `The branch is empty, so it never begins. ${remedy}` }];
        if (events.has(typeOf(first))) return [];
        const text = `The branch begins with ${quoted(titleOf(first))}, which is no event: it wins over the others as soon as it is done. ${remedy}`;
        return [{ severity: "warning", node: first, text }];
      }),
};
