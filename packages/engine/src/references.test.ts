import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "./model/value.ts";
import { activity, approve, branch, delay, forEach, ifElse, log, setVariables, start, type TestWorkflow, whileLoop } from "./test-world.ts";

const globals = {
  constants: { KNOWN: { value: "c", property: null } },
  variables: { COUNT: { value: 1, property: null } },
};

function say(text: Value, name = "say"): ValueMap {
  return activity("LogActivity", name, { Text: text });
}

/** Runs the steps behind a wait, so that the answers to their questions are at hand. */
function run(steps: readonly Value[], more: Parameters<typeof start>[1] = {}): TestWorkflow {
  const workflow = start([delay("wait"), ...steps], more);
  workflow.replyTo = () => globals;
  workflow.fire("wait");
  return workflow;
}

function errors(workflow: TestWorkflow): string[] {
  return workflow
    .of("log")
    .filter(({ type }) => type === "error")
    .map((line) => `${line.activity}: ${line.text}`);
}

describe("an expression that cannot be calculated stands in the log, with its text and the step", () => {
  test.each([
    ["=1+", "=1+", "formula =1+: it ends too early"],
    ["{{=1/0}}", "{{=1/0}}", "formula =1/0: division by zero"],
    ["n {{=(-8)^0.5}}", "n {{=(-8)^0.5}}", "formula =(-8)^0.5: the result is no finite number"],
    ["{{=nope(1)}} x", "{{=nope(1)}} x", 'formula =nope(1): there is no function "nope"'],
    ["{{=(1}} x", "{{=(1}} x", "formula =(1: a closing bracket is missing"],
    ["x {=Nobody:ID}", "x {=Nobody:ID}", "reference {=Nobody:ID}: nothing has this name"],
    ["{=System:Weather}", "", "reference {=System:Weather}: nothing has this name"],
    ["x {=Document:GONE}", "x ", "reference {=Document:GONE}: there is no field of this name, so it is empty"],
    ["{=Document:GONE_PRINTABLE}", "", "reference {=Document:GONE_PRINTABLE}: there is no field of this name, so it is empty"],
    ["{=Variable:Gone > printable}", "", "reference {=Variable:Gone > printable}: there is no field of this name, so it is empty"],
    ["{=Template:Gone}", "", "reference {=Template:Gone}: there is no field of this name, so it is empty"],
    ["{=Constant:Gone}", "", "reference {=Constant:Gone}: there is no field of this name, so it is empty"],
    ["{=GlobalConst:GONE}", "", "reference {=GlobalConst:GONE}: there is no field of this name, so it is empty"],
    ["{=GlobalVar:GONE}", "", "reference {=GlobalVar:GONE}: there is no field of this name, so it is empty"],
    ["={=Document:GONE}&'x'", "x", "reference {=Document:GONE}: there is no field of this name, so it is empty"],
  ])("%j reads %j, and the log says: %s", (text, expected, error) => {
    const workflow = run([say(text)]);
    expect(workflow.report).toEqual([expected]);
    expect(errors(workflow)).toEqual([`say: ${error}`]);
  });

  test.each([
    "{=GlobalConst:KNOWN}{=GlobalVar:COUNT}",
    "{=Variable:Declared}{=Template:Given}{=Template:TargetUser}{=Template:ModifiedDocumentField}",
    "{=wait:Comments}{=wait:Title_PRINTABLE}",
    "{=Document:URL}{=Document:TITLE_PRINTABLE}{=Document:CREATED_BY_EMAIL}",
    "{=User:ID}{=Workflow:anything}{=System:hosturl}",
  ])("%j is no error", (text) => {
    expect(errors(run([say(text)], { variables: { Declared: { Type: "string" } }, given: { Given: "" } }))).toEqual([]);
  });

  test("conditions and loops say so too", () => {
    const condition = { mixedcondition: [{ object: "Nobody", field: "X", operator: "=", value: "x{=Document:GONE}" }] };
    const unknown = { propertyvariablecondition: [["Gone", "=", "x", "0"]] };
    const workflow = run([ifElse("if", branch("b1", condition), branch("b3", unknown, log("b3"))), forEach("each", { Variable: "Gone" })]);
    expect(errors(workflow)).toEqual([
      "if: condition on Nobody:X: nothing has this name",
      "if: reference {=Document:GONE}: there is no field of this name, so it is empty",
      'if: condition on "Gone": there is no parameter or variable of this name, so the line holds',
      "each: Variable:Gone: there is no field of this name, so it is empty",
    ]);
    expect(workflow.report).toEqual(["b3"]);
  });

  test("once for a step and run, however often it is read: in a text twice, in a formula and what stays of it, in a loop", () => {
    const body = [say("{=Nobody:ID} {=Nobody:ID} {{={=Nobody:ID}/0}}"), setVariables("add", { N: "={=Variable:N}+1" })];
    const condition = { propertyvariablecondition: [["N", "<", "50"]] };
    const workflow = run([whileLoop("while", condition, ...body), say("{=Nobody:ID}", "other")], { variables: { N: { Type: "int" } } });
    expect(workflow.report).toHaveLength(51);
    expect(errors(workflow)).toEqual([
      "say: reference {=Nobody:ID}: nothing has this name",
      "say: formula ={=Nobody:ID}/0: division by zero",
      "other: reference {=Nobody:ID}: nothing has this name",
    ]);
  });

  test("a step that is taken again after a question says it once, and says it at all", () => {
    const workflow = run([setVariables("set", { A: "{=Nobody:ID}", B: "{=GlobalConst:KNOWN}" })]);
    expect(errors(workflow)).toEqual(["set: reference {=Nobody:ID}: nothing has this name"]);
  });
});

