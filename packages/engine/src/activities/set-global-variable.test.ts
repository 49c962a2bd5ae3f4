import { describe, expect, test } from "vitest";
import { type Globals, parseProperty, type SharedValue, type Value, type ValueMap } from "../model/index.ts";
import { activity, branch, contextOf, forEach, ifElse, log, TestWorkflow, templateOf } from "../test-world.ts";

function value(type: string, held: Value, more: ValueMap = {}): SharedValue {
  return { property: parseProperty("x", { Type: type, ...more }), value: held, version: 3 };
}

const globals: Globals = {
  variables: {
    Count: value("int", 4),
    Rate: value("double", 0.5),
    Word: value("string", "old"),
    Team: value("user", ["user_1", "user_2"], { Multiple: "Y" }),
  },
  constants: { Limit: value("int", 10), Level: value("select", "hi", { Options: { hi: "High" } }) },
};

function run(...steps: ValueMap[]): TestWorkflow {
  const workflow = new TestWorkflow(templateOf(steps), contextOf());
  workflow.replyTo = ({ kind }) => {
    expect(kind).toBe("globals");
    return globals;
  };
  workflow.send({ kind: "started" });
  return workflow;
}

const set = (values: ValueMap) => activity("SetGlobalVariableActivity", "S", { GlobalVariableValue: values });
const math = (conditions: ValueMap) => activity("MathOperationActivity", "M", { Conditions: conditions });
const errors = (workflow: TestWorkflow) => workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []));

describe("reading", () => {
  test("in texts, with modifiers and in their printable form", () => {
    const text =
      "{=GlobalVar:Count} of {=globalconst:Limit}, {=GlobalConst:Level} {=GlobalConst:Level_printable}, {=GlobalVar:Team > friendly}";
    expect(run(log(text)).report).toEqual(["4 of 10, High High, Ann Lee, Bob Ray"]);
  });

  test("one that is not there is empty", () => {
    expect(run(log("[{=GlobalVar:Nothing}{=GlobalVar:constructor}{=GlobalConst:Count}]")).report).toEqual(["[]"]);
  });

  test("in conditions", () => {
    const item = { object: "GlobalVar", field: "Count", operator: ">=", value: "{=GlobalConst:Limit}", joiner: "0" };
    const low = { ...item, operator: "<" };
    const workflow = run(
      ifElse("I", branch("high", { mixedcondition: [item] }, log("high")), branch("low", { mixedcondition: [low] }, log("low"))),
    );
    expect(workflow.report).toEqual(["low"]);
  });

  test("in loops, where an item has the variable's type", () => {
    const loop = forEach("F", { Object: "GlobalVar", Variable: "Team" }, log("{=F:Key} {=F:Value > printable}"));
    expect(run(loop).report).toEqual(["0 Ann Lee [1]", "1 Bob Ray [2]"]);
  });

  test("asks once in a run, and not at all where no step needs them", () => {
    const asked: string[] = [];
    const workflow = new TestWorkflow(templateOf([log("{=GlobalVar:Count}"), log("{=GlobalVar:Word}")]), contextOf());
    workflow.replyTo = ({ kind }) => {
      asked.push(kind);
      return globals;
    };
    workflow.send({ kind: "started" });
    expect(asked).toEqual(["globals"]);
    const other = new TestWorkflow(templateOf([log("nothing")]), contextOf());
    other.send({ kind: "started" });
    expect(other.report).toEqual(["nothing"]);
  });
});

describe("writing", () => {
  test("converts to the variable's type; later assignments and steps see it", () => {
    const workflow = run(
      set({ "{=GlobalVar:Count}": "7 pieces", "{=GlobalVar:Word}": "now {=GlobalVar:Count}" }),
      log("{=GlobalVar:Word}"),
    );
    expect(workflow.report).toEqual(["now 7"]);
    expect(workflow.of("set-global")).toEqual([
      { kind: "set-global", id: "Count", value: 7, readVersion: 3 },
      { kind: "set-global", id: "Word", value: "now 7", readVersion: 3 },
    ]);
  });

  test("one that is not there, and a constant, are an error in the log", () => {
    const workflow = run(set({ "{=GlobalVar:Missing}": 1, "{=GlobalConst:Limit}": 2 }), log("on"));
    expect(workflow.of("set-global")).toEqual([]);
    expect(errors(workflow)).toEqual([
      expect.stringContaining("no global variable Missing"),
      expect.stringContaining("no global variable"),
    ]);
    expect(workflow.report).toEqual(["on"]);
  });
});

test("a text that is far too long changes nothing and says so", () => {
  const workflow = run(set({ "{=GlobalVar:Word}": "x".repeat(70_000) }));
  expect(workflow.of("set-global")).toEqual([]);
  expect(errors(workflow)).toEqual([expect.stringContaining("at most 65535 characters")]);
});

describe("calculating", () => {
  test.each([
    [["{=GlobalVar:Count}", "+", "1"], 5],
    [["{=GlobalVar:Count}", "-", "{=Document:OPPORTUNITY}"], -1496],
    [[3, "*", 4], 12],
    [[7, "/", 2], 3],
  ])("%j", (operation, expected) => {
    const workflow = run(math({ "{=GlobalVar:Count}": operation }), log("{=GlobalVar:Count}"));
    expect(workflow.report).toEqual([String(expected)]);
  });

  test("several for one variable build on each other", () => {
    const twice = [
      ["{=GlobalVar:Count}", "+", 1],
      ["{=GlobalVar:Count}", "+", 1],
    ];
    expect(
      run(math({ "{=GlobalVar:Count}": twice }))
        .of("set-global")
        .at(-1),
    ).toMatchObject({ id: "Count", value: 6, readVersion: 3 });
  });

  test.each([
    [{ "{=GlobalVar:Rate}": [1, "/", 0] }, "1 / 0 has no result"],
    [{ "{=GlobalVar:Rate}": [1, "?", 2] }, "1 ? 2 has no result"],
    [{ "{=GlobalVar:Word}": [1, "+", 2] }, "Word is no single number"],
    [{ "{=GlobalVar:Team}": [1, "+", 2] }, "Team is no single number"],
  ])("%j changes nothing and says so", (conditions, text) => {
    const workflow = run(math(conditions));
    expect(workflow.of("set-global")).toEqual([]);
    expect(errors(workflow)).toEqual([expect.stringContaining(text)]);
  });
});
