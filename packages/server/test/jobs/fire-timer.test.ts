import { expect, test, vi } from "vitest";
import { activity, jobsWorld, settle, workflowId } from "./world.ts";

const world = await jobsWorld();

test("a due timer reaches its step, and the job ends in the transaction that moves the workflow", async () => {
  await world.addTimer();
  const [job] = await world.database.sql<{ id: number }>`select id from job`;
  world.start();
  await world.finished();
  const event = { kind: "timer-fired", activity };
  expect(world.resumed).toEqual([{ portalId: 1, workflowId, event, userId: null, doneJobId: job?.id }]);
});

test("a timer that is not due waits", async () => {
  await world.addTimer();
  await world.database.sql`update job set run_at = now() + interval '1 hour'`;
  await world.addTimer();
  world.start();
  await vi.waitFor(async () => expect(await world.jobs()).toMatchObject([{ attempt: 0 }]), settle);
  expect(world.resumed).toHaveLength(1);
});

test.each([{ kind: "gone" }, { kind: "ignored" }] as const)("a timer that nothing waits for any more ($kind) is done", async (answer) => {
  world.answer = answer;
  await world.addTimer();
  world.start();
  await world.finished();
  expect(world.resumed).toHaveLength(1);
});
