import { expect, test, vi } from "vitest";
import { type CallTurns, callTurns, type Place, type Turn, type TurnLimits } from "../../src/jobs/call-turns.ts";

const limits: TurnLimits = { perNode: 4, perOrigin: 2, mostWaiting: 100, mostWaitingUnknown: 3, longestWaitMs: 2_000 };

function placeOf(turns: CallTurns, origin: string): Place {
  const place = turns.enter(origin);
  if (place.kind !== "placed") throw new Error("a place was expected");
  return place;
}

async function nowOf(turn: Promise<Turn>): Promise<Extract<Turn, { kind: "now" }>> {
  const taken = await turn;
  if (taken.kind !== "now") throw new Error("a turn was expected");
  return taken;
}

test("an origin of which nothing is known takes a few in line, and others have places beside it", () => {
  const turns = callTurns(limits);
  const kinds = Array.from({ length: 7 }, () => turns.enter("a").kind);
  expect(kinds).toEqual([...Array(5).fill("placed"), "later", "later"]);
  expect(turns.enter("b").kind).toBe("placed");
});

test("a place that is left is free again", () => {
  const turns = callTurns(limits);
  const places = Array.from({ length: 5 }, () => placeOf(turns, "a"));
  expect(turns.enter("a").kind).toBe("later");
  places[0]?.leave();
  expect(turns.enter("a").kind).toBe("placed");
});

test("a quick origin has many in line; once it hangs, new ones are put back and spread over the time to come", async () => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  try {
    const turns = callTurns(limits);
    const quick = await nowOf(placeOf(turns, "a").turn());
    const hanging = await nowOf(placeOf(turns, "a").turn());
    vi.advanceTimersByTime(10);
    quick.release();
    const held = [hanging, await nowOf(placeOf(turns, "a").turn())];
    const waiting = Array.from({ length: 50 }, () => placeOf(turns, "a").turn());
    expect(turns.enter("a").kind).toBe("placed");
    vi.advanceTimersByTime(1_000);
    const later = [turns.enter("a"), turns.enter("a"), turns.enter("a")].map((answer) => (answer.kind === "later" ? answer.afterMs : 0));
    expect(later[0]).toBeGreaterThan(1_000);
    expect((later[1] ?? 0) - (later[0] ?? 0)).toBeCloseTo(505, -1);
    expect((later[2] ?? 0) - (later[1] ?? 0)).toBeCloseTo(505, -1);
    vi.advanceTimersByTime(1_000);
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(Array(50).fill("later"));
    for (const turn of held) turn.release();
  } finally {
    vi.useRealTimers();
  }
});

test("turns come in the order of the line, as many at once as the origin and the node take", async () => {
  const turns = callTurns(limits);
  const order: string[] = [];
  const held: (() => void)[] = [];
  const call = async (name: string, origin: string): Promise<void> => {
    const turn = await nowOf(placeOf(turns, origin).turn());
    order.push(name);
    held.push(() => turn.release());
  };
  const all = Promise.all([call("a1", "a"), call("a2", "a"), call("a3", "a"), call("b1", "b"), call("b2", "b"), call("c1", "c")]);
  await vi.waitFor(() => expect(order).toEqual(["a1", "a2", "b1", "b2"]));
  held.shift()?.();
  await vi.waitFor(() => expect(order).toEqual(["a1", "a2", "b1", "b2", "a3"]));
  held.shift()?.();
  await vi.waitFor(() => expect(order.at(-1)).toBe("c1"));
  await all;
});
