import { expect, test } from "vitest";
import { foundIn, goTo, onCommand, onEntry, places, stateMachine } from "../test-findings.ts";

test("a status that nothing leads to is a warning, also where only lost ones lead to it", () => {
  const machine = stateMachine("New", {
    New: [onCommand("C1", goTo("G1", "Done"))],
    Lost: [onCommand("C2", goTo("G2", "Deeper"))],
    Deeper: [onEntry("E1", goTo("G3", "Lost"))],
    Done: [],
  });
  expect(places(foundIn("unreachable-state", machine))).toEqual(["warning Lost", "warning Deeper"]);
});

test("statuses that are reached are in order, and so is all where a target is calculated", () => {
  expect(foundIn("unreachable-state", stateMachine("New", { New: [onCommand("C1", goTo("G1", "Done"))], Done: [] }))).toEqual([]);
  const open = stateMachine("New", { New: [onCommand("C1", goTo("G1", "{=Variable:Next}"))], Done: [] });
  expect(foundIn("unreachable-state", open)).toEqual([]);
});
