import { expect, test } from "vitest";
import { found, foundIn, goTo, onCommand, stateMachine } from "../test-findings.ts";

test("a step to a status that is not there is an error, with the one that was meant", () => {
  const machine = stateMachine("New", { New: [onCommand("C1", goTo("G1", "Dome"), goTo("G2", ""))], Done: [] });
  expect(foundIn("missing-state", machine)).toEqual([
    expect.stringMatching(/^error G1: There is no status "Dome".*Did you mean "Done"\?$/),
    expect.stringMatching(/^error G2: The step names no status/),
  ]);
});

test("so is a process without its first status; in a sequence the step leads nowhere", () => {
  expect(foundIn("missing-state", stateMachine("Now", { New: [] }))).toEqual([
    expect.stringMatching(/^error Template: The first status "Now" is not there/),
  ]);
  expect(foundIn("missing-state", stateMachine("", { New: [] }))).toEqual([
    expect.stringMatching(/^error Template: The process names no first status/),
  ]);
  expect(found("missing-state", [goTo("G1", "Done")])).toEqual([expect.stringMatching(/^error G1: /)]);
});

test("statuses that are there, or are calculated, are in order", () => {
  const machine = stateMachine("New", { New: [onCommand("C1", goTo("G1", "Done"), goTo("G2", "{=Variable:Next}"))], Done: [] });
  expect(foundIn("missing-state", machine)).toEqual([]);
});
