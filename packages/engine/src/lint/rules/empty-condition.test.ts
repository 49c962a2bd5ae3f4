import { expect, test } from "vitest";
import { branch, deactivated, ifElse, log } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

test("a condition whose branches hold nothing is a note", () => {
  expect(places(found("empty-condition", [ifElse("If", branch("B1", {}), branch("B2", {}, deactivated(log("a"))))]))).toEqual(["note If"]);
  expect(places(found("empty-condition", [ifElse("If")]))).toEqual(["note If"]);
});

test("one step is enough", () => {
  expect(found("empty-condition", [ifElse("If", branch("B1", {}), branch("B2", {}, log("a")))])).toEqual([]);
});
