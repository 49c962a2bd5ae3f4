import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { gather } from "./gather.ts";

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("gather", () => {
  it("sends those of one turn together, and those that come meanwhile, each with its own outcome", async () => {
    const batches: number[][] = [];
    const door = gate();
    const double = gather<number, number>(
      async (items) => {
        batches.push([...items]);
        await door.opened;
        return items.map((item) => item * 2);
      },
      { most: 10, lanes: 1 },
    );
    const first = [1, 2].map(double);
    await pause(1);
    const later = [3, 4, 5].map(double);
    door.open();
    expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it("lets a bad item fail alone", async () => {
    const door = gate();
    const check = gather<number, number>(
      async (items) => {
        await door.opened;
        if (items.includes(3)) throw new Error("three");
        return items;
      },
      { most: 10, lanes: 1 },
    );
    const outcomes = [1, 2, 3, 4].map(check);
    door.open();
    const settled = await Promise.allSettled(outcomes);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("takes no more in one statement than it may", async () => {
    const sizes: number[] = [];
    const door = gate();
    const count = gather<number, number>(
      async (items) => {
        sizes.push(items.length);
        await door.opened;
        return items;
      },
      { most: 3, lanes: 1 },
    );
    const outcomes = [1, 2, 3, 4, 5, 6, 7, 8].map(count);
    door.open();
    await Promise.all(outcomes);
    expect(sizes).toEqual([3, 3, 2]);
  });
});
