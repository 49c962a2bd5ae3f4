import { describe, expect, test } from "vitest";
import { defaultLimits } from "../model/context.ts";
import { activity, deactivated, delay, log, review, sequence, setVariables, start, when, whileLoop } from "../test-world.ts";

const variables = { N: { Type: "int", Default: "0" } };
const count = setVariables("count", { N: "={=Variable:N}+1" });

test("the body runs while the condition holds", () => {
  expect(start([whileLoop("w", when("N", "<", "3"), count, log("{=Variable:N}")), log("end")], { variables }).report).toEqual([
    "1",
    "2",
    "3",
    "end",
  ]);
});

test("a condition that is false at first means no turn", () => {
  expect(start([whileLoop("w", when("N", ">", "3"), log("never")), log("end")], { variables }).report).toEqual(["end"]);
});

test("without a body there is nothing to repeat", () => {
  expect(start([activity("WhileActivity", "w", { truecondition: "1" }), log("end")]).report).toEqual(["end"]);
});

test("only the body's own loop sees its turns: an inner loop begins anew in each turn of the outer one", () => {
  const context = { limits: { ...defaultLimits, loopIterations: 3 } };
  const inner = whileLoop("inner", when("M", "<", "3"), setVariables("m", { M: "={=Variable:M}+1" }));
  const workflow = start(
    [whileLoop("outer", when("N", "<", "3"), setVariables("zero", { M: "0" }), inner, count), log("{=Variable:N} {=Variable:M}")],
    {
      variables: { ...variables, M: { Type: "int" } },
      context,
    },
  );
  expect(workflow.report).toEqual(["3 3"]);
});

test("results of the last turn are forgotten when the body runs again", () => {
  const workflow = start(
    [whileLoop("w", when("N", "<", "2"), log("before {=ask:ReviewedCount}."), count, review("ask", { Users: "user_1" }))],
    { variables },
  );
  workflow.answer(1, "ok");
  workflow.answer(1, "ok");
  expect(workflow.report).toEqual(["before .", "before ."]);
  expect(workflow.resultsOf("ask")).toMatchObject({ ReviewedCount: 1 });
});

test("without a condition it is held before its first turn, not after a thousand", () => {
  const workflow = start([activity("WhileActivity", "w", {}, [sequence("body", log("mail"))]), log("end")]);
  expect(workflow.report).toEqual([]);
  expect(workflow.state.incidents).toMatchObject({ w: { kind: "fault", text: expect.stringContaining("has no condition") } });
});

describe("the limit of turns", () => {
  const context = { limits: { ...defaultLimits, loopIterations: 4 } };

  test("is an incident, and each retry allows as many turns again", () => {
    const workflow = start([whileLoop("w", when("N", "<", "10"), count), log("{=Variable:N}")], { variables, context });
    expect(workflow.state).toMatchObject({
      status: "held",
      variables: { N: 4 },
      incidents: { w: { kind: "loop-limit", text: expect.stringContaining("4 times") } },
    });
    workflow.retry("w");
    expect(workflow.state).toMatchObject({ status: "held", variables: { N: 8 } });
    workflow.retry("w");
    expect(workflow.report).toEqual(["10"]);
    expect(workflow.state.status).toBe("completed");
  });

  test("counts over waits", () => {
    const workflow = start([whileLoop("w", { truecondition: "1" }, delay("wait"))], { context });
    for (let turn = 0; turn < 4; turn += 1) workflow.fire("wait");
    expect(workflow.state.incidents).toMatchObject({ w: { kind: "loop-limit" } });
    workflow.send({ kind: "terminated", title: "Enough" });
    expect(workflow.state.status).toBe("terminated");
  });

  test("ends a loop whose body is deactivated", () => {
    const loop = activity("WhileActivity", "w", { truecondition: "1" }, [deactivated(sequence("body", count))]);
    expect(start([loop], { context }).state.status).toBe("held");
  });

  test("is not reached by a loop of exactly so many turns", () => {
    expect(start([whileLoop("w", when("N", "<", "4"), count)], { variables, context }).state.status).toBe("completed");
  });
});
