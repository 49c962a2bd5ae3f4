import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Database, openDatabase } from "../../src/db/db.ts";
import type { Job } from "../../src/queue/job.ts";
import { gate, handler, hooksAt, queueWorld } from "./world.ts";

const world = await queueWorld();
const { database } = world;
const settle = { timeout: 60_000, interval: 5 };

test("two workers run each job exactly once", async () => {
  const runs: number[] = [];
  const run = handler(async ({ payload }) => {
    runs.push(payload as number);
    return { kind: "done" };
  });
  const numbers = Array.from({ length: 400 }, (_, index) => index);
  await world.add("a", numbers);
  for (const worker of [world.worker({ a: run }), world.worker({ a: run })]) worker.start();
  await vi.waitFor(async () => expect(await world.jobs()).toEqual([]), settle);
  expect(runs.toSorted((a, b) => a - b)).toEqual(numbers);
});

test("a wake brings a job up at once, without waiting for the poll", async () => {
  const done = gate();
  const run = handler(async () => {
    done.open();
    return { kind: "done" };
  });
  const worker = world.worker({ a: run }, { pollMs: 600_000 });
  worker.start();
  await world.add("a", [1]);
  worker.wake();
  await done.opened;
});

test("slow jobs fill their own slots and leave the timers theirs", async () => {
  const release = gate();
  const timers: unknown[] = [];
  let running = 0;
  const slow = handler(async () => {
    running += 1;
    await release.opened;
    return { kind: "done" };
  }, 3);
  const timer = handler(async ({ payload }) => {
    timers.push(payload);
    return { kind: "done" };
  });
  await world.add("slow", Array(50).fill(0));
  await world.add("timer", [1]);
  world.worker({ slow, timer }).start();
  await vi.waitFor(() => expect(timers).toEqual([1]), settle);
  await world.add("timer", [2]);
  await vi.waitFor(() => expect(timers).toEqual([1, 2]), settle);
  expect(running).toBe(3);
  release.open();
});

test("a job of a kind that this process does not know stays untouched", async () => {
  const done = gate();
  await world.add("new", [1]);
  await world.add("a", [1]);
  world
    .worker({
      a: handler(async () => {
        done.open();
        return { kind: "done" };
      }),
    })
    .start();
  await done.opened;
  await vi.waitFor(async () => expect(await world.jobs()).toMatchObject([{ kind: "new", attempt: 0 }]), settle);
});

test("a job whose handler throws is tried again ever more rarely and hurts no other job", async () => {
  const run = handler(async ({ payload }) => {
    if (payload === "poison") throw new Error("cannot digest");
    return { kind: "done" };
  });
  await world.add("a", ["poison", 1, 2, 3]);
  world.worker({ a: run }).start();
  await vi.waitFor(async () => expect(await world.jobs()).toMatchObject([{ attempt: 1, isDue: false }]), settle);
  await vi.waitFor(async () => expect((await world.jobs())[0]?.secondsAhead).toBeLessThan(8), settle);
  await world.makeDue();
  await vi.waitFor(async () => expect(await world.jobs()).toMatchObject([{ attempt: 2, failures: 2, isDue: false }]), settle);
  await vi.waitFor(async () => expect((await world.jobs())[0]?.secondsAhead).toBeLessThan(29), settle);
  expect((await world.jobs())[0]?.secondsAhead).toBeGreaterThan(11);
  expect(world.lines.filter(({ level }) => level === "error")).toHaveLength(2);
});

test("a settled job is left to the transaction that settled it", async () => {
  const done = gate();
  await world.add("a", [1]);
  const worker = world.worker({
    a: handler(async () => {
      done.open();
      return { kind: "settled" };
    }),
  });
  worker.start();
  await done.opened;
  await worker.stop();
  expect(await world.jobs()).toMatchObject([{ attempt: 1, isDue: false }]);
});

test("records of ended jobs are written with the end of the jobs, one bad record does not harm the others", async () => {
  const release = gate();
  const run = handler(async ({ payload }) => {
    await release.opened;
    return { kind: "done", record: String(payload) };
  });
  await world.add("a", ["good 1", "bad", "good 2", "good 3"]);
  const claimed = gate();
  world.worker({ a: run }, { hooks: hooksAt("claimed", async () => claimed.open()) }).start();
  await claimed.opened;
  release.open();
  await vi.waitFor(async () => expect(await world.jobs()).toEqual([]), settle);
  const rows = await database.sql<{ text: string }>`select text from note order by text`;
  expect(rows.map(({ text }) => text)).toEqual(["good 1", "good 2", "good 3"]);
  expect(world.lines).toMatchObject([{ level: "error", text: expect.stringContaining("record") }]);
});

