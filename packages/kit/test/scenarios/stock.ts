// A list of orders to suppliers: for each article an element is made, changed, read; copies are deleted at the end.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { branch, define, ifElse, note, onField, onVariable, type Scenario, sequence, setVariables } from "./build.ts";

const properties = [
  { name: "Articles", type: "string", code: "ARTICLES", multiple: true },
  { name: "Count", type: "N", code: "COUNT" },
];

export const stock: Scenario = {
  name: "Stock list",
  environment: { documentType: { name: "Stock", properties } },
  async make(env) {
    const DocumentType = env.documentType;
    const each = step(
      "ForEachActivity",
      { Title: "Each article", Object: "Document", Variable: "PROPERTY_ARTICLES" },
      [
        sequence(
          step(
            "CreateListsDocumentActivity",
            { Title: "Element", DocumentType, Fields: { NAME: "{=Each:Value}", PROPERTY_COUNT: "1" } },
            [],
            "Element",
          ),
          step("UpdateListsDocumentActivity", {
            Title: "Change it",
            DocumentType,
            ElementId: "{=Element:ElementId}",
            Fields: { PROPERTY_COUNT: "7" },
          }),
          step(
            "GetListsDocumentActivity",
            { Title: "Read it", DocumentType, ElementId: "{=Element:ElementId}", FieldsMap: { NAME: {}, PROPERTY_COUNT: {} } },
            [],
            "Got",
          ),
          note("{=Got:NAME}: {=Got:PROPERTY_COUNT}", "Line"),
        ),
      ],
      "Each",
    );
    const count = step("WhileActivity", { Title: "Count down", ...onVariable("Left", ">", "0") }, [
      sequence(setVariables({ Left: "={=Variable:Left}-1" })),
    ]);
    const copy = step("CreateDocumentActivity", { Title: "Copy", Fields: { NAME: "Copy of {=Document:NAME}" } });
    const gone = step("DeleteDocumentActivity", { Title: "Delete", TerminateCurrentWorkflow: "Y" });
    const end = ifElse("Empty", branch("no articles", onField("PROPERTY_ARTICLES", "empty", ""), gone));
    const VARIABLES = define({ Left: "int" }, { Left: { Default: "3" } });
    return {
      source: { TEMPLATE: [each, count, copy, end], VARIABLES },
      options: { starts: [{ document: { PROPERTY_ARTICLES: ["Pens", "Ink"] } }] },
    };
  },
  branches: 4,
  ends: 2,
  async check(env, source) {
    const run = await env.start(source, { document: { NAME: "May", PROPERTY_ARTICLES: ["Pens", "Ink"] } });
    expect(run).toMatchObject({ status: "completed", log: ["Pens: 7", "Ink: 7"], variables: { Left: 0 }, problems: [] });
    const empty = await env.start(source, { document: { NAME: "June" } });
    expect(empty).toMatchObject({ status: "terminated", document: null });
  },
};
