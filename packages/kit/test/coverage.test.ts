// What the runs of an environment have passed of a template, and what they never have.
import { expect, it } from "vitest";
import { type Step, step } from "../src/testing/index.ts";
import { approval, openEnv } from "./support.ts";

const note = (text: string): Step => step("LogActivity", { Title: text, Text: text });
const whenTitle = (title: string, ...steps: Step[]): Step =>
  step("IfElseBranchActivity", { Title: `is ${title}`, fieldcondition: [["TITLE", "=", title, "0"]] }, steps);

const behindPhp = ["Condition > PHP (its condition is PHP code)", "Condition > else (the condition before it is PHP code)"];

it("counts branches of conditions, the way past them, branches of answers, and ends", async () => {
  const env = await openEnv();
  const end = step("TerminateActivity", { Title: "Give up", StateTitle: "Given up" });
  const ifElse = step("IfElseActivity", { Title: "Kind" }, [whenTitle("Desk", note("a desk")), whenTitle("Chair", end)]);
  const code = step("IfElseBranchActivity", { Title: "PHP", codecondition: "x()" });
  const php = step("IfElseActivity", {}, [code, step("IfElseBranchActivity", { Title: "else" })]);
  const template = await env.template([ifElse, approval([env.user("manager")]), php], { name: "Kinds" });

  const run = await env.start(template, { document: { TITLE: "Desk" } });
  await run.task("Approve").approve("manager");
  expect(run.incident?.text).toContain('its result Branch: 1 "PHP", 2 "else"');
  await run.skip();
  expect(run.status).toBe("completed");
  const [first] = env.coverage();
  expect(first).toMatchObject({ template: "Kinds", runs: 1, ends: { passed: 1, of: 2, never: ["terminated: Give up"] } });
  expect(first?.branches).toEqual({
    passed: 2,
    of: 7,
    isWhole: false,
    never: ["Kind > is Chair", "Kind > none of its branches", "Approval > rejected", ...behindPhp],
  });

  await env.start(template, { document: { TITLE: "Chair" } });
  const last = await env.start(template, { document: { TITLE: "Lamp" } });
  await last.task("Approve").reject("manager");
  await last.skip();
  expect(env.coverage()[0]).toMatchObject({
    runs: 3,
    branches: { passed: 5, isWhole: true, never: [...behindPhp] },
    ends: { passed: 2, of: 2, never: [] },
  });
});

it("the branch of a listen is taken when its event comes, not when it begins to wait", async () => {
  const env = await openEnv();
  const on = (...steps: Step[]): Step => step("EventDrivenActivity", {}, steps);
  const delay = step("DelayActivity", { Title: "Two days", TimeoutDuration: "2", TimeoutDurationType: "d" });
  const listen = step("ListenActivity", { Title: "Wait" }, [on(step("HandleExternalEventActivity", { Title: "Pay" })), on(delay)]);
  const template = await env.template([listen]);
  const run = await env.start(template);
  expect(env.coverage()[0]?.branches.never).toEqual(["Wait > Pay", "Wait > Two days"]);
  await run.untilEnd();
  expect(env.coverage()[0]?.branches.never).toEqual(["Wait > Pay"]);
});

it("a process with statuses ends in each status that may be the last", async () => {
  const env = await openEnv();
  const goTo = (target: string): Step => step("SetStateActivity", { TargetStateName: target });
  const pay = step("EventDrivenActivity", {}, [step("HandleExternalEventActivity", { Title: "Pay" }), goTo("Paid")]);
  const drop = step("EventDrivenActivity", {}, [step("HandleExternalEventActivity", { Title: "Drop" }), goTo("Dropped")]);
  const states = [
    step("StateActivity", { Title: "Open" }, [pay, drop], "Open"),
    step("StateActivity", { Title: "Paid" }, [], "Paid"),
    step("StateActivity", { Title: "Dropped" }, [], "Dropped"),
  ];
  const template = await env.template([step("StateMachineWorkflowActivity", { InitialStateName: "Open" }, states, "Template")]);
  const run = await env.start(template);
  await run.command("Pay");
  expect(env.coverage()[0]?.ends).toMatchObject({ passed: 1, of: 2, never: ['completed in "Dropped"'] });
});

it("counts a template that was imported again, with another constant, as the same one", async () => {
  const env = await openEnv();
  const CONSTANTS = { Limit: { Name: "Limit", Type: "int", Default: "1" } };
  const tree = { TEMPLATE: [step("IfElseActivity", { Title: "Kind" }, [whenTitle("Desk", note("a desk"))])], CONSTANTS };
  await env.start(await env.template(tree, { name: "One" }), { document: { TITLE: "Desk" } });
  await env.start(await env.template(tree, { name: "One", constants: { Limit: 2 } }), { document: { TITLE: "Lamp" } });
  await env.template(tree, { name: "Another" });
  expect(env.coverage()).toMatchObject([
    { template: "One", runs: 2, branches: { passed: 2, of: 2 } },
    { template: "Another", runs: 0, branches: { passed: 0, of: 2 } },
  ]);
});
