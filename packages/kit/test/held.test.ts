// Runs that are held, run anew, stopped; and those that others have started.
import { expect, it } from "vitest";
import { type Step, step } from "../src/testing/index.ts";
import { approval, failure, openEnv } from "./support.ts";

const note = (text: string): Step => step("LogActivity", { Text: text, SetVariable: "1" });
const php = step("CodeActivity", { Title: "PHP", ExecuteCode: "x();" }, [], "Code");

it("an incident says why; the step is skipped with results", async () => {
  const env = await openEnv();
  const run = await env.start([php, note("got {=Code:answer}")]);
  expect(run).toMatchObject({ status: "held", incident: { step: "Code", kind: "unknown-activity" } });
  expect(run.incident?.text).toContain("CodeActivity (PHP code): it is PHP code. Write it with variables");
  expect(await failure(run.skip({}, "Another"))).toMatch(/^The run is not held at "Another"\. It waits for somebody to mend this: /);
  await run.skip({ answer: "42" });
  expect(run).toMatchObject({ status: "completed", incident: null });
  expect(run.log.at(-1)).toBe("got 42");
  expect(await failure(run.retry())).toMatch(/^The run is not held\./);
});

it("a condition in PHP is skipped into the branch that the person names", async () => {
  const env = await openEnv();
  const branch = (Title: string, more: object) => step("IfElseBranchActivity", { Title, ...more }, [step("LogActivity", { Text: Title })]);
  const kind = step("IfElseActivity", {}, [branch("Large", { codecondition: "x()" }), branch("Small", {})]);
  const run = await env.start([kind]);
  expect(await failure(run.skip({ Branch: "Huge" }))).toMatch(/argument-invalid/);
  expect(run.status).toBe("held");
  await run.skip({ Branch: "Small" });
  expect([run.status, run.log.slice(1)]).toEqual(["completed", ['The branch "Small" was chosen by hand', "Small"]]);
});

it("a retry tries the step again, when the world has changed", async () => {
  const env = await openEnv();
  const template = await env.template(
    { TEMPLATE: [approval(["{=Constant:Who}"])], CONSTANTS: { Who: { Name: "Who", Type: "user" } } },
    { constants: {} },
  );
  const run = await env.start(template, { document: { TITLE: "Desk" } });
  expect(run.incident?.kind).toBe("no-assignees");
  await run.retry();
  expect(run.status).toBe("held");
});

it("runs are restarted and terminated", async () => {
  const env = await openEnv();
  const first = await env.start([approval([env.user("manager")])], { document: { TITLE: "Desk" } });
  const second = await first.restart();
  expect(first).toMatchObject({ status: "terminated", title: "Restarted" });
  expect(second).toMatchObject({ status: "running", tasks: ["Approve Desk"] });
  await second.terminate("No longer needed");
  expect(second).toMatchObject({ status: "terminated", title: "No longer needed", tasks: [] });
});

it("a run knows the runs that its steps have started, and goes on when they end", async () => {
  const env = await openEnv();
  const child = await env.template([approval([env.user("manager")])], { name: "Child" });
  const start = { DocumentId: "{=Document:ID}", TemplateId: String(child.id), UseSubscription: "Y" };
  const run = await env.start([step("StartWorkflowActivity", start, [], "S"), note("after")], { document: { TITLE: "Desk" } });
  const [started, ...others] = run.children();
  expect(others).toEqual([]);
  expect(started).toMatchObject({ status: "running", tasks: ["Approve Desk"], document: { TITLE: "Desk" } });
  await started?.task("Approve").approve("manager");
  expect(run).toMatchObject({ status: "completed", log: ["after"], document: { STAGE_ID: "WON" } });
  expect(run.steps.at(1)).toBe("S");
});

it("commands are given by title, by whom they are for", async () => {
  const env = await openEnv();
  const pay = step("HandleExternalEventActivity", { Title: "Pay", Permission: [env.user("manager")] });
  const run = await env.start([pay]);
  expect(run).toMatchObject({ commands: ["Pay"], waitsFor: 'the command "Pay"' });
  expect(await failure(run.command("Buy", "manager"))).toBe('The run does not offer the command "Buy". It offers "Pay".');
  expect(await failure(run.command("Pay", "employee"))).toBe('Employee may not give the command "Pay".');
  await run.command("Pay", "manager");
  expect(run.status).toBe("completed");
});

it("a title that several commands have is no answer: their steps are named", async () => {
  const env = await openEnv();
  const pay = (name: string) => step("SequenceActivity", {}, [step("HandleExternalEventActivity", { Title: "Pay" }, [], name), note(name)]);
  const run = await env.start([step("ParallelActivity", {}, [pay("Now"), pay("Later")])]);
  expect(await failure(run.command("Pay"))).toBe('Several commands are called "Pay". Give the name of a step: Now, Later.');
  await run.command("Later");
  expect(run.log).toEqual(["Admin: Pay", "Later"]);
});

it("a task of a person is closed, a document is changed, a working day begins", async () => {
  const env = await openEnv();
  const task = step("Task2Activity", { Fields: { TITLE: "Call", RESPONSIBLE_ID: env.user("employee") }, HoldToClose: "Y" });
  const stage = step("CrmDealStageListenActivity", { DealId: "{=Document:ID}", WaitForState: "WON" });
  const day = step("WaitWorkDayActivity", { TargetUser: env.user("manager") });
  const run = await env.start([task, stage, day]);
  expect(run.records).toMatchObject([{ title: "Call", isAwaited: true }]);
  expect(run.waitsFor).toBe('somebody to close "Call"');
  await run.closeRecord("Call", "employee");
  await run.edit({ STAGE_ID: "WON" }, "employee");
  expect([run.status, run.waitsFor]).toEqual(["running", "the working day of Manager"]);
  await env.workday("manager");
  expect(run.status).toBe("completed");
});
