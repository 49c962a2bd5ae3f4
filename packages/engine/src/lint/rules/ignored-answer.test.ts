import { expect, test } from "vitest";
import type { Value, ValueMap } from "../../model/value.ts";
import { activity, approve, log, sequence } from "../../test-world.ts";
import { found } from "../test-findings.ts";

const task = (approved: readonly Value[], rejected: readonly Value[], properties: ValueMap = {}) =>
  activity("ApproveActivity", "Task", properties, [sequence("Yes", ...approved), sequence("No", ...rejected)]);

test("a no that changes nothing is a note", () => {
  expect(found("ignored-answer", [task([log("a")], [])])).toEqual([
    expect.stringMatching(/^note Task: If the answer is no, .* the rejected branch is empty/),
  ]);
  expect(found("ignored-answer", [task([], [])])).toEqual([expect.stringMatching(/^note Task: Nothing depends on the answer/)]);
});

test("a rejected branch, a time limit, or somebody who reads the result is enough", () => {
  expect(found("ignored-answer", [approve("Task", {})])).toEqual([]);
  expect(found("ignored-answer", [task([log("a")], [], { TimeoutDuration: "3", TimeoutDurationType: "d" })])).toEqual([]);
  expect(found("ignored-answer", [task([log("a")], []), log("{=Task:ApprovedCount}")])).toEqual([]);
});
