import { describe, expect, it } from "vitest";
import { callRates } from "./call-rate.ts";

const limit = { leakPerSecond: 2, blockAbove: 50 };

/** How many of these calls in a row are let in at `now`. */
function burst(rates: ReturnType<typeof callRates>, source: string, calls: number, now: number): number {
  return Array.from({ length: calls }, () => rates.admit(source, limit, now)).filter(Boolean).length;
}

describe("a leaky bucket", () => {
  it("lets calls in until there is more in it than the block", () => {
    expect(burst(callRates(), "a", 100, 5_000)).toBe(51);
  });

  it("leaks with time, and refused calls have not filled it", () => {
    const rates = callRates();
    burst(rates, "a", 1000, 0);
    expect(burst(rates, "a", 10, 499)).toBe(0);
    expect(burst(rates, "a", 10, 500)).toBe(1);
    expect(burst(rates, "a", 10, 2_000)).toBe(3);
    expect(burst(rates, "a", 100, 1_000_000)).toBe(51);
  });

  it("never refuses whoever calls as fast as it leaks", () => {
    const rates = callRates();
    const tight = { leakPerSecond: 7, blockAbove: 1 };
    for (let call = 0; call < 10_000; call += 1) expect(rates.admit("a", tight, (call * 1000) / 7)).toBe(true);
  });

  it("is one for each source", () => {
    const rates = callRates();
    expect([burst(rates, "a", 60, 0), burst(rates, "b", 60, 0)]).toEqual([51, 51]);
  });

  it("follows a limit that is changed", () => {
    const rates = callRates();
    burst(rates, "a", 51, 0);
    expect(rates.admit("a", { leakPerSecond: 2, blockAbove: 100 }, 0)).toBe(true);
    expect(rates.admit("a", { leakPerSecond: 2, blockAbove: 5 }, 0)).toBe(false);
    expect(rates.admit("a", { leakPerSecond: 100, blockAbove: 5 }, 500)).toBe(true);
  });
});

describe("memory", () => {
  it("forgets sources whose bucket is empty", () => {
    const rates = callRates();
    for (let second = 0; second < 10_000; second += 1) rates.admit(`source ${second}`, limit, second * 1000);
    expect(rates.size).toBe(1);
  });

  it("keeps no more than its bound, and of those whoever called last", () => {
    const rates = callRates(3);
    burst(rates, "busy", 51, 0);
    for (const other of ["b", "c", "d", "e"]) {
      burst(rates, other, 20, 1);
      expect(burst(rates, "busy", 1, 1)).toBe(0);
    }
    expect(rates.size).toBe(3);
  });
});
