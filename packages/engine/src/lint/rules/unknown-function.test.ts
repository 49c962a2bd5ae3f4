import { expect, test } from "vitest";
import { functions } from "../../expression/functions/registry.ts";
import { log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

test("a function that does not exist is an error, with the one that was meant", () => {
  expect(found("unknown-function", [log("=daetadd({=System:Now}, '1d')")])).toEqual([
    expect.stringMatching(/^error .*There is no function "daetadd".*Did you mean "dateadd"\?$/),
  ]);
  expect(found("unknown-function", [log("Sum: {{=1 + abs(sum(1, 2))}}")])).toHaveLength(1);
});

test("every function of the engine is known, in any case", () => {
  for (const name of functions.keys()) expect(found("unknown-function", [log(`=${name.toUpperCase()}(1, 2, 3)`)]), name).toEqual([]);
});
