// kontor portal clock, typed beside a running server: its workflows go on at once.
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place, type ServerProcess, until } from "../support/server-process.ts";
import { expectRefusal, importSteps, result, startOnDeal, step } from "./client.ts";

let place: Place;
let server: ServerProcess;
beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
});
afterAll(() => place.remove());

interface Clock {
  readonly realTime: string;
  readonly portalTime: string;
  readonly offsetMs: number;
  readonly timeZone: string;
  readonly nextTimer: { readonly at: string; readonly workflowId: string; readonly activity: string } | null;
}

const day = 86_400_000;
const wait = (name: string, days: number) => step("DelayActivity", name, { TimeoutDuration: String(days), TimeoutDurationType: "d" });
const clock = (...args: string[]) => place.json<Clock>("portal", "clock", ...args);

it("goes to the next delay, and past another, and the workflow ends", async () => {
  expect(await clock()).toMatchObject({ offsetMs: 0, nextTimer: null });
  const webhook = server.facts.demo.webhookUrl;
  const id = await startOnDeal(webhook, await importSteps(place, "Patience", [wait("A1_1_1_1", 30), wait("A2_2_2_2", 2)]));
  expect((await clock()).nextTimer).toMatchObject({ workflowId: id, activity: "A1_1_1_1" });
  const moved = await clock("--next");
  expect(moved.offsetMs / day).toBeCloseTo(30, 1);
  expect(Date.parse(moved.portalTime) - Date.parse(moved.realTime)).toBe(moved.offsetMs);
  await until("the second delay runs", async () => (await clock()).nextTimer?.activity === "A2_2_2_2");
  await clock("--advance", "2d");
  await until("the workflow is over", async () => (await result<object[]>(webhook, "bizproc.workflow.instances")).length === 0);
});

it("is told to people", async () => {
  const { stdout } = await place.kontor("portal", "clock");
  expect(stdout).toMatch(
    /^ {2}portal's clock {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\S+\)\n {2}real time {7}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, 3[12] d .*behind\n {2}next timer {6}none\n$/,
  );
});

it.each(["-2d", "0m", "yesterday"])("--advance %s is refused in words, and moves nothing", async (given) => {
  const { offsetMs } = await clock();
  const { code, stderr } = await place.kontor("portal", "clock", "--advance", given);
  expect(code).not.toBe(0);
  expect(stderr).toContain("the clock only moves forward");
  expect(stderr).not.toMatch(/\n {4}at /);
  expect((await clock()).offsetMs).toBe(offsetMs);
});

it("what cannot be done is refused in one sentence", async () => {
  expectRefusal(await place.kontor("portal", "clock", "--next"), /Nothing waits for the clock/);
  expectRefusal(await place.kontor("portal", "clock", "--next", "--advance", "1d"), /cannot go together/);
  expectRefusal(await place.kontor("portal", "clock", "--advance", "400000w"), /before the year 9000/);
});
