// REST is closed while a process works on as many calls as the portal says.
import { expect, it } from "vitest";
import { limitsWorld } from "./world.ts";

const world = await limitsWorld();
const closed = { error: "OVERLOAD_LIMIT", error_description: "REST API is blocked due to overload" };

it("refuses whoever comes while too many calls are running, and opens again when they have ended", async () => {
  const [call, other] = [await world.webhook(), await world.webhook()];
  await world.set({ runningCalls: 2 });
  const first = call("wait");
  await world.untilWaiting(1);
  expect((await other("profile")).status).toBe(200);
  const second = call("batch", { cmd: ["wait", "profile"] });
  await world.untilWaiting(2);
  for (const name of ["profile", "profile", "batch"]) {
    const { status, body } = await other(name);
    expect([status, body]).toEqual([503, closed]);
  }
  world.release();
  expect((await first).status).toBe(200);
  expect((await second).body.result.result_error).toEqual([]);
  expect((await other("profile")).status).toBe(200);
});

it("a call that fails makes room as well", async () => {
  const call = await world.webhook();
  await world.set({ runningCalls: 1 });
  expect((await call("no.such.method")).status).toBe(404);
  expect((await call("work", { SECONDS: 0, FAIL: "Y" })).status).toBe(403);
  expect((await call("work", {})).status).toBe(400);
  expect((await call("profile")).status).toBe(200);
});

it("there is no bound unless the portal sets one", async () => {
  const call = await world.webhook();
  const running = Array.from({ length: 100 }, () => call("wait"));
  await world.untilWaiting(100);
  expect((await call("profile")).status).toBe(200);
  world.release();
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual(Array(100).fill(200));
});