describe("settings of other steps", () => {
  const steps = [
    approve("task", { Title: "Approve {=Document:TITLE}", Users: ["user_1", "{=Document:ASSIGNED_BY_ID}"], Name: "{=task:Title}!" }),
  ];

  test.each([
    ["{=task:Title}", "Approve Big deal"],
    ["{=task:Name}", "Approve Big deal!"],
    ["{=task:Users_PRINTABLE}", "Ann Lee [1], Bob Ray [2]"],
    ["{=due:When}", "25.12.2025 00:00:00"],
    ["{=ring:A}", ""],
  ])("%s is evaluated: %j", (text, expected) => {
    const workflow = start([
      ifElse("never", branch("no", { propertyvariablecondition: [["TargetUser", "empty", ""]] }, ...steps)),
      activity("LogActivity", "due", { When: "=settime('2025-12-25', 0)", Text: "" }),
      activity("LogActivity", "ring", { A: "{=ring:B}", B: "{=ring:A}", Text: "" }),
      say(text),
    ]);
    expect(workflow.report.at(-1)).toBe(expected);
  });

  test("a result of the same name comes first, and is never evaluated", () => {
    const workflow = start([approve("task", { Users: "user_1", Comments: "{=Document:ID}" }), say("{=task:Comments}")]);
    workflow.answer(1, "yes", { comment: "{=Document:ID} {{=1+1}} =2" });
    expect(workflow.report.at(-1)).toContain("{=Document:ID} {{=1+1}} =2");
  });
});

describe("types of results", () => {
  test.each([
    ["{=task:LastApprover > friendly}", "Ann Lee"],
    ["{=task:UserApprovers_PRINTABLE}", "Ann Lee [1]"],
    ["{=task:ApprovedPercent > bool}", "Y"],
    ["{=each:Value > friendly}", "Ann Lee"],
    ["{=inner:Value > friendly}", "Ann Lee"],
  ])("%s reads %j", (text, expected) => {
    const inner = forEach("inner", { Object: "each", Variable: "Value" }, say(text));
    const workflow = start([approve("task", { Users: "user_1" }), forEach("each", { Object: "task", Variable: "UserApprovers" }, inner)]);
    workflow.answer(1, "yes");
    expect(workflow.report.at(-1)).toBe(expected);
  });

  test("loops over one another's items have no type, and end", () => {
    const inner = forEach("inner", { Object: "each", Variable: "Value" }, say("{=inner:Value > friendly}"));
    const workflow = start([forEach("each", { Object: "inner", Variable: "Value" }, inner), say("over", "end")]);
    expect(workflow.report).toEqual(["over"]);
  });
});

test("the fields that an edit has changed are a start parameter", () => {
  const { document } = start([]).context;
  const workflow = run([say("{=Template:ModifiedDocumentField}")], { context: { document: { ...document, changed: ["TITLE", "TAGS"] } } });
  expect(workflow.report).toEqual(["TITLE, TAGS"]);
});

test("constants have the type that they are declared with, as variables have", () => {
  const definitions = {
    Sum: { Type: "double", Default: "1 234,50" },
    Names: { Type: "string", Multiple: "1", Default: { 1: "a", 3: "b" } },
  };
  const steps = [
    say("{{={=Constant:Sum}+1}} {{=firstvalue({=Constant:Names})}}"),
    say("{{={=Variable:Sum}+1}} {{=firstvalue({=Variable:Names})}}", "too"),
  ];
  const workflow = start(steps, { constants: definitions, variables: definitions });
  expect(workflow.of("log").map(({ text }) => text)).toEqual(["1235.5 a", "1235.5 a"]);
});
