import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/db.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { claimJobs, deleteJobs, postponeJobs } from "../../src/queue/job.ts";
import { queueWorld } from "./world.ts";

const world = await queueWorld();
const { database } = world;

test("a job keeps what it was added with", async () => {
  await enqueue(database, [
    { portalId: 7, kind: "a", workflowId: "w", activity: "A1", runAt: new Date(Date.now() + 60_000), payload: { deep: [1, "ü", null] } },
    { portalId: 7, kind: "a", payload: {} },
  ]);
  expect(await claimJobs(database, [{ kind: "a", limit: 10 }], 60_000)).toMatchObject([{ workflowId: null, activity: null }]);
  await world.makeDue();
  const jobs = await claimJobs(database, [{ kind: "a", limit: 10 }], 60_000);
  expect(jobs[0]).toMatchObject({
    portalId: 7,
    kind: "a",
    workflowId: "w",
    activity: "A1",
    attempt: 1,
    payload: { deep: [1, "ü", null] },
    createdAt: expect.any(Date),
  });
});

test("jobs that are added in a transaction that fails do not exist", async () => {
  const failing = database.transaction(async (tx) => {
    await enqueue(tx, [{ portalId: 1, kind: "a", payload: {} }]);
    throw new Error("undo");
  });
  await expect(failing).rejects.toThrow("undo");
  expect(await world.jobs()).toEqual([]);
});

test("a claim takes each kind's due jobs up to its own limit, the longest due first", async () => {
  await world.add("a", [1, 2, 3]);
  await world.add("b", [4]);
  await world.add("c", [5]);
  await database.sql`update job set run_at = now() - interval '1 hour' where payload = '3'`;
  const jobs = await claimJobs(
    database,
    [
      { kind: "a", limit: 2 },
      { kind: "b", limit: 5 },
    ],
    60_000,
  );
  expect(jobs.map(({ payload }) => payload).sort()).toEqual([1, 3, 4]);
});

test("rows that another claim holds locked are passed over, not waited for", async () => {
  await world.add("a", [1, 2]);
  await database.transaction(async (tx) => {
    const first = await claimJobs(tx, [{ kind: "a", limit: 1 }], 60_000);
    const second = await claimJobs(database, [{ kind: "a", limit: 10 }], 60_000);
    expect([...first, ...second].map(({ payload }) => payload)).toEqual([1, 2]);
  });
});

test("a lost lease makes the job due again, and the late finisher changes nothing", async () => {
  await world.add("a", [1]);
  const [lost] = await claimJobs(database, [{ kind: "a", limit: 1 }], 60_000);
  expect(await claimJobs(database, [{ kind: "a", limit: 1 }], 60_000)).toEqual([]);
  await world.makeDue();
  const [again] = await claimJobs(database, [{ kind: "a", limit: 1 }], 60_000);
  if (!lost || !again) throw new Error("the job was expected to be claimed twice");
  expect(again.attempt).toBe(2);
  await postponeJobs(database, [{ ...lost, afterMs: 0, reason: "failed" }]);
  expect(await deleteJobs(database, [lost])).toEqual(new Set());
  expect(await world.jobs()).toMatchObject([{ attempt: 2, isDue: false }]);
  expect(await deleteJobs(database, [again])).toEqual(new Set([again.id]));
  expect(await deleteJobs(database, [again])).toEqual(new Set());
});

test("only a try that came back without success is a failure, and what was not tried is no attempt", async () => {
  await world.add("a", [1, 2, 3]);
  const [tried, untried, interrupted] = await claimJobs(database, [{ kind: "a", limit: 3 }], 60_000);
  if (!tried || !untried || !interrupted) throw new Error("three jobs were expected");
  await postponeJobs(database, [
    { ...untried, afterMs: 5_000, reason: "untried" },
    { ...tried, afterMs: 90_000, reason: "failed" },
    { ...interrupted, afterMs: 7_000, reason: "interrupted" },
  ]);
  const jobs = await world.jobs();
  expect(jobs.map(({ attempt, failures, secondsAhead }) => [attempt, failures, Math.ceil(secondsAhead)])).toEqual([
    [1, 1, 90],
    [0, 0, 5],
    [1, 0, 7],
  ]);
});

test("the prepared claim and finish use indexes, even when the table was nearly empty at planning", async () => {
  const { url } = world;
  const single = openDatabase({ url, poolSize: 1 });
  await single.run({ text: "set plan_cache_mode = force_generic_plan", values: [] });
  await world.add("a", Array(20).fill(0));
  await single.run({ text: "analyze job", values: [] });
  const few = await claimJobs(single, [{ kind: "a", limit: 20 }], 60_000);
  await deleteJobs(single, few);
  await world.add("a", Array(20_000).fill(0));
  const pages = await single.sql<{
    reads: number;
  }>`select coalesce(seq_tup_read, 0) as reads from pg_stat_user_tables where relname = 'job'`;
  for (let round = 0; round < 20; round += 1) {
    const jobs = await claimJobs(single, [{ kind: "a", limit: 10 }], 60_000);
    await postponeJobs(
      single,
      jobs.slice(5).map((job) => ({ ...job, afterMs: 60_000, reason: "failed" })),
    );
    await deleteJobs(single, jobs.slice(0, 5));
  }
  await single.run({ text: "select pg_stat_force_next_flush()", values: [] });
  const after = await single.sql<{
    reads: number;
  }>`select coalesce(seq_tup_read, 0) as reads from pg_stat_user_tables where relname = 'job'`;
  await single.close();
  expect((after[0]?.reads ?? 0) - (pages[0]?.reads ?? 0)).toBeLessThan(20_000);
});
