import { expect, test } from "vitest";
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

test("a condition in PHP counts as false and says so in the log", () => {
  const workflow = start([ifElse("if", branch("a", { codecondition: "return true;" }, log("a")), branch("b", {}, log("b")))]);
  expect(workflow.report).toEqual(["b"]);
  expect(workflow.of("log").filter((entry) => entry.type === "error")).toMatchObject([
    { activity: "if", text: expect.stringContaining("PHP") },
  ]);
});
