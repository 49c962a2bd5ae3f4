// Time spans as templates write them, and the one timer that a step may have.
import type { Step } from "../activity-type.ts";

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const fiveYearsMs = 5 * 365 * 86_400_000;

/**
 * `TimeoutDuration` with its unit, in milliseconds; 0 where nothing is set. At least what the portal wants, at most five years. Units: s, m, h,
 * d (seconds where missing).
 */
export function timeoutMs(step: Step): number {
  const amount = step.number("TimeoutDuration", Number.NaN);
  if (Number.isNaN(amount)) tellNoNumber(step);
  if (!(amount > 0)) return 0;
  const unit = unitOf(step);
  return Math.min(Math.max(Math.round(amount * unit), step.context.limits.shortestWait * 1000), fiveYearsMs);
}

function tellNoNumber(step: Step): void {
  const written = step.text("TimeoutDuration").trim();
  if (written !== "") step.log("error", `TimeoutDuration is "${written.slice(0, 100)}", which is no number: there is no time span.`);
}

function unitOf(step: Step): number {
  const name = step.text("TimeoutDurationType").trim().toLowerCase() || "s";
  const known = Object.hasOwn(unitMs, name) ? unitMs[name] : undefined;
  if (known === undefined) step.log("error", `TimeoutDurationType is "${name.slice(0, 100)}", and not s, m, h or d: seconds are meant.`);
  return known ?? 1000;
}

/** @param at milliseconds on the portal's clock */
export function setTimer(step: Step, at: number): void {
  step.note({ timer: at });
  step.emit({ kind: "set-timer", activity: step.node.activity.name, at });
}

/**
 * Whether the step waits for a timer and it is due; the timer is then used up. One that comes early was meant for an earlier turn
 * of a loop, or the clock has been set back: it is set anew, so that the step still waits for exactly one.
 */
export function takeTimer(step: Step): "due" | "early" | "none" {
  const at = step.notes["timer"];
  if (typeof at !== "number") return "none";
  if (step.context.now >= at) {
    step.note({ timer: null });
    return "due";
  }
  cancelTimer(step);
  setTimer(step, at);
  return "early";
}

/** Takes the timer back if one is set. */
export function cancelTimer(step: Step): void {
  if (typeof step.notes["timer"] !== "number") return;
  step.note({ timer: null });
  step.emit({ kind: "cancel-timer", activity: step.node.activity.name });
}
