import { expect, test } from "vitest";
import { activity, deactivated, log, sequence } from "../../test-world.ts";
import { found, foundIn } from "../test-findings.ts";

test("the outermost step that is switched off is noted", () => {
  const block = deactivated(sequence("Block", deactivated(log("a")), log("b")));
  expect(found("switched-off", [block, deactivated(log("c"))])).toEqual([
    "note Block: It is switched off and does not run, nor the 2 steps in it.",
    "note log c: It is switched off and does not run.",
  ]);
  expect(foundIn("switched-off", deactivated(activity("SequentialWorkflowActivity", "Template", {}, [log("a")])))).toHaveLength(1);
});

test("steps that run are not", () => expect(found("switched-off", [sequence("Block", log("a"))])).toEqual([]));
