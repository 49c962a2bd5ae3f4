import { describe, expect, test } from "vitest";
import { workflowId } from "../model/ids.ts";
import type { Answers, Question } from "../model/question.ts";
import { activity, contextOf, setVariables, TestWorkflow, templateOf } from "../test-world.ts";

const child = workflowId("66e81a641752f8.00000001");
const fine: Answers["child"] = { workflowId: child, document: ["crm", "CCrmDocumentDeal", "DEAL_7"] };

function started(properties: object, answer: Answers["child"] = fine): { workflow: TestWorkflow; asked: Question[] } {
  const step = activity("StartScriptActivity", "A1", { TemplateId: 9, ...properties });
  const compiled = templateOf([setVariables("S1", { v: "seen" }), step], { variables: { v: { Type: "string" } } });
  const workflow = new TestWorkflow(compiled, contextOf());
  const asked: Question[] = [];
  workflow.replyTo = (question) => {
    asked.push(question);
    return answer;
  };
  workflow.send({ kind: "started" });
  return { workflow, asked };
}

describe("starting a smart script", () => {
  test("it starts in the name that the step gives, with values of the workflow, and nobody waits for it", () => {
    const { workflow, asked } = started({ DocumentId: "7", StartBy: ["user_3"], TemplateParameters: { Who: "{=Variable:v}" } });
    expect(asked).toEqual([{ kind: "child", templateId: 9, documentId: "7", script: true }]);
    expect(workflow.of("start-child")).toMatchObject([
      {
        activity: "A1",
        workflowId: child,
        templateId: 9,
        document: fine.document,
        parameters: { Who: "seen" },
        waits: false,
        startedBy: 3,
      },
    ]);
    expect(workflow.isOver).toBe(true);
  });

  test("on each of several documents, once", () => {
    const { workflow, asked } = started({ DocumentId: ["7", "8", "", "7"] });
    expect(asked).toMatchObject([{ documentId: "7" }, { documentId: "8" }]);
    expect(workflow.of("start-child")).toHaveLength(2);
  });

  test("without a document on the workflow's own, without a name in that of whoever has started the workflow", () => {
    const { workflow, asked } = started({});
    expect(asked).toMatchObject([{ documentId: contextOf().document.id[2] }]);
    expect(workflow.of("start-child")).toMatchObject([{ startedBy: workflow.state.startedBy }]);
  });

  test.each([
    ["the server's reason", { TemplateId: 9 }, { problem: "Template 9 is no smart script." }, "Template 9 is no smart script."],
    ["itself", { TemplateId: 3 }, fine, "A smart script cannot start itself."],
    ["no script", { TemplateId: "" }, fine, "The step names no smart script."],
  ])("what cannot be started is a line in the log: %s", (_, properties, answer, text) => {
    const { workflow } = started(properties, answer);
    expect(workflow.of("log").filter(({ type }) => type === "error")).toMatchObject([{ text }]);
    expect(workflow.of("start-child")).toEqual([]);
    expect(workflow.isOver).toBe(true);
  });

  test("scripts that start one another without an end are held", () => {
    const compiled = templateOf([activity("StartScriptActivity", "A1", { TemplateId: 9 })]);
    const workflow = new TestWorkflow(compiled, contextOf({ limits: { ...contextOf().limits, depth: 1 } }));
    workflow.replyTo = () => fine;
    workflow.send({ kind: "started" });
    expect(Object.values(workflow.state.incidents)).toMatchObject([{ kind: "depth-limit" }]);
  });
});
