// The server dies at a chosen moment and is opened anew: nothing is lost, and nothing is done twice.
import { expect, it } from "vitest";
import { type CrashPoint, type Step, step } from "../src/testing/index.ts";
import { approval, delay, openEnv } from "./support.ts";

const desk = { document: { TITLE: "Desk" } };
const note = (title: string): Step => step("LogActivity", { Title: title, Text: title, SetVariable: "1" });

it.each<[CrashPoint, string]>([
  ["before-save", "The server died before it saved"],
  ["after-save", "The server died after it had saved"],
])("at a start and at an answer, %s: everything happens once", async (point, words) => {
  const env = await openEnv();
  const template = await env.template([note("first"), approval([env.user("manager")])]);
  env.crashAt("Approval", point);
  const run = await env.start(template, desk);
  expect(run).toMatchObject({ status: "running", tasks: ["Approve Desk"], log: ["first", 'Task "Approve Desk" for Manager'] });
  env.crashAt("Approval", point);
  await run.task("Approve").approve("manager");
  expect(run).toMatchObject({ status: "completed", document: { STAGE_ID: "WON" } });
  expect(run.log.filter((line) => line.startsWith("Manager: approved"))).toHaveLength(1);
  expect(run.trace().split(words)).toHaveLength(3);
  expect(env.runs).toHaveLength(1);
});

it.each<[CrashPoint, string]>([
  ["before-save", "The server died before it saved"],
  ["after-save", "The server died after it had saved"],
])("at a timer, %s", async (point, words) => {
  const env = await openEnv();
  const run = await env.start([delay(2, "Two days"), note("later")]);
  env.crashAt("Two days", point);
  await run.untilEnd();
  expect(run).toMatchObject({ status: "completed", log: ["later"] });
  expect(run.trace()).toContain(words);
});

it.each<[CrashPoint, number]>([
  ["before-send", 1],
  ["after-send", 2],
  ["after-save", 1],
])("at the call of an application, %s: it sees the same token each time, and its answer counts once", async (point, calls) => {
  const env = await openEnv();
  const score = await env.robot({ code: "score", returns: { score: "int" }, handler: () => ({ score: 7 }) });
  env.crashAt("Score", point);
  const run = await env.start([score.step({ Title: "Score" }, "Score"), note("{=Score:score}")]);
  expect(run).toMatchObject({ status: "completed", log: ["7"] });
  expect(score.calls).toHaveLength(calls);
  expect(new Set(score.calls.map(({ token }) => token)).size).toBe(1);
  expect(run.trace()).toContain("The server died");
});

it("in a workflow that another one has started", async () => {
  const env = await openEnv();
  const child = await env.template([note("in the child"), delay(1)], { name: "Child" });
  env.crashAt("in the child", "after-save");
  const start = { Title: "Child", DocumentId: "{=Document:ID}", TemplateId: String(child.id), UseSubscription: "Y" };
  const run = await env.start([step("StartWorkflowActivity", start), note("after")]);
  await run.untilEnd();
  expect(run.log).toEqual(["after"]);
  expect(run.children().map(({ log }) => log)).toEqual([["in the child"]]);
  expect(run.trace()).toContain("The server died after it had saved");
});
