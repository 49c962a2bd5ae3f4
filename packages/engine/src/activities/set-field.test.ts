import { expect, test } from "vitest";
import type { ValueMap } from "../model/value.ts";
import { activity, log, start } from "../test-world.ts";

const setFields = (name: string, fields: ValueMap, properties: ValueMap = {}) =>
  activity("SetFieldActivity", name, { FieldValue: fields, ...properties });

test("all fields go in one write, typed as the document declares them", () => {
  const workflow = start([
    setFields(
      "write",
      { TITLE: "New {=Document:TITLE}", OPPORTUNITY: "2 000,5", TAGS: "one", UNKNOWN: "as it is" },
      { ModifiedBy: "user_3" },
    ),
  ]);
  expect(workflow.of("write-document")).toEqual([
    { kind: "write-document", fields: { TITLE: "New Big deal", OPPORTUNITY: 2000.5, TAGS: ["one"], UNKNOWN: "as it is" }, modifiedBy: 3 },
  ]);
});

test("later steps see what was written", () => {
  const workflow = start([setFields("a", { TITLE: "A" }), setFields("b", { TITLE: "{=Document:TITLE}B" }), log("{=Document:TITLE}")]);
  expect(workflow.report).toEqual(["AB"]);
  expect(workflow.of("write-document").map((effect) => effect.fields)).toEqual([{ TITLE: "A" }, { TITLE: "AB" }]);
});

test("fields of one step are computed from the document before it", () => {
  const workflow = start([setFields("a", { TITLE: "A", OPPORTUNITY: "={=Document:OPPORTUNITY}+1", UF: "{=Document:TITLE}" })]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ TITLE: "A", OPPORTUNITY: 1501, UF: "Big deal" });
});

test("merging adds to lists what is not in them yet, and replaces single values", () => {
  const workflow = start([setFields("a", { TAGS: ["new", "big"], TITLE: "T" }, { MergeMultipleFields: "Y" })]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ TAGS: ["hot", "new", "big"], TITLE: "T" });
});

test("without merging a list is replaced", () => {
  expect(start([setFields("a", { TAGS: ["big"] })]).of("write-document")[0]?.fields).toEqual({ TAGS: ["big"] });
});

test("an empty value clears", () => {
  expect(start([setFields("a", { TAGS: "", OPPORTUNITY: "" })]).of("write-document")[0]?.fields).toEqual({ TAGS: [], OPPORTUNITY: null });
});

test("without fields nothing is written", () => {
  expect(start([setFields("a", {})]).effects).toEqual([]);
});
