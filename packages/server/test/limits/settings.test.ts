// The limits as settings of the portal: typed as commands beside a running server, obeyed by it without a restart.
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, result } from "../life/client.ts";
import { makePlace, type Place, type ServerProcess, until } from "../support/server-process.ts";

let place: Place;
let server: ServerProcess;
let webhook: string;
beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
  webhook = server.facts.demo.webhookUrl;
});
afterAll(() => place.remove());

const shown = async () => (await place.json<{ limits: object }>("portal", "show")).limits;
const refused = (error: string) => async () => (await call(webhook, "profile")).error === error;

it("all are off at first", async () => {
  expect(await shown()).toEqual({ rate: null, operatingSeconds: null, runningCalls: null });
  const { stdout } = await place.kontor("portal", "show");
  expect(stdout).toMatch(/rate limit +off\n +operating limit +off\n +overload limit +off\n/);
});

it("each is changed by itself, shown, and turned off", async () => {
  const all = ["--rate-limit", "2.5,50", "--operating-limit", "420", "--overload-limit", "500"];
  const limits = { rate: { leakPerSecond: 2.5, blockAbove: 50 }, operatingSeconds: 420, runningCalls: 500 };
  expect(await place.json("portal", "set", ...all)).toMatchObject({ limits });
  const { stdout } = await place.kontor("portal", "show");
  expect(stdout).toContain("rate limit        2.5 calls a second of an address, refused above 50\n");
  expect(stdout).toContain("operating limit   420 s of a method in 10 minutes\n");
  expect(stdout).toContain("overload limit    500 calls at once in a server\n");
  await place.json("portal", "set", "--operating-limit", "off", "--name", "Acme");
  expect(await shown()).toEqual({ ...limits, operatingSeconds: null });
  await place.json("portal", "set", "--rate-limit", "off", "--overload-limit", "off");
  expect(await shown()).toEqual({ rate: null, operatingSeconds: null, runningCalls: null });
});

it.each([
  ["--rate-limit", "50"],
  ["--rate-limit", "2,50,1"],
  ["--rate-limit", "0,50"],
  ["--rate-limit", "2,0.5"],
  ["--rate-limit", "2,9999999"],
  ["--operating-limit", "0"],
  ["--operating-limit", "-1"],
  ["--operating-limit", "soon"],
  ["--overload-limit", "0"],
  ["--overload-limit", "1.5"],
])("%s %s is refused in words, and changes nothing", async (option, given) => {
  const { code, stderr } = await place.kontor("portal", "set", option, given);
  expect(code).not.toBe(0);
  expect(stderr).toContain(option.slice(2, 6));
  expect(stderr).not.toMatch(/\n {4}at /);
  expect(await shown()).toEqual({ rate: null, operatingSeconds: null, runningCalls: null });
});

it("a running server obeys a change at once", async () => {
  await result(webhook, "profile");
  // A leak so slow that the bucket fills with whatever calls the test makes.
  await place.json("portal", "set", "--rate-limit", "0.01,3");
  expect(await until("calls are refused", refused("QUERY_LIMIT_EXCEEDED"))).toBe(true);
  await place.json("portal", "set", "--rate-limit", "off", "--operating-limit", "0.000001");
  expect(await until("the method is refused", refused("OPERATION_TIME_LIMIT"))).toBe(true);
  await place.json("portal", "set", "--operating-limit", "off");
  expect(await until("calls are answered", async () => (await call(webhook, "profile")).status === 200)).toBe(true);
});
