import { expect, test } from "vitest";
import { log, when, whileLoop } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

test("a loop without a condition is an error", () => {
  expect(places(found("missing-condition", [whileLoop("Loop", {}, log("a"))]))).toEqual(["error Loop"]);
  expect(found("endless-loop", [whileLoop("Loop", {}, log("a"))])).toEqual([]);
});

test("one with a condition is in order", () => {
  expect(found("missing-condition", [whileLoop("Loop", when("V", "=", 1), log("a"))])).toEqual([]);
});
