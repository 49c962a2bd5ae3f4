import { expect, test } from "vitest";
import type { Value, ValueMap } from "../../model/value.ts";
import { activity } from "../../test-world.ts";
import { foundIn } from "../test-findings.ts";

const go = activity("ManualStartTrigger", "go");
const say = (name: string): ValueMap => activity("LogActivity", name, { Text: name });

function found(nodes: readonly Value[], ...links: (readonly string[])[]): string[] {
  return foundIn("broken-canvas", activity("NodeWorkflowActivity", "Template", { Links: links }, nodes));
}

test("a canvas that can be followed has no findings", () => {
  expect(found([go, say("a"), say("b")], ["go:o0", "a:i0"], ["a:o0", "b:i0"])).toEqual([]);
  expect(found([say("a"), say("b")], ["a:o0", "b:i0"])).toEqual([]);
  expect(found([go, say("agent"), say("tool")], ["go:o0", "agent:i0"], ["agent:a0", "tool:t0"])).toEqual([]);
  expect(foundIn("broken-canvas", activity("SequentialWorkflowActivity", "Template", {}, [say("a")]))).toEqual([]);
});

test.each<[string, string[], string]>([
  [
    "a link to nowhere",
    found([go], ["go:o0", "gone:i0"]),
    'error go: A link leads to "gone", which is not on the canvas. The workflow is held where it begins. Draw the link anew.',
  ],
  [
    "outputs that nobody knows",
    found([go, say("a"), say("b")], ["go:o0", "a:i0"], ["a:o0", "b:i0"], ["a:o1", "b:i0"]),
    "error a: Links leave it by o0, o1, and this server does not know when each of them is taken. The workflow is held where it begins. Draw the link anew.",
  ],
  [
    "a link that is none",
    found([go], ["go:o0"]),
    'error Template: The link ["go:o0"] cannot be read. The workflow is held where it begins. Draw the link anew.',
  ],
  [
    "no beginning",
    found([say("a")], ["a:o0", "a:i0"]),
    "error Template: No workflow can begin: every node is led to by another. Add a trigger.",
  ],
  [
    "a node that nothing leads to",
    found([go, say("a"), say("lost")], ["go:o0", "a:i0"], ["lost:o0", "a:i0"]),
    "warning lost: No workflow comes here: no links lead to it from a trigger. Link it, or remove it.",
  ],
])("%s is found", (_, findings, expected) => {
  expect(findings).toEqual([expected]);
});
