import { expect, test } from "vitest";
import { catalogue, supportOf } from "../../activities/catalogue.ts";
import { activity, branch, ifElse, log } from "../../test-world.ts";
import { found } from "../test-findings.ts";

test("PHP code cannot run here, and the finding says what to do instead", () => {
  const php = activity("CodeActivity", "A1", { Title: "Count", ExecuteCode: "echo 1;" });
  const [wrong, ...others] = found("unsupported-type", [php, activity("CodeActivity", "A2", { Title: "Again" }), log("done")]);
  expect(wrong).toMatch(
    /^error A1: CodeActivity cannot run on this server: it is PHP code\. Write it with variables.*The same goes for "Again"\.$/,
  );
  expect(others).toEqual([]);
});

test("a condition in PHP cannot be read", () => {
  const steps = [ifElse("If", branch("B1", { codecondition: "return true;" }, log("a")))];
  expect(found("unsupported-type", steps)).toEqual([
    expect.stringMatching(/^error B1: The condition cannot be read on this server: it is PHP/),
  ]);
});

test("every type that the catalogue holds and the engine does not run is found; every other is not", () => {
  for (const { type, category } of catalogue) {
    if (category === "condition") continue;
    expect(found("unsupported-type", [activity(type, "A1")]), type).toHaveLength(supportOf(type) === "runs" ? 0 : 1);
  }
});

test("what does not run does no harm where it is switched off", () => {
  expect(found("unsupported-type", [{ ...activity("CodeActivity", "A1"), Activated: "N" }])).toEqual([]);
});