test("jobs that end while a batch is on its way go together in the next one", async () => {
  const batches: number[] = [];
  const inFirst = gate();
  const goOn = gate();
  const hooks = hooksAt("finish-batch", async ({ jobs }) => {
    batches.push((jobs as number[]).length);
    inFirst.open();
    await goOn.opened;
  });
  const ends = new Map<unknown, ReturnType<typeof gate>>([1, 2, 3, 4].map((number) => [number, gate()]));
  const run = handler(async ({ payload }) => {
    await ends.get(payload)?.opened;
    return { kind: "done", record: "x" };
  });
  await world.add("a", [1, 2, 3, 4]);
  world.worker({ a: run }, { hooks }).start();
  ends.get(1)?.open();
  await inFirst.opened;
  for (const number of [2, 3, 4]) ends.get(number)?.open();
  await new Promise((resolve) => setImmediate(resolve));
  goOn.open();
  await vi.waitFor(async () => expect(await world.jobs()).toEqual([]), settle);
  expect(batches).toEqual([1, 3]);
});

test("an ending whose claim was lost writes no record and leaves the job to its new owner", async () => {
  const claimed = gate();
  const release = gate();
  const run = handler(async () => {
    claimed.open();
    await release.opened;
    return { kind: "done", record: "late" };
  });
  await world.add("a", [1]);
  const worker = world.worker({ a: run });
  worker.start();
  await claimed.opened;
  await database.sql`update job set attempt = attempt + 1`;
  release.open();
  await worker.stop();
  expect(await world.jobs()).toHaveLength(1);
  expect(await database.sql`select 1 from note`).toEqual([]);
});

test("stop waits for what runs and claims nothing more", async () => {
  const claimed = gate();
  const release = gate();
  const run = handler(async () => {
    claimed.open();
    await release.opened;
    return { kind: "done" };
  }, 1);
  await world.add("a", [1, 2]);
  const worker = world.worker({ a: run });
  worker.start();
  await claimed.opened;
  const stopped = worker.stop();
  release.open();
  await stopped;
  expect(await world.jobs()).toMatchObject([{ attempt: 0, isDue: true }]);
});

test("stop releases what goes on too long, tells it to stop, and takes no outcome from it", async () => {
  const claimed = gate();
  let late: Promise<void> = Promise.resolve();
  const run = handler(async (_: Job, signal) => {
    late = new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    claimed.open();
    await late;
    return { kind: "done" };
  });
  await world.add("a", [1]);
  const worker = world.worker({ a: run }, { drainMs: 10 });
  worker.start();
  await claimed.opened;
  await worker.stop();
  await late;
  expect(await world.jobs()).toMatchObject([{ attempt: 1, failures: 0, isDue: true }]);
});

test("a worker outlives its database: it backs off, says so once, and goes on", async () => {
  const broken = await breakable(world.url);
  const runs: unknown[] = [];
  const run = handler(async ({ payload }) => {
    runs.push(payload);
    return { kind: "done" };
  });
  world.worker({ a: run }, { database: broken.database }).start();
  broken.cut();
  await vi.waitFor(() => expect(world.lines.map(({ level }) => level)).toEqual(["error"]), settle);
  await world.add("a", [1]);
  await vi.waitFor(() => expect(broken.refused()).toBeGreaterThan(2), settle);
  expect(world.lines).toHaveLength(1);
  broken.mend();
  await vi.waitFor(() => expect(runs).toEqual([1]), settle);
  expect(world.lines.map(({ level }) => level)).toEqual(["error", "info"]);
});

/** The database behind a gate that can be shut, as a cut network would. */
async function breakable(url: string): Promise<{ database: Database; cut(): void; mend(): void; refused(): number }> {
  const target = new URL(url);
  let isCut = false;
  let refused = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((inward) => {
    if (isCut) {
      refused += 1;
      inward.destroy();
      return;
    }
    const outward = connect(Number(target.port), target.hostname);
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    inward.pipe(outward).pipe(inward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.port = String((proxy.address() as AddressInfo).port);
  const database = openDatabase({ url: through.href, poolSize: 2 });
  onTestFinished(async () => {
    await database.close();
    proxy.close();
  });
  return {
    database,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    refused: () => refused,
  };
}
