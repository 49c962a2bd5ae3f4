import { expect, it } from "vitest";
import { enqueue } from "../../src/queue/enqueue.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import type { Job } from "../../src/queue/job.ts";
import { runDueJobs } from "../../src/queue/run-due-jobs.ts";
import type { Outcome } from "../../src/queue/worker.ts";
import { createTestDatabase } from "../support/database.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

it("does what is due, and what that makes due, one after another; leaves the rest; throws a defect on", async () => {
  const { database, drop } = await createTestDatabase();
  const done: string[] = [];
  const told: string[] = [];
  const soon = new Date(Date.now() + 3_600_000);
  let running = 0;
  const add = (kind: string, payload: string, runAt: Date | null = null) => enqueue(database, [{ portalId: 1, kind, runAt, payload }]);
  async function run({ payload }: Job): Promise<Outcome<string>> {
    running += 1;
    await database.sql`select 1`;
    expect(running).toBe(1);
    if (payload === "first") await add("b", "follows");
    if (payload === "broken") throw new Error("broken");
    done.push(String(payload));
    running -= 1;
    return payload === "later" ? { kind: "retry", afterMs: 60_000 } : { kind: "done", record: `record of ${payload}` };
  }
  const records: string[] = [];
  const options = {
    database,
    handlers: { a: { slots: 1, run }, b: { slots: 1, run } },
    record: async (_: unknown, written: readonly string[]) => void records.push(...written),
    hooks: noHooks,
    log,
    leaseMs: 60_000,
    before: async ({ payload }: Job) => void told.push(String(payload)),
  };
  for (const [kind, payload] of [
    ["a", "first"],
    ["b", "second"],
    ["a", "later"],
    ["unknown", "nobody's"],
  ] as const)
    await add(kind, payload);
  await add("a", "tomorrow's", soon);

  await runDueJobs(options);
  expect(done).toEqual(["first", "second", "later", "follows"]);
  expect(told).toEqual(done);
  expect(records).toEqual(["record of first", "record of second", "record of follows"]);
  const left = await database.sql`select payload, attempt from job order by id`;
  expect(left).toEqual([
    { payload: "later", attempt: 1 },
    { payload: "nobody's", attempt: 0 },
    { payload: "tomorrow's", attempt: 0 },
  ]);

  await add("a", "broken");
  await expect(runDueJobs(options)).rejects.toThrow("broken");
  await drop();
});
