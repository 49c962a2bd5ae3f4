// How long a method has worked for an application or webhook: counted always, limited where the portal says so.
import { expect, it } from "vitest";
import { people } from "../support/world.ts";
import { type Call, limitsWorld } from "./world.ts";

const world = await limitsWorld();
const blocked = { error: "OPERATION_TIME_LIMIT", error_description: "Method is blocked due to operation time limit." };

async function operating(call: Call, name: string, SECONDS: number): Promise<number> {
  const { body } = await call(name, { SECONDS });
  return body.time.operating;
}

it("adds up the calls of a method, under all of its names", async () => {
  const call = await world.webhook();
  expect(await operating(call, "work", 3)).toBe(3);
  expect(await operating(call, "WORK", 0.25)).toBe(3.25);
  expect(await operating(call, "labour", 1)).toBe(4.25);
  expect(await operating(call, "other.work", 7)).toBe(7);
});

it("tells when the oldest part drops out: ten minutes after its first call", async () => {
  const call = await world.webhook();
  const { body: first } = await call("work", { SECONDS: 2 });
  expect(first.time.operating_reset_at).toBe(Math.ceil(first.time.start + 600));
  world.clock.now += 90_000;
  const { body: second } = await call("work", { SECONDS: 1 });
  // The clock of the limits moves in this test, that of the dates does not.
  expect(second.time.operating_reset_at).toBe(Math.ceil(second.time.start + 600 - 92));
  world.clock.now += 508_000;
  expect(await operating(call, "work", 0)).toBe(1);
});

it("counts for each webhook, and for an application whoever calls", async () => {
  const [one, two] = [await world.webhook(), await world.webhook()];
  const [admin, employee] = (await world.application(people.admin, people.employee)) as [Call, Call];
  expect(await operating(one, "work", 1)).toBe(1);
  expect(await operating(two, "work", 2)).toBe(2);
  expect(await operating(admin, "work", 4)).toBe(4);
  expect(await operating(employee, "work", 8)).toBe(12);
});

it("lets a call finish that goes beyond the limit and refuses the next, until enough has dropped out", async () => {
  const [call, other] = [await world.webhook(), await world.webhook()];
  await world.set({ operatingSeconds: 480 });
  expect(await operating(call, "work", 300)).toBe(300);
  expect(await operating(call, "work", 250)).toBe(550);
  const refused = await call("work", { SECONDS: 1 });
  expect([refused.status, refused.body]).toEqual([429, blocked]);
  expect((await call("labour", { SECONDS: 1 })).status).toBe(429);
  expect((await call("other.work", { SECONDS: 1 })).status).toBe(200);
  expect((await other("work", { SECONDS: 1 })).status).toBe(200);
  world.clock.now += 50_000;
  expect(await operating(call, "work", 1)).toBe(251);
});

it("counts what a call that fails has worked", async () => {
  const call = await world.webhook();
  await world.set({ operatingSeconds: 10 });
  expect((await call("work", { SECONDS: 20, FAIL: "Y" })).status).toBe(403);
  expect((await call("work", { SECONDS: 1 })).status).toBe(429);
});

it("counts before a limit is set, and no more once it is off", async () => {
  const call = await world.webhook();
  await operating(call, "work", 20);
  await world.set({ operatingSeconds: 10 });
  expect((await call("work", { SECONDS: 1 })).status).toBe(429);
  await world.set({ operatingSeconds: null });
  expect(await operating(call, "work", 1)).toBe(21);
});

it("counts the methods in a batch each for itself, and the batch not at all", async () => {
  const call = await world.webhook();
  await world.set({ operatingSeconds: 10 });
  await operating(call, "work", 1);
  const cmd = { a: "work?SECONDS=2", b: "other.work?SECONDS=4", c: "work?SECONDS=8", d: "work?SECONDS=1", e: "profile" };
  const { status, body } = await call("batch", { cmd });
  expect(status).toBe(200);
  const { result, result_error: errors, result_time: times } = body.result;
  expect(Object.keys(result)).toEqual(["a", "b", "c", "e"]);
  expect(errors).toEqual({ d: blocked });
  expect([times.a.operating, times.b.operating, times.c.operating, times.e.operating]).toEqual([3, 4, 11, 0]);
  expect(times.c.operating_reset_at).toBe(Math.ceil(times.c.start + 600 - 7));
  expect(body.time.operating).toBe(0);
  expect(body.time.operating_reset_at).toBeGreaterThan(body.time.finish);
  // Fourteen seconds of batches so far, and they are still let in.
  expect((await call("batch", { cmd: { e: "profile" } })).status).toBe(200);
});
