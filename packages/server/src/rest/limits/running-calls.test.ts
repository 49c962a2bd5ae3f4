import { expect, it } from "vitest";
import { runningCalls } from "./running-calls.ts";

it("refuses whoever comes while as many as the limit are running", () => {
  const running = runningCalls();
  expect([running.enter(2), running.enter(2), running.enter(2)]).toEqual([true, true, false]);
  running.leave();
  expect([running.enter(2), running.enter(2)]).toEqual([true, false]);
});

it("counts calls without a limit too, which may come with another portal's caller", () => {
  const running = runningCalls();
  expect([running.enter(null), running.enter(null), running.enter(2), running.enter(3)]).toEqual([true, true, false, true]);
});
