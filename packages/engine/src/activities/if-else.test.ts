import { expect, test } from "vitest";
import { activityName } from "../model/ids.ts";
import { branch, deactivated, delay, ifElse, log, setVariables, start, when } from "../test-world.ts";

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

test("a condition in PHP behind a branch that is taken is nobody's business", () => {
  const php = branch("b", { codecondition: "return true;" }, log("b"));
  expect(start([ifElse("if", branch("a", {}, log("a")), php)]).report).toEqual(["a"]);
});
