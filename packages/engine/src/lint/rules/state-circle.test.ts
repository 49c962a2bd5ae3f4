import { expect, test } from "vitest";
import { branch, ifElse, review, when } from "../../test-world.ts";
import { foundIn, goTo, onCommand, onEntry, places, stateMachine } from "../test-findings.ts";

test("statuses that lead to each other at once are an error", () => {
  const machine = stateMachine("A", { A: [onEntry("E1", goTo("G1", "B"))], B: [onEntry("E2", goTo("G2", "A"))], C: [] });
  expect(foundIn("state-circle", machine)).toEqual([
    'error A: The statuses go in a circle without a wait: "Status A" → "Status B" → "Status A". A workflow that comes here never stops by itself. Let one of them wait for something.',
  ]);
  expect(places(foundIn("state-circle", stateMachine("A", { A: [onEntry("E1", goTo("G1", "A"))] })))).toEqual(["error A"]);
});

test("with a condition on the way it is a warning", () => {
  const maybe = ifElse("If", branch("B1", when("V", "=", 1), goTo("G1", "B")));
  const machine = stateMachine("A", { A: [onEntry("E1", maybe)], B: [onEntry("E2", goTo("G2", "A"))] });
  expect(places(foundIn("state-circle", machine))).toEqual(["warning A"]);
});

test("a wait on the way, or a way that does not come back, is in order", () => {
  const waits = stateMachine("A", {
    A: [onEntry("E1", review("R", { Users: ["user_1"] }), goTo("G1", "B"))],
    B: [onEntry("E2", goTo("G2", "A"))],
  });
  expect(foundIn("state-circle", waits)).toEqual([]);
  const commands = stateMachine("A", { A: [onCommand("C1", goTo("G1", "B"))], B: [onEntry("E2", goTo("G2", "A"))] });
  expect(foundIn("state-circle", commands)).toEqual([]);
  expect(foundIn("state-circle", stateMachine("A", { A: [onEntry("E1", goTo("G1", "B"))], B: [] }))).toEqual([]);
});
