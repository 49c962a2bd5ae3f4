import { expect, test } from "vitest";
import { activity, contextOf, log, TestWorkflow, templateOf } from "../test-world.ts";

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
