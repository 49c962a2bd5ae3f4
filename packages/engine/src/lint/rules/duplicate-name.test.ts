import { expect, test } from "vitest";
import { activity, log } from "../../test-world.ts";
import { found, foundIn, stateMachine } from "../test-findings.ts";

test("names that differ only in case are a warning", () => {
  expect(found("duplicate-name", [activity("LogActivity", "A1"), activity("LogActivity", "a1")])).toEqual([
    expect.stringMatching(/^warning a1: Its name "a1" differs from "A1" only/),
  ]);
});

test("so are statuses with one title", () => {
  const machine = stateMachine("A", { A: [], B: [], C: [] });
  const children = (machine["Children"] as readonly Record<string, object>[]).map((state, index) =>
    index < 2 ? { ...state, Properties: { Title: "Open" } } : state,
  );
  expect(foundIn("duplicate-name", { ...machine, Children: children as never })).toEqual([
    expect.stringMatching(/^warning B: Two statuses are called "Open"/),
  ]);
});

test("different ones are in order, also steps with one title", () => {
  expect(foundIn("duplicate-name", stateMachine("A", { A: [], B: [] }))).toEqual([]);
  expect(found("duplicate-name", [log("a"), log("b")])).toEqual([]);
});
