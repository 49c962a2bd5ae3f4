import { expect, test } from "vitest";
import type { ValueMap } from "../model/value.ts";
import { log, review, start, type TestWorkflow } from "../test-world.ts";

function read(properties: ValueMap = {}): TestWorkflow {
  return start([review("read", { Users: ["user_1", "user_2"], ...properties }), log("end")]);
}

test("everybody is waited for", () => {
  const workflow = read({ StatusMessage: "#REVIEWED# of #TOT#: #REVIEWERS#", CommentLabelMessage: "Note", TaskButtonMessage: "Seen" });
  expect(workflow.of("create-task")[0]?.task).toMatchObject({ type: "ReviewActivity", labels: { ok: "Seen" } });
  workflow.answer(2, "ok", { comment: "read it" });
  expect(workflow.state.stateTitle).toBe("1 of 2: Bob Ray");
  expect(workflow.report).toEqual([]);
  workflow.answer(1, "ok");
  expect(workflow.of("close-task")).toEqual([{ kind: "close-task", taskId: 100, outcome: "ok" }]);
  expect(workflow.resultsOf("read")).toEqual({
    TaskId: 100,
    IsTimeout: 0,
    Comments: "Bob Ray (u2): acknowledged\nNote: read it\nAnn Lee (u1): acknowledged\n",
    ReviewedCount: 2,
    TotalCount: 2,
    LastReviewer: "user_1",
    LastReviewerComment: "",
  });
  expect(workflow.report).toEqual(["end"]);
});

test("the first is enough where any is asked", () => {
  const workflow = read({ ApproveType: "any", TimeoutDuration: 60 });
  workflow.answer(2, "ok");
  expect(workflow.report).toEqual(["end"]);
  expect(workflow.timers.size).toBe(0);
});

test.each<[ValueMap, string]>([
  [{}, "all must acknowledge"],
  [{ ApproveType: "any" }, "the first to acknowledge is enough"],
])("%j is told in the log: %s", (properties, rule) => {
  expect(read({ Name: "Note", ...properties }).of("log")[0]?.text).toBe(`Task "Note" for Ann Lee, Bob Ray: ${rule}`);
});

test("every macro is filled in", () => {
  const workflow = read({ StatusMessage: "#PERC# #PERCENT# #REV# #REVIEWED# #TOT# #TOTAL# #REVIEWERS#" });
  expect(workflow.state.stateTitle).toBe("0 0 0 0 2 2 ");
  workflow.answer(1, "ok", { by: 6 });
  expect(workflow.state.stateTitle).toBe("50 50 1 1 2 2 Flo Kern");
});

test("a second acknowledgment of the same person does not count", () => {
  const workflow = read();
  workflow.answer(1, "ok");
  expect(workflow.answer(1, "ok")).toBe("ignored");
  expect(workflow.report).toEqual([]);
});

test("a timeout ends the wait", () => {
  const workflow = read({ TimeoutDuration: 60 });
  workflow.answer(1, "ok");
  workflow.fire("read");
  expect(workflow.resultsOf("read")).toMatchObject({ IsTimeout: 1, ReviewedCount: 1 });
  expect(workflow.of("close-task")).toMatchObject([{ outcome: "timeout" }]);
  expect(workflow.report).toEqual(["end"]);
});

test.each(["yes", "no", "cancel"] as const)("%s is no answer to it", (answer) => {
  expect(read().answer(1, answer)).toBe("refused");
});

test.each([
  ["Y", "refused"],
  ["YA", "refused"],
  ["YR", "advanced"],
])("an acknowledgment without a comment by the rule %s is %s", (rule, expected) => {
  expect(read({ CommentRequired: rule }).answer(1, "ok")).toBe(expected);
});
