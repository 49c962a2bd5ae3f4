import { describe, expect, test } from "vitest";
import { activityName, workflowId } from "../model/ids.ts";
import type { Answers } from "../model/question.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, log, setVariables, TestWorkflow, templateOf } from "../test-world.ts";

const child = workflowId("66e81a641752f8.00000001");
const fine: Answers["child"] = { workflowId: child, document: ["crm", "CCrmDocumentDeal", "DEAL_7"] };

function started(properties: object, answer: Answers["child"] = fine): TestWorkflow {
  const step = activity("StartWorkflowActivity", "A1", { TemplateId: 9, ...properties });
  const compiled = templateOf([setVariables("S1", { v: "seen" }), step, log("{=A1:WorkflowId}")], { variables: { v: { Type: "string" } } });
  const workflow = new TestWorkflow(compiled, contextOf());
  workflow.replyTo = () => answer;
  workflow.send({ kind: "started" });
  return workflow;
}

const ended = { kind: "child-ended", activity: activityName("A1"), child, problem: "" } as const;

describe("a workflow that a step has started", () => {
  const parameters = {
    Sum: { Type: "double", Name: "Amount", Required: "1" },
    Who: { Type: "user", Required: "1", Default: "user_2" },
    Note: { Type: "string" },
  };
  const missing = (given: ValueMap, isChild: boolean) => {
    const workflow = new TestWorkflow(templateOf([log("begun")], { parameters }), contextOf(), given);
    const parent = { workflow: "66e81a641752f8.00000002", activity: activityName("A1"), waits: false, ancestors: [] };
    if (isChild) workflow.state = { ...workflow.state, parent };
    workflow.send({ kind: "started" });
    expect(workflow.report).toEqual(["begun"]);
    return workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []));
  };

  test("says in its log what it requires and was not given", () => {
    expect(missing({}, true)).toEqual([expect.stringMatching(/^The parameter "Amount" is required/)]);
    expect(missing({ Sum: "" }, true)).toHaveLength(1);
    expect(missing({ Sum: 0 }, true)).toEqual([]);
    expect(missing({}, false)).toEqual([]);
  });
});

describe("starting another workflow", () => {
  test("without waiting the workflow goes on with the id of the other", () => {
    const workflow = started({ TemplateParameters: { Who: "{=Variable:v}" } });
    expect(workflow.of("start-child")).toEqual([
      {
        kind: "start-child",
        activity: "A1",
        workflowId: child,
        templateId: 9,
        document: fine.document,
        parameters: { Who: "seen" },
        waits: false,
      },
    ]);
    expect(workflow.report).toEqual([child]);
    expect(workflow.isOver).toBe(true);
  });

  test("with waiting it goes on when the other has ended, and only then", () => {
    const workflow = started({ UseSubscription: "Y" });
    expect(workflow.isOver).toBe(false);
    workflow.send({ ...ended, child: "another" });
    expect(workflow.isOver).toBe(false);
    workflow.send(ended);
    expect(workflow.report).toEqual([child]);
    expect(workflow.isOver).toBe(true);
  });

  test.each([
    ["the server's reason", { TemplateId: 9 }, { problem: "There is no template 9." }, "There is no template 9."],
    ["its own template", { TemplateId: 3 }, fine, "A workflow cannot start its own template."],
    ["no template", { TemplateId: "" }, fine, "The step names no template."],
  ])("what cannot be started is a line in the log: %s", (_, properties, answer, text) => {
    const workflow = started(properties, answer);
    expect(workflow.of("log").filter(({ type }) => type === "error")).toMatchObject([{ text }]);
    expect(workflow.of("start-child")).toEqual([]);
    expect(workflow.isOver).toBe(true);
  });

  test("a step that waited learns why the other did not come to be", () => {
    const workflow = started({ UseSubscription: "Y" });
    workflow.send({ ...ended, problem: "The document was deleted." });
    expect(workflow.of("log").filter(({ type }) => type === "error")).toMatchObject([{ text: "The document was deleted." }]);
    expect(workflow.isOver).toBe(true);
  });

  test("a row of workflows that start one another ends as an incident", () => {
    const compiled = templateOf([activity("StartWorkflowActivity", "A1", { TemplateId: 9 })]);
    const workflow = new TestWorkflow(compiled, contextOf());
    workflow.replyTo = () => fine;
    const ancestors = [1, 2, 1, 2, 1, 2, 1, 2, 1];
    workflow.state = { ...workflow.state, parent: { workflow: "p", activity: activityName("A"), waits: false, ancestors } };
    workflow.send({ kind: "started" });
    expect(workflow.state.incidents).toMatchObject({ A1: { kind: "depth-limit" } });
  });
});
