import { expect, test } from "vitest";
import { operators } from "../../expression/condition.ts";
import { branch, ifElse, log, when, whileLoop } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

test("a word that is no operator is an error, once for a condition", () => {
  const twice = {
    fieldcondition: [
      ["TITLE", "like", "a"],
      ["TITLE", "like", "b"],
    ],
  };
  const steps = [ifElse("If", branch("B1", twice, log("a"))), whileLoop("W", when("V", "<>", 1), log("b"))];
  expect(places(found("unknown-operator", steps))).toEqual(["error B1", "error W"]);
});

test.each([...operators])("%s is one", (operator) => {
  expect(found("unknown-operator", [whileLoop("W", when("V", operator, 1), log("b"))])).toEqual([]);
});
