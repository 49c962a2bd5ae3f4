// Whole processes in a test environment: people, time, restarts.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Step, step } from "../src/testing/index.ts";
import { approval, delay, failure, openEnv } from "./support.ts";

const day = 86_400_000;
const desk = { document: { TITLE: "Desk" } };

it("an approval goes the way of its answer", async () => {
  const env = await openEnv();
  const template = await env.template([approval([env.user("manager")])]);
  const yes = await env.start(template, desk);
  expect(yes).toMatchObject({ status: "running", tasks: ["Approve Desk"], document: { TITLE: "Desk", STAGE_ID: "NEW" } });
  await yes.task("Approve").approve("manager", { comment: "fine" });
  expect(yes).toMatchObject({ status: "completed", tasks: [], document: { STAGE_ID: "WON" } });
  expect(yes.log).toContain("Manager: approved. fine");

  const no = await env.start(template, desk);
  await no.task("Approval").reject(env.user("manager"));
  expect(no).toMatchObject({ status: "completed", document: { STAGE_ID: "LOSE" } });
});

it("everybody who is asked answers, each by themselves", async () => {
  const env = await openEnv({ users: ["anna", "max"] });
  const run = await env.start([approval([env.user("anna"), env.user("max")])], desk);
  await run.task("Approve").approve("max");
  expect(run.status).toBe("running");
  expect(run.waitsFor).toBe('the task "Approve Desk" for Anna');
  await run.task("Approve").approve("anna");
  expect(run.status).toBe("completed");
});

it("a delay of three days takes no time", async () => {
  const env = await openEnv();
  const run = await env.start([delay(3)]);
  expect(run.waitsFor).toBe('"Wait" until 2026-01-08 09:00');
  await env.advance("2 days");
  expect(run.status).toBe("running");
  await env.advance("1 day");
  expect(run.status).toBe("completed");
});

it("untilEnd jumps from delay to delay, and no further than it must", async () => {
  const env = await openEnv();
  const run = await env.start([delay(30), delay(400), delay(1)]);
  await run.untilEnd();
  expect(run.status).toBe("completed");
  const passed = env.now.getTime() - Date.parse("2026-01-05T09:00:00Z");
  expect(passed).toBeGreaterThanOrEqual(431 * day);
  expect(passed).toBeLessThan(431 * day + 60_000);
});

it("untilWait jumps over delays to the next task", async () => {
  const env = await openEnv();
  const run = await env.start([delay(7), approval([env.user("manager")], { TimeoutDuration: "2", TimeoutDurationType: "d" })], desk);
  await run.untilWait();
  expect(run.tasks).toEqual(["Approve Desk"]);
  expect(run.waitsFor).toBe('the task "Approve Desk" for Manager until 2026-01-14 09:00');
  await run.task("Approve").approve("manager");
  await run.untilWait();
  expect(run.status).toBe("completed");
});

it("the deadline of a task passes with the clock", async () => {
  const env = await openEnv();
  const run = await env.start([approval([env.user("manager")], { TimeoutDuration: "2", TimeoutDurationType: "d" })], desk);
  await env.advance("47h");
  expect(run.tasks).toEqual(["Approve Desk"]);
  await env.advance("1h");
  expect(run).toMatchObject({ status: "completed", tasks: [], document: { STAGE_ID: "LOSE" } });
});

it("what falls due within an advance is done at its own moment", async () => {
  const env = await openEnv();
  const note: Step = step("SetVariableActivity", { VariableValue: { Seen: "{=System:Now}" } });
  const run = await env.start({ TEMPLATE: [delay(1), note, delay(1)], VARIABLES: { Seen: { Name: "Seen", Type: "datetime" } } });
  await env.advance("10 days");
  expect(run.status).toBe("completed");
  expect(String(run.variables["Seen"])).toMatch(/^2026-01-06T09:00/);
  expect(env.now.toISOString()).toMatch(/^2026-01-15T09:00/);
});

it("goes on after a restart in the middle of a wait", async () => {
  const env = await openEnv();
  const run = await env.start([delay(2), approval([env.user("manager")])], desk);
  await env.restart();
  await run.untilWait();
  await env.restart();
  await run.task("Approve").approve("manager");
  expect(run).toMatchObject({ status: "completed", document: { STAGE_ID: "WON" } });
});

it("two environments at once know nothing of one another", async () => {
  const [one, two] = await Promise.all([openEnv(), openEnv({ users: ["anna"], now: "2030-06-01T08:00:00Z" })]);
  const [first, second] = await Promise.all([one.start([delay(3)]), two.start([delay(3)])]);
  await one.advance("4 days");
  expect(first.status).toBe("completed");
  expect(second.status).toBe("running");
  expect(second.waitsFor).toBe('"Wait" until 2030-06-04 08:00');
  expect(one.now.getUTCFullYear()).toBe(2026);
  expect(() => two.user("manager")).toThrow('There is no user "manager"; there are anna, admin');
});

