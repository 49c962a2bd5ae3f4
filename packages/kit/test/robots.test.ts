// Robots that a test plays.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { step } from "../src/testing/index.ts";
import { delay, failure, openEnv } from "./support.ts";

const timeout = { UseSubscription: "Y", TimeoutDuration: "2", TimeoutDurationType: "h" };

it("its answer is used by later steps, and its call is as an application gets it", async () => {
  const env = await openEnv();
  const score = await env.robot({
    code: "score",
    properties: { text: "string", urgent: "bool", people: { Name: "People", Type: "user", Multiple: "Y" } },
    returns: { score: "int", owner: "user" },
    handler: ({ properties }) => ({ score: String(properties["text"]).length, owner: env.user("manager") }),
  });
  const values = { text: "{=Document:TITLE}", urgent: "Y", people: [env.user("director"), env.user("manager")] };
  const keep = step("SetFieldActivity", { FieldValue: { OPPORTUNITY: "{=Score:score}", ASSIGNED_BY_ID: "{=Score:owner}" } });
  const run = await env.start([score.step(values, "Score"), keep], { document: { TITLE: "Desk" } });
  const manager = env.user("manager");
  expect(run).toMatchObject({ status: "completed", document: { OPPORTUNITY: "4.00", ASSIGNED_BY_ID: String(manager.id) } });
  expect(score.calls).toHaveLength(1);
  expect(score.calls[0]).toMatchObject({ workflowId: run.id, documentId: "DEAL_1", isAnswered: true });
  expect(score.calls[0]?.properties).toEqual({ text: "Desk", urgent: "Y", people: [`${env.user("director")}`, `${manager}`] });
});

it("an answer may come later, with a line for the log, and only once", async () => {
  const env = await openEnv();
  const slow = await env.robot({ code: "slow", returns: { word: "string" } });
  const run = await env.start([slow.step({}, "Slow"), step("LogActivity", { Text: "It says {=Slow:word}" })]);
  expect(run.waitsFor).toBe('the answer of robot "slow"');
  await env.advance("20m");
  await env.restart();
  const [call] = slow.calls;
  await call?.log("thinking");
  await call?.answer({ word: "hello" }, { log: "done" });
  expect(run.status).toBe("completed");
  expect(run.log).toEqual(["thinking", "done", "It says hello"]);
  expect(await failure(call?.answer({}) ?? Promise.resolve())).toBe(
    'The answer of robot "slow" was refused: its step does not wait for it any more',
  );
});

it("one that never answers times out with the clock", async () => {
  const env = await openEnv();
  const mute = await env.robot({ code: "mute" });
  const run = await env.start([mute.step(timeout), delay(1)]);
  await env.advance("2h");
  expect(run.waitsFor).toMatch(/^"Wait" until 2026-01-06 11:00$/);
  expect(await failure(mute.calls[0]?.answer() ?? Promise.resolve())).toContain("does not wait for it any more");
});

it("one that nobody waits for is called, and the workflow goes on", async () => {
  const env = await openEnv();
  const tell = await env.robot({ code: "tell", properties: { text: "string" }, waits: false, handler: () => ({ ignored: 1 }) });
  const run = await env.start([tell.step({ text: "hi" })]);
  expect(run.status).toBe("completed");
  expect(tell.calls.map(({ properties }) => properties)).toEqual([{ text: "hi" }]);
});

it("an error of its handler ends the test, and the workflow is held", async () => {
  const env = await openEnv();
  const broken = await env.robot({
    code: "broken",
    handler: () => {
      throw new Error("no connection");
    },
  });
  const template = await env.template([broken.step()]);
  expect(await failure(env.start(template))).toBe('The handler of robot "broken" failed: no connection');
});

it("one of a named application has the type that templates from elsewhere know it by", async () => {
  const env = await openEnv();
  const clientId = "local.5f1d3a2b4c6e8f.12345678";
  const [one, other] = await Promise.all([env.robot({ code: "score", clientId, handler: () => ({}) }), env.robot({ code: "score" })]);
  const md5 = createHash("md5").update(`${clientId}@score`).digest("hex");
  expect(one.type).toBe(`rest_${md5}`);
  const run = await env.start([step(one.type)]);
  expect(run.status).toBe("completed");
  expect([one.calls.length, other.calls.length]).toEqual([1, 0]);
});
