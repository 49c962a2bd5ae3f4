// A leaky bucket for each portal and source address, over HTTP.
import { expect, it } from "vitest";
import { type Call, limitsWorld } from "./world.ts";

const rate = { leakPerSecond: 2, blockAbove: 5 };
const tooMany = { error: "QUERY_LIMIT_EXCEEDED", error_description: "Too many requests" };
const direct = await limitsWorld();
const proxied = await limitsWorld({ trustProxy: true });

/** How many of these calls, one after the other, were let in. */
async function admitted(call: Call, calls: number, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  let count = 0;
  for (let n = 0; n < calls; n += 1) {
    const { status, body } = await call("profile", {}, headers);
    if (status === 200) count += 1;
    else expect([status, body]).toEqual([503, tooMany]);
  }
  return count;
}

it("there is no limit unless the portal sets one", async () => {
  const call = await direct.webhook();
  expect(await admitted(call, 60)).toBe(60);
});

it("a call is refused while the bucket holds more than the block, and let in once it has leaked", async () => {
  const call = await direct.webhook();
  await direct.set({ rate });
  expect(await admitted(call, 8)).toBe(6);
  direct.clock.now += 1000;
  expect(await admitted(call, 4)).toBe(2);
});

it("applications and webhooks that call from one address fill one bucket", async () => {
  const webhook = await direct.webhook();
  const [application] = await direct.application(1);
  await direct.set({ rate });
  expect(await admitted(webhook, 6)).toBe(6);
  expect((await application?.("profile"))?.body).toEqual(tooMany);
});

it("a batch is one call, whatever is in it", async () => {
  const call = await direct.webhook();
  await direct.set({ rate });
  const cmd = Array.from({ length: 50 }, () => "profile");
  const { body } = await call("batch", { cmd });
  expect([body.result.result.length, body.result.result_error]).toEqual([50, []]);
  expect(await admitted(call, 8)).toBe(5);
});

it("a caller who is not known is told so, and fills nothing", async () => {
  const call = await direct.webhook();
  await direct.set({ rate });
  for (let n = 0; n < 10; n += 1) expect((await direct.stranger("profile")).error).toBe("INVALID_CREDENTIALS");
  expect(await admitted(call, 8)).toBe(6);
});

it("calls that fail count too", async () => {
  const call = await direct.webhook();
  await direct.set({ rate });
  for (let n = 0; n < 6; n += 1) expect((await call("no.such.method")).status).toBe(404);
  expect((await call("no.such.method")).body).toEqual(tooMany);
});

it("what a client says of its address counts only behind a trusted proxy", async () => {
  const from = (address: string) => ({ "x-forwarded-for": address });
  const [plain, behind] = [await direct.webhook(), await proxied.webhook()];
  await direct.set({ rate });
  await proxied.set({ rate });
  expect(await admitted(plain, 6, from("192.0.2.1"))).toBe(6);
  expect(await admitted(plain, 1, from("192.0.2.2"))).toBe(0);
  expect(await admitted(behind, 8, from("192.0.2.1"))).toBe(6);
  expect(await admitted(behind, 8, from("192.0.2.2"))).toBe(6);
});
