// What people suffer from elsewhere, and what happens here instead.
import { expect, it } from "vitest";
import { type Step, step } from "../src/testing/index.ts";
import { approval, openEnv } from "./support.ts";

const note = (text: string, name?: string): Step => step("LogActivity", { Text: text, SetVariable: "1" }, [], name);
const sequence = (...steps: Step[]): Step => step("SequenceActivity", {}, steps);

it("a loop that never ends is held at its limit and can be stopped; what stands beside it went on", async () => {
  const env = await openEnv();
  const loop = step("WhileActivity", { Title: "Remind", truecondition: "1" }, [sequence(note("again"))], "Loop");
  const run = await env.start([step("ParallelActivity", {}, [sequence(loop), sequence(note("beside"))])]);
  expect(run).toMatchObject({ status: "held", incident: { step: "Loop", kind: "loop-limit" } });
  expect(run.incident?.text).toContain('The loop "Remind" has run 1000 times');
  expect(run.log.filter((text) => text === "again")).toHaveLength(1000);
  expect(run.log).toContain("beside");
  await run.terminate();
  expect(run.status).toBe("terminated");
}, 30_000);

it("a pause of seconds is a pause of seconds, and outlives a server that dies in it", async () => {
  const env = await openEnv();
  const pause = step("DelayActivity", { TimeoutDuration: "5", TimeoutDurationType: "s" }, [], "Pause");
  const run = await env.start([pause, note("after", "After")]);
  env.crashAt("After", "before-save");
  await env.restart();
  await env.advance("4s");
  expect(run).toMatchObject({ status: "running", timers: 1 });
  await env.advance("1s");
  expect(run).toMatchObject({ status: "completed", timers: 0 });
  expect(run.log.filter((text) => text === "after")).toHaveLength(1);
  expect(run.trace()).toContain("The server died before it saved");
});

it("a task for nobody is held, says why, and goes on when the document names somebody", async () => {
  const env = await openEnv();
  const run = await env.start([approval(["{=Document:UF_CRM_BOSS}"])], { document: { TITLE: "Desk", UF_CRM_BOSS: "user_999" } });
  expect(run).toMatchObject({ status: "held", tasks: [], incident: { kind: "no-assignees" } });
  expect(run.incident?.text).toContain('The task "Approval" has nobody to do it');
  await run.edit({ UF_CRM_BOSS: `user_${env.user("manager").id}` });
  await run.retry();
  expect(run).toMatchObject({ status: "running", tasks: ["Approve Desk"], incident: null });
  await run.task("Approve").approve("manager");
  expect(run.status).toBe("completed");
});

it("workflows that count in one global variable at a time lose no count", async () => {
  const env = await openEnv();
  await env.global("Count", 0, { type: "int" });
  const count = () => step("SetGlobalVariableActivity", { GlobalVariableValue: { Count: "={=GlobalVar:Count}+1" } });
  const template = await env.template([count(), count()]);
  await Promise.all(Array.from({ length: 8 }, () => env.start(template)));
  expect(await env.globalValue("Count")).toBe(16);
});

it("the log keeps every line, and says what was wrong with an expression and which field is not there", async () => {
  const env = await openEnv();
  const lines = Array.from({ length: 120 }, (_, index) => note(`line ${index}`));
  const run = await env.start([...lines, note("{{=1/0}} {=Document:GONE}")]);
  expect(run.log.filter((text) => text.startsWith("line "))).toHaveLength(120);
  expect(run.problems).toEqual([expect.stringContaining("division by zero"), expect.stringContaining("{=Document:GONE}")]);
  expect(run.status).toBe("completed");
});

const definitions = {
  Number: { Name: "Number", Type: "select", Options: { 1: "One", 2: "Two" }, Default: 2 },
  Pairs: {
    Name: "Pairs",
    Type: "select",
    Multiple: "1",
    Options: [
      ["1", "One"],
      ["2", "Two"],
    ],
    Default: { 1: "1", 4: "2" },
  },
  Stage: { Name: "Stage", Type: "internalselect", Options: "STAGE_ID", Default: "NEW" },
  Yes: { Name: "Yes", Type: "bool", Default: "Y" },
  No: { Name: "No", Type: "Bool", Default: "0" },
  Open: { Name: "Open", Type: "bool" },
  Money: { Name: "Money", Type: "UF:money", Default: "1234.5|EUR" },
  Rich: { Name: "Rich", Type: "S:HTML", Default: { TEXT: "<b>x</b>", TYPE: "HTML" } },
  Links: { Name: "Links", Type: "E:EList", Multiple: "Y", Default: ["5", "6"], Options: "12", Settings: { Width: "5" } },
  People: { Name: "People", Type: "user", Multiple: true, Default: "Anybody [2]; Author; group_d1; user_3,4" },
  Day: { Name: "Day", Type: "date", Default: "25.12.2025" },
  Time: { Name: "Time", Type: "time", Default: "10:30" },
  Old: { Name: "Old", Type: "N", Default: "1,5" },
};

it("variables and constants of every kind of definition read alike", async () => {
  const env = await openEnv();
  const expected = {
    Number: "Two | Two",
    Pairs: "One, Two | One, Two",
    Stage: "New | New",
    Yes: "Y | Yes",
    No: "N | No",
    Open: " | ",
    Money: "1234.5|EUR | €1,234.50",
    Rich: "<b>x</b> | <b>x</b>",
    Links: "5, 6 | 5, 6",
    People: "user_2, author, group_d1, user_3, user_4 | Employee [2], Author, Team of Director, Manager [3], Director [4]",
    Day: "25.12.2025 | 25.12.2025",
    Time: "10:30 | 10:30",
    Old: "1.5 | 1.5",
  };
  const say = (object: string) =>
    Object.keys(expected).map((name) => note(`${object} ${name}: {=${object}:${name}} | {=${object}:${name} > printable}`));
  const branch = (condition: Record<string, unknown>, text: string) => step("IfElseBranchActivity", condition, [note(text)]);
  const byNumber = step("IfElseActivity", {}, [branch({ propertyvariablecondition: [["Number", "=", 2, "0"]] }, "the number is the key")]);
  const source = { TEMPLATE: [...say("Variable"), ...say("Constant"), byNumber], VARIABLES: definitions, CONSTANTS: definitions };
  const run = await env.start(source as never);
  const lines = (object: string) => Object.entries(expected).map(([name, text]) => `${object} ${name}: ${text}`);
  expect(run.log).toEqual([...lines("Variable"), ...lines("Constant"), "the number is the key"]);
});

it("a step reads what follows from what the step before it has written, not what stood there at the start", async () => {
  const env = await openEnv();
  const said = "{=Document:STAGE_ID_PRINTABLE} {=Document:CLOSED} {=Document:STAGE_SEMANTIC_ID}";
  const won = step("SetFieldActivity", { FieldValue: { STAGE_ID: "WON" } });
  expect((await env.start([note(said), won, note(said)])).log).toEqual(["New N P", "Deal won Y S"]);
  const lists = await openEnv({ documentType: { name: "Orders", properties: [{ name: "Amount", type: "double", code: "AMOUNT" }] } });
  const write = (name: string, value: string) => step("SetFieldActivity", { FieldValue: { [name]: value } });
  const both = "{=Document:PROPERTY_1} {=Document:PROPERTY_AMOUNT}";
  const run = await lists.start([write("PROPERTY_AMOUNT", "5"), note(both), write("PROPERTY_1", "6"), note(both)], {
    document: { NAME: "E" },
  });
  expect(run.log).toEqual(["5 5", "6 6"]);
});
