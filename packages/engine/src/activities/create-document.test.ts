import { expect, test } from "vitest";
import { parseProperties } from "../model/property.ts";
import type { Answers, Question } from "../model/question.ts";
import { activity, contextOf, log, setVariables, TestWorkflow, templateOf } from "../test-world.ts";
import { errorsOf, listType, run as runCrm } from "./test-crm.ts";

const type = ["crm", "CCrmDocumentDeal", "DEAL"] as const;
const fields = parseProperties({ TITLE: { Type: "string" }, OPPORTUNITY: { Type: "double" } });
const facts: Answers["document-type"] = { type, fields, blank: { ...contextOf().document, fields, values: {} } };

function run(answers: Partial<Record<Question["kind"], Answers[Question["kind"]]>>, user: "person" | "nobody" = "person"): TestWorkflow {
  const fields = { TITLE: "Copy of {=Document:TITLE}", OPPORTUNITY: "12,5", OTHER: "as it is" };
  const compiled = templateOf([
    setVariables("S1", { v: "once" }),
    activity("CreateDocumentActivity", "A1", { Fields: fields }),
    log("{=A1:ItemId}{=A1:ErrorMessage}"),
  ]);
  const workflow = new TestWorkflow(compiled, contextOf(user === "nobody" ? { user: null } : {}));
  workflow.replyTo = ({ kind }) => answers[kind] ?? null;
  workflow.send({ kind: "started" });
  return workflow;
}

test("makes a document of the workflow's type, its fields by their types", () => {
  const workflow = run({ "document-type": facts, "new-document": 42 });
  expect(workflow.of("create-document")).toEqual([
    {
      kind: "create-document",
      type,
      number: 42,
      fields: { TITLE: "Copy of Big deal", OPPORTUNITY: 12.5, OTHER: "as it is" },
      createdBy: 1,
    },
  ]);
  expect(workflow.report).toEqual(["42"]);
});

test("where nobody started the workflow, the document's own people make it", () => {
  expect(run({ "document-type": facts, "new-document": 42 }, "nobody").of("create-document")).toMatchObject([{ createdBy: 1 }]);
});

test("a type that is not there any more is an error in the log, and the workflow goes on", () => {
  const workflow = run({ "document-type": null });
  expect(workflow.of("create-document")).toEqual([]);
  expect(workflow.report).toEqual(["There are no documents of the type DEAL here."]);
  expect(workflow.isOver).toBe(true);
});

test("what was done before a question is done once", () => {
  const workflow = run({ "document-type": facts, "new-document": 42 });
  expect(workflow.of("log").filter(({ type: kind }) => kind === "report")).toHaveLength(1);
  expect(workflow.state.variables).toEqual({ v: "once" });
});

test.each([
  ["CreateCrmLeadDocumentActivity", "LeadId", "LEAD"],
  ["CreateCrmDealDocumentActivity", "DealId", "DEAL"],
  ["CreateCrmContactDocumentActivity", "ContactId", "CONTACT"],
  ["CreateCrmCompanyDocumentActivity", "CompanyId", "COMPANY"],
])("%s makes one of its type", (name, result, code) => {
  const workflow = runCrm([activity(name, "A1", { Fields: { NAME: "x" } }), log(`{=A1:${result}}`)]);
  expect(workflow.of("create-document")).toMatchObject([{ type: ["crm", expect.any(String), code], number: 101, fields: { NAME: "x" } }]);
  expect(workflow.report).toEqual(["101"]);
});

test("an element of a list is made in the list that the step names", () => {
  const make = activity("CreateListsDocumentActivity", "A1", {
    DocumentType: [...listType],
    Fields: { NAME: "x", PROPERTY_AMOUNT: "1,5" },
  });
  const workflow = runCrm([make, log("{=A1:ElementId}")]);
  expect(workflow.of("create-document")).toMatchObject([{ type: listType, fields: { NAME: "x", PROPERTY_AMOUNT: 1.5 } }]);
  expect(workflow.report).toEqual(["101"]);
  expect(errorsOf(runCrm([activity("CreateListsDocumentActivity", "A1", {})]))).toEqual(["The step does not say what to make."]);
});

test("a new document is seen by later steps of the run, with what it has of itself", () => {
  const steps = [
    activity("CreateCrmDealDocumentActivity", "A1", { Fields: { TITLE: "New", CATEGORY_ID: "6" } }),
    activity("CrmGetDataEntityActivity", "A2", { EntityType: "DEAL", EntityId: "{=A1:DealId}", EntityFields: ["ID", "TITLE", "STAGE_ID"] }),
    log("{=A2:ID} {=A2:TITLE} {=A2:STAGE_ID}"),
  ];
  expect(runCrm(steps).report).toEqual(["101 New C6:NEW"]);
});
