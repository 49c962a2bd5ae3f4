import { expect, test } from "vitest";
import { activity, start } from "../test-world.ts";

test("the text goes to the log as a report, with the title of the step", () => {
  const workflow = start([activity("LogActivity", "note", { Title: "My note", Text: ["{=Document:TITLE}", "x"], SetVariable: "Y" })]);
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
