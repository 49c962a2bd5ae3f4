import { expect, test } from "vitest";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, start, TestWorkflow, templateOf } from "../test-world.ts";

function startedAfter(reports: readonly string[], steps: readonly ValueMap[]): TestWorkflow {
  const workflow = new TestWorkflow(templateOf(steps), contextOf());
  workflow.replyTo = (question) => {
    expect(question).toEqual({ kind: "reports", workflowId: workflow.context.workflowId, most: 50 });
    return reports;
  };
  workflow.send({ kind: "started" });
  return workflow;
}

test("the text goes to the log as a report, with the title of the step", () => {
  const workflow = startedAfter(
    [],
    [activity("LogActivity", "note", { Title: "My note", Text: ["{=Document:TITLE}", "x"], SetVariable: "Y" })],
  );
  expect(workflow.effects).toEqual([
    { kind: "log", type: "report", activity: "note", activityType: "LogActivity", title: "My note", text: "Big deal, x", user: null },
  ]);
  expect(workflow.resultsOf("note")).toEqual({ Report: "Big deal, x" });
});

test("the text is no result unless asked for", () => {
  expect(start([activity("LogActivity", "note", { Text: "x" })]).state.results).toEqual({});
});

test("an expression that cannot be calculated leaves an error of its step in the log", () => {
  const workflow = start([activity("LogActivity", "note", { Text: "{=nobody:X} there" })]);
  expect(workflow.of("log")).toMatchObject([
    { type: "error", activity: "note", text: expect.stringContaining("{=nobody:X}") },
    { type: "report", text: "{=nobody:X} there" },
  ]);
});

const report = (name: string, text: string) => activity("LogActivity", name, { Text: text, SetVariable: "Y" });

test("the result holds what was reported before, in this run and in those before it", () => {
  const steps = [activity("LogActivity", "quiet", { Text: "second" }), report("note", "third"), report("next", "fourth")];
  const workflow = startedAfter(["first"], steps);
  expect(workflow.resultsOf("note")).toEqual({ Report: "first\nsecond\nthird" });
  expect(workflow.resultsOf("next")).toEqual({ Report: "first\nsecond\nthird\nfourth" });
});

test("the result holds the last 50 reports", () => {
  const before = Array.from({ length: 50 }, (_, index) => `report ${index}`);
  const { Report } = startedAfter(before, [report("note", "last")]).resultsOf("note");
  expect(String(Report).split("\n")).toEqual([...before.slice(1), "last"]);
});
