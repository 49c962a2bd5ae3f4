import { describe, expect, test } from "vitest";
import type { Value } from "../model/value.ts";
import { activity, approve, contextOf, delay, forEach, log, setVariables, start, TestWorkflow, templateOf } from "../test-world.ts";

const each = forEach("each", { Variable: "List" }, log("{=each:Key}={=each:Value}"));

describe("items", () => {
  test.each<[string, Value, string[]]>([
    ["of a list have their places as keys", ["a", "b"], ["0=a", "1=b"]],
    ["of a map have its keys", { x: "a", y: "b" }, ["x=a", "y=b"]],
    ["of a scalar are the scalar itself", "only", ["0=only"]],
    ["of an empty list are none", [], []],
    ["of an empty text are none", "", []],
    ["of nothing are none", null, []],
    ["that are zero or empty count", [0, ""], ["0=0", "1="]],
  ])("%s", (_, list, expected) => {
    const workflow = new TestWorkflow(templateOf([each, log("end")]), contextOf());
    workflow.state = { ...workflow.state, variables: { List: list } };
    workflow.send({ kind: "started" });
    expect(workflow.report).toEqual([...expected, "end"]);
  });

  test.each<[string, string]>([
    ["Document", "TAGS"],
    ["document", "TAGS"],
    ["Template", "P"],
    ["Parameter", "P"],
    ["Constant", "C"],
    ["ask", "UserApprovers"],
  ])("may stand in %s", (object, field) => {
    const multiple = { Type: "string", Multiple: "Y", Default: ["1", "2"] };
    const steps = [approve("ask", { Users: ["user_1", "user_2"] }), forEach("each", { Object: object, Variable: field }, log("item"))];
    const workflow = start(steps, { parameters: { P: multiple }, constants: { C: multiple } });
    workflow.answer(1, "yes");
    workflow.answer(2, "yes");
    expect(workflow.report).toEqual(["ask yes", "item", "item"]);
  });

  test.each(["Nobody", "__proto__", "each"])("of %s, which holds none, are none", (object) => {
    expect(start([forEach("each", { Object: object, Variable: "Value" }, log("never")), log("end")]).report).toEqual(["end"]);
  });

  test("are read once: later changes of the list change nothing", () => {
    const workflow = start(
      [forEach("each", { Variable: "List" }, setVariables("set", { List: [] }), delay("wait"), log("{=each:Value}"))],
      {
        variables: { List: { Type: "string", Multiple: "Y", Default: ["a", "b", "c"] } },
      },
    );
    for (let turn = 0; turn < 3; turn += 1) workflow.fire("wait");
    expect(workflow.report).toEqual(["a", "b", "c"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("print as what they are", () => {
    const workflow = start([forEach("each", { Variable: "People" }, log("{=each:Value > friendly}, {=each:Value > printable}"))], {
      variables: { People: { Type: "user", Multiple: "Y", Default: ["user_1", "user_3"] } },
    });
    expect(workflow.report).toEqual(["Ann Lee, Ann Lee [1]", "Cy Dent, Cy Dent [3]"]);
  });
});

test("loops in loops keep their own items", () => {
  const inner = forEach("inner", { Variable: "List" }, log("{=outer:Value}{=inner:Value}"));
  const workflow = start([forEach("outer", { Variable: "List" }, inner)], {
    variables: { List: { Type: "string", Multiple: "Y", Default: ["a", "b"] } },
  });
  expect(workflow.report).toEqual(["aa", "ab", "ba", "bb"]);
});

test("without a body there is nothing to run", () => {
  expect(start([activity("ForEachActivity", "each", { Object: "Document", Variable: "TAGS" }), log("end")]).report).toEqual(["end"]);
});
