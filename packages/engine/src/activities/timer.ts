// Time spans as templates write them, and the one timer that a step may have.
import type { Step } from "../activity-type.ts";

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const fiveYearsMs = 5 * 365 * 86_400_000;

/** `TimeoutDuration` with its unit, in milliseconds; 0 where nothing is set. At most five years. Units: s, m, h, d (seconds where missing). */
export function timeoutMs(step: Step): number {
  const amount = step.number("TimeoutDuration", 0);
  if (amount <= 0) return 0;
  const unit = unitMs[step.text("TimeoutDurationType").toLowerCase()] ?? 1000;
  return Math.min(Math.round(amount * unit), fiveYearsMs);
}

/** @param at milliseconds on the portal's clock */
export function setTimer(step: Step, at: number): void {
  step.note({ timer: at });
  step.emit({ kind: "set-timer", activity: step.node.activity.name, at });
}

/** Takes the timer back if one is set. */
export function cancelTimer(step: Step): void {
  if (step.notes["timer"] === undefined) return;
  step.emit({ kind: "cancel-timer", activity: step.node.activity.name });
}