it("tells what happened, in its order", async () => {
  const env = await openEnv({
    timeZone: "Europe/Berlin",
    now: "2026-03-27T09:00",
    users: { anna: { boss: "max" }, max: { name: "Max", lastName: "Roth" } },
  });
  const score = await env.robot({
    code: "score",
    properties: { text: "string" },
    returns: { score: "int" },
    handler: () => ({ score: 7 }),
  });
  const steps = [
    score.step({ text: "{=Document:TITLE}" }, "Score"),
    approval([env.user("max")]),
    delay(3, "Three days"),
    step("LogActivity", { Text: "Score {=Score:score}" }),
  ];
  const run = await env.start(steps, desk);
  await env.advance("1h");
  await run.task("Approve").approve("max", { comment: "fine" });
  await env.restart();
  await run.untilEnd();
  // The clocks of Berlin are changed on 29 March.
  expect(run.trace()).toMatchInlineSnapshot(`
    "2026-03-27 09:00  started on DEAL_1 by Anna
    2026-03-27 09:00  robot score called with {"text":"Desk"}
    2026-03-27 09:00  robot score answers {"score":7}
    2026-03-27 09:00  Task "Approve Desk" for Max Roth
    2026-03-27 10:00  Max Roth: approved. fine
    2026-03-27 10:00  Approved
    2026-03-27 10:00  the server restarts
    2026-03-30 11:00  time is up: Three days
    2026-03-30 11:00  Score 7
    2026-03-30 11:00  completed"
  `);
});

it("people lead one another as they are given: a task may go down, not up", async () => {
  const env = await openEnv({ users: { anna: { boss: "max" }, max: { boss: "carl" }, carl: {} } });
  const template = await env.template([approval([env.user("max")], { DelegationType: "0" })]);
  const run = await env.start(template, { ...desk, as: "carl" });
  expect(run.document).toMatchObject({ CREATED_BY_ID: String(env.user("carl").id) });
  expect(await failure(run.task("Approve").delegate("max", "carl"))).toContain("may be delegated to subordinates only");
  await run.task("Approve").delegate("max", "anna");
  expect(run.waitsFor).toBe('the task "Approve Desk" for Anna');
  await run.task("Approve").approve("anna");
  expect(run.status).toBe("completed");
});

it("a workflow that kills itself is over, and leaves nothing to see", async () => {
  const env = await openEnv();
  const run = await env.start([delay(1), step("TerminateActivity", { KillWorkflow: "Y" })]);
  await run.untilEnd();
  expect(run).toMatchObject({ status: "terminated", log: [] });
  const next = await env.start([delay(1)]);
  await next.untilEnd();
  expect(next.status).toBe("completed");
});

it("elements of a list can be the documents", async () => {
  const env = await openEnv({ documentType: { name: "Expenses", properties: [{ name: "Amount", code: "AMOUNT", type: "double" }] } });
  const steps = [step("SetFieldActivity", { FieldValue: { PROPERTY_AMOUNT: "{=Document:PROPERTY_AMOUNT}0" } })];
  const run = await env.start(steps, { document: { NAME: "Train", PROPERTY_AMOUNT: 12 } });
  expect(run).toMatchObject({ status: "completed", document: { NAME: "Train", PROPERTY_AMOUNT: "120" } });
});

it("leads can be the documents, parameters and constants come from the test, people stand for themselves", async () => {
  const env = await openEnv({ documentType: "lead" });
  const user = { Name: "Who", Type: "user" };
  const source = {
    TEMPLATE: [
      step("SetFieldActivity", { FieldValue: { TITLE: "{=Template:Word}", ASSIGNED_BY_ID: "{=Template:Owner}" } }),
      step("ReviewActivity", { Name: "Read {=Document:TITLE}", Users: ["{=Constant:Reader}"] }),
    ],
    PARAMETERS: { Word: { Name: "Word", Type: "string" }, Owner: user },
    CONSTANTS: { Reader: user },
  };
  const template = await env.template(source, { constants: { Reader: env.user("accountant") } });
  const run = await env.start(template, { parameters: { Word: "Chair", Owner: env.user("director") }, document: { TITLE: "Desk" } });
  await run.task("Read Chair").complete("accountant");
  expect(run).toMatchObject({ status: "completed", document: { TITLE: "Chair", ASSIGNED_BY_ID: String(env.user("director").id) } });
});

it("a request for information takes fields", async () => {
  const env = await openEnv();
  const fields = [{ Name: "Price", Type: "double", Title: "Price", Required: "1", Multiple: "0" }];
  const ask = step("RequestInformationActivity", { Name: "How much?", Users: [env.user("accountant")], RequestedInformation: fields });
  const run = await env.start({ TEMPLATE: [ask], VARIABLES: { Price: { Name: "Price", Type: "double" } } });
  await run.task("How much?").complete("accountant", { fields: { Price: "12.5" } });
  expect(run).toMatchObject({ status: "completed", variables: { Price: 12.5 } });
});

it("a .bpt file is a template", async () => {
  const env = await openEnv();
  const file = join(fileURLToPath(new URL("../../bpt/fixtures/", import.meta.url)), "bp-379.bpt");
  const template = await env.template(file, { name: "From a file" });
  expect(template.name).toBe("From a file");
  expect(template.titles.size).toBeGreaterThan(0);
});

it("tells people the time on their own clocks", async () => {
  const users = { anna: { timeZone: "Asia/Tokyo" }, max: {}, admin: { timeZone: "America/New_York" } };
  const env = await openEnv({ users });
  const offset = (login: string) => `{{=getuserdateoffset('${env.user(login)}')}}`;
  const text = `{=System:NowLocal}, {=System:Now}; ${offset("max")}, ${offset("admin")}`;
  const run = await env.start([step("LogActivity", { Text: text })]);
  expect(run.log).toContain("05.01.2026 18:00:00, 05.01.2026 09:00:00; 0, -18000");
  const lost = failure(openEnv({ users: { anna: { timeZone: "Mars/Olympus" } } }));
  expect(await lost).toContain('"Mars/Olympus" is no time zone');
});
