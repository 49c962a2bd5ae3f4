import { expect, test } from "vitest";
import { request, setVariables } from "../../test-world.ts";
import { found } from "../test-findings.ts";

const ask = request("Ask", { RequestedInformation: [{ Name: "Reason", Type: "text" }] });

test("a field of a request, or an assignment, without a variable of its name is a warning", () => {
  const wrong = found("undeclared-variable", [ask, setVariables("Set", { Sun: 1 }), setVariables("Again", { Sun: 2 })], {
    variables: { Sum: {} },
  });
  expect(wrong).toEqual([
    expect.stringMatching(/^warning Ask: The answer of the task is put into the variable "Reason"/),
    expect.stringMatching(/^warning Set: The step sets the variable "Sun".*Did you mean "Sum"\?$/),
  ]);
});

test("declared ones are in order", () => {
  expect(found("undeclared-variable", [ask, setVariables("Set", { Sum: 1 })], { variables: { Sum: {}, Reason: {} } })).toEqual([]);
});
