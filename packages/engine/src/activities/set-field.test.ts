import { describe, expect, test } from "vitest";
import { activityName } from "../model/ids.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, log, start } from "../test-world.ts";

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

test("a field is typed in whatever case it is written", () => {
  const workflow = start([setFields("write", { opportunity: "2 000,5", Tags: "one" })]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ OPPORTUNITY: 2000.5, TAGS: ["one"] });
});

test("a field that the document does not have stands in the log; one that a portal adds needs no definition", () => {
  const workflow = start([setFields("a", { TITEL: "T", title: "t", UF_CRM_SIZE: "5", PARENT_ID_147: "3" }), log("{=a:ErrorMessage}")]);
  expect(workflow.of("log").filter(({ type }) => type === "error")).toMatchObject([
    { activity: "a", text: 'There is no field "TITEL" in the document: what is written there is lost.' },
  ]);
  expect(workflow.report).toEqual([""]);
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

test("what a field cannot hold is left out and told; the other fields are written", () => {
  const workflow = start([
    setFields("a", { OPPORTUNITY: "a lot", CLOSEDATE: "soon", ASSIGNED_BY_ID: "nobody", TITLE: "T" }),
    log("{=a:ErrorMessage}"),
  ]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ TITLE: "T" });
  const errors = workflow.of("log").filter(({ type }) => type === "error");
  expect(errors.map(({ text }) => text)).toEqual([
    'The field "OPPORTUNITY" (double) cannot hold "a lot": it was left as it is.',
    'The field "CLOSEDATE" (date) cannot hold "soon": it was left as it is.',
    'The field "ASSIGNED_BY_ID" (user) cannot hold "nobody": it was left as it is.',
  ]);
  expect(workflow.report[0]).toContain("a lot");
});

test("zero and no are values", () => {
  const workflow = start([setFields("a", { OPPORTUNITY: "0", TITLE: "" })]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ OPPORTUNITY: 0, TITLE: "" });
  expect(workflow.of("log")).toEqual([]);
});

describe("a document that another workflow has locked", () => {
  const { document } = contextOf();
  const locked = { ...document, lockedBy: "66e81a641752f8.99999999" };
  const news = { kind: "document-changed", activity: activityName("a"), what: "unlocked", stage: "", semantics: "" } as const;

  test("is written when it is free", () => {
    const workflow = start([setFields("a", { TITLE: "T" })], { context: { document: locked } });
    expect(workflow.of("write-document")).toEqual([]);
    expect(workflow.of("await-document")).toMatchObject([{ activity: "a", id: document.id, until: "unlock" }]);
    workflow.send(news);
    expect(workflow.of("await-document"), "it is locked anew").toHaveLength(2);
    workflow.context = { ...workflow.context, document };
    workflow.send(news);
    expect(workflow.of("write-document")[0]?.fields).toEqual({ TITLE: "T" });
    expect(workflow.isOver).toBe(true);
  });

  test("is not waited for by a workflow that ends", () => {
    const workflow = start([setFields("a", { TITLE: "T" })], { context: { document: locked } });
    workflow.send({ kind: "terminated", title: "" });
    expect(workflow.of("forget-document")).toMatchObject([{ activity: "a" }]);
  });

  test("is written at once by the workflow that has the lock", () => {
    const own = { ...document, lockedBy: contextOf().workflowId };
    expect(start([setFields("a", { TITLE: "T" })], { context: { document: own } }).isOver).toBe(true);
  });
});
