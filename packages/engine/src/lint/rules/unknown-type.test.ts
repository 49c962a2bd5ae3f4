import { expect, test } from "vitest";
import { activity, appStep, log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

test("a type that nobody knows is an error, with the one that was meant", () => {
  const [wrong, ...others] = found("unknown-type", [activity("AproveActivity", "A1"), log("done")]);
  expect(wrong).toMatch(/^error A1: Nothing is known of the type AproveActivity.*Did you mean "ApproveActivity"\?$/);
  expect(others).toEqual([]);
  expect(found("unknown-type", [activity("rest_short", "A1")])).toHaveLength(1);
  expect(found("unknown-type", [activity("truecondition", "A1")])).toHaveLength(1);
});

test("types of the product in any case, and applications' types, are known", () => {
  expect(found("unknown-type", [activity("logactivity", "A1"), activity("CodeActivity", "A2"), appStep("A3")])).toEqual([]);
});
