import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OperatingTimes, operatingTimes } from "./operating-time.ts";

const second = 1000;
const minute = 60 * second;

/** A call of so many milliseconds that starts at `now`; null: refused. */
function call(times: OperatingTimes, now: number, ms: number, limitMs: number | null = null, account = "a") {
  return times.begin(account, limitMs, now)?.(now + ms) ?? null;
}

describe("operating time", () => {
  it("is the time of the calls in the window, this one included", () => {
    const times = operatingTimes();
    expect(call(times, 0, 300)).toEqual({ spentMs: 300, resetInMs: 10 * minute - 300 });
    expect(call(times, 30 * second, 200)).toEqual({ spentMs: 500, resetInMs: 9.5 * minute - 200 });
    expect(call(times, 5 * minute, 100)).toEqual({ spentMs: 600, resetInMs: 5 * minute - 100 });
  });

  it("falls basket by basket, ten minutes after the first call of each", () => {
    const times = operatingTimes();
    call(times, 20 * second, 1000);
    call(times, 79 * second, 2000); // In the same basket.
    call(times, 80 * second, 4000); // The next one.
    expect(call(times, 620 * second - 1, 0)?.spentMs).toBe(7000);
    expect(call(times, 620 * second, 0)).toEqual({ spentMs: 4000, resetInMs: 60 * second });
    expect(call(times, 680 * second, 5)?.spentMs).toBe(5);
  });

  it("belongs to the basket of a call's start, and to none if the call outlasts the window", () => {
    const times = operatingTimes();
    const long = times.begin("a", null, 0);
    call(times, 9 * minute, 10);
    expect(long?.(9.5 * minute)).toEqual({ spentMs: 9.5 * minute + 10, resetInMs: 0.5 * minute });
    const longer = times.begin("b", null, 0);
    expect(longer?.(11 * minute)).toEqual({ spentMs: 0, resetInMs: 10 * minute });
  });

  it("equals the sum over the calls whose basket is open, in any order of calls", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * minute }), fc.integer({ min: 0, max: 50 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (calls) => {
        const times = operatingTimes();
        const baskets: { from: number; ms: number }[] = [];
        let now = 0;
        for (const [pause, ms] of calls) {
          now += pause;
          const newest = baskets.at(-1);
          if (newest !== undefined && now < newest.from + minute) newest.ms += ms;
          else baskets.push({ from: now, ms });
          const open = baskets.filter(({ from }) => now + ms < from + 10 * minute);
          expect(open.length).toBeLessThanOrEqual(10);
          expect(call(times, now, ms)?.spentMs).toBe(open.reduce((sum, basket) => sum + basket.ms, 0));
          now += ms;
        }
      }),
    );
  });
});

describe("the limit", () => {
  it("lets the call finish that goes beyond it, refuses the next, and lets calls in again as baskets drop out", () => {
    const times = operatingTimes();
    const limit = 480 * second;
    // 20 s each, one after the other: two in a basket that is a minute long, and the third starts just within it.
    for (let n = 0; n < 25; n += 1) expect(call(times, n * 20 * second, 20 * second, limit)?.spentMs).toBe((n + 1) * 20 * second);
    expect(call(times, 500 * second, 1, limit)).toBeNull();
    expect(call(times, 600 * second - 1, 1, limit)).toBeNull();
    expect(call(times, 600 * second, 1, limit)?.spentMs).toBe(440 * second + 1);
  });

  it("is reached, not passed, by exactly that time", () => {
    const times = operatingTimes();
    call(times, 0, 100, 100);
    expect(call(times, 200, 1, 100)?.spentMs).toBe(101);
    expect(call(times, 300, 1, 100)).toBeNull();
  });

  it("is of one account", () => {
    const times = operatingTimes();
    call(times, 0, 100, 50);
    expect(call(times, 200, 1, 50)).toBeNull();
    expect(call(times, 200, 1, 50, "b")?.spentMs).toBe(1);
  });

  it("may be set later: time is counted all along", () => {
    const times = operatingTimes();
    call(times, 0, 100);
    expect(call(times, 200, 1, 50)).toBeNull();
  });

  it("does not keep a refused account from falling", () => {
    const times = operatingTimes();
    call(times, 0, 100, 50);
    for (let now = minute; now < 10 * minute; now += minute) expect(call(times, now, 1, 50)).toBeNull();
    expect(call(times, 10 * minute, 1, 50)).toEqual({ spentMs: 1, resetInMs: 10 * minute - 1 });
  });
});

describe("memory", () => {
  it("forgets what is older than the window", () => {
    const times = operatingTimes();
    for (let n = 0; n < 5000; n += 1) call(times, n * second, 1, null, `account ${n}`);
    expect(times.size).toBe(600);
    call(times, 3 * 3600 * second, 1);
    expect(times.size).toBe(1);
  });

  it("keeps an account that goes on being used", () => {
    const times = operatingTimes();
    for (let n = 0; n < 540; n += 1) call(times, n * second, 1, null, n % 2 === 0 ? "mine" : `account ${n}`);
    expect(call(times, 540 * second, 1, null, "mine")?.spentMs).toBe(271);
  });

  it("keeps no more than its bound, and of those whoever opened a basket last", () => {
    const times = operatingTimes(3);
    for (const account of ["a", "b", "c", "d"]) call(times, 0, 1, null, account);
    expect(times.size).toBe(3);
    expect(call(times, 1, 1, null, "d")?.spentMs).toBe(2);
    expect(call(times, 1, 1, null, "a")?.spentMs).toBe(1);
    call(times, minute, 1, null, "d");
    for (const account of ["e", "f"]) call(times, minute, 1, null, account);
    expect(call(times, minute, 1, null, "d")?.spentMs).toBe(4);
  });
});
