import { expect, test } from "vitest";
import { activity, contextOf, delay, log, start, TestWorkflow, templateOf } from "../test-world.ts";

test.each([
  ["SetFieldActivity", { FieldValue: { TITLE: "x" } }],
  ["CrmChangeResponsibleActivity", { Responsible: ["user_3"] }],
])("what %s writes to the document afterwards is lost, and the log says so", (type, properties) => {
  const steps = [activity("DeleteDocumentActivity", "A1"), delay("Later"), activity(type, "A2", properties)];
  const lost = [{ activity: "A2", type: "error", text: "The document has been deleted: what the step writes is lost." }];
  const atOnce = start([...steps.slice(0, 1), ...steps.slice(2)]);
  const later = start(steps);
  const { document } = later.context;
  later.context = contextOf({ document: { ...document, fields: {}, values: {}, isGone: true } });
  later.fire("Later");
  for (const workflow of [atOnce, later]) {
    expect(workflow.of("write-document")).toEqual([]);
    if (workflow === atOnce || type === "SetFieldActivity") expect(workflow.of("log")).toMatchObject(lost);
    expect(workflow.state.status).toBe("completed");
  }
});

test.each([
  ["N", ["after"], "completed"],
  ["Y", [], "terminated"],
])("TerminateCurrentWorkflow %s", (flag, report, status) => {
  const workflow = new TestWorkflow(
    templateOf([activity("DeleteDocumentActivity", "A1", { TerminateCurrentWorkflow: flag }), log("after")]),
    contextOf(),
  );
  workflow.send({ kind: "started" });
  expect(workflow.of("delete-document")).toEqual([{ kind: "delete-document", id: ["crm", "CCrmDocumentDeal", "DEAL_7"] }]);
  expect(workflow.report).toEqual(report);
  expect(workflow.state.status).toBe(status);
});
