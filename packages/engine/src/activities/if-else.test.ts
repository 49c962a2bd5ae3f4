import { describe, expect, test } from "vitest";
import { activityName } from "../model/ids.ts";
import type { Value } from "../model/value.ts";
import { branch, deactivated, delay, ifElse, log, setVariables, start, type TestWorkflow, when } from "../test-world.ts";

const variables = { N: { Type: "int", Default: "5" } };

test("the first branch that holds runs, and no other", () => {
  const { report } = start(
    [
      ifElse("if", branch("a", when("N", ">", "9"), log("a")), branch("b", when("N", ">", "1"), log("b")), branch("c", {}, log("c"))),
      log("end"),
    ],
    { variables },
  );
  expect(report).toEqual(["b", "end"]);
});

test("a branch without a condition always holds", () => {
  expect(
    start([ifElse("if", branch("a", when("N", ">", "9"), log("a")), branch("b", { Title: "else" }, log("b")))], { variables }).report,
  ).toEqual(["b"]);
});

test("where none holds, or there are none, the flow goes on", () => {
  expect(start([ifElse("if", branch("a", when("N", ">", "9"), log("a"))), ifElse("none"), log("end")], { variables }).report).toEqual([
    "end",
  ]);
});

test("a deactivated branch is no choice", () => {
  expect(start([ifElse("if", deactivated(branch("a", {}, log("a"))), branch("b", {}, log("b")))]).report).toEqual(["b"]);
});

test("conditions are read once: a branch that makes its own condition false goes on", () => {
  const workflow = start(
    [
      ifElse(
        "if",
        branch("a", when("N", "=", "5"), setVariables("set", { N: "6" }), delay("wait"), log("a")),
        branch("b", when("N", "=", "6"), log("b")),
      ),
    ],
    { variables },
  );
  workflow.fire("wait");
  expect(workflow.report).toEqual(["a"]);
});

test("a condition in PHP that it comes to holds the workflow: no branch is taken by guess", () => {
  const php = branch("a", { codecondition: "return true;" }, log("a"));
  const workflow = start([ifElse("if", php, branch("b", {}, log("b"))), log("after")]);
  expect(workflow.report).toEqual([]);
  expect(workflow.state).toMatchObject({ status: "held", incidents: { if: { kind: "fault", text: expect.stringContaining("PHP") } } });
  workflow.retry("if");
  expect(workflow.state.status).toBe("held");
  workflow.send({ kind: "skipped", activity: activityName("if"), results: {} });
  expect(workflow.report).toEqual(["after"]);
});

describe("who skips a condition in PHP", () => {
  const held = () => {
    const php = branch("a1", { codecondition: "return true;", Title: "Large" }, log("a"));
    const off = deactivated(branch("off", {}));
    return start([ifElse("if", off, php, branch("b", { Title: "Small" }, log("b"), delay("wait"))), log("after")]);
  };
  const skip = (workflow: TestWorkflow, Branch: Value) =>
    workflow.send({ kind: "skipped", activity: activityName("if"), results: { Branch } });

  test.each<[Value, string]>([
    ["large", "a"],
    ["1", "a"],
    [2, "b"],
    ["b", "b"],
  ])("names the branch to go on in: %j", (which, said) => {
    const workflow = held();
    expect(workflow.state.incidents["if"]?.text).toContain('as its result Branch: 1 "Large", 2 "Small".');
    expect(skip(workflow, which)).toBe("advanced");
    expect(workflow.state.incidents).toEqual({});
    if (said === "b") workflow.fire("wait");
    expect(workflow.report).toEqual([said, "after"]);
    expect(workflow.resultsOf("if")).toEqual({});
  });

  test.each(["3", "0", "off", "Huge"])("is told where the branch is not there: %s", (which) => {
    const workflow = held();
    expect(skip(workflow, which)).toBe("refused");
    expect(workflow.state.status).toBe("held");
  });
});

test("a condition in PHP behind a branch that is taken is nobody's business", () => {
  const php = branch("b", { codecondition: "return true;" }, log("b"));
  expect(start([ifElse("if", branch("a", {}, log("a")), php)]).report).toEqual(["a"]);
});
