// Explorations: a template is run in all ways, and what no run has come to is named.
import { expect, it } from "vitest";
import { bptOf, environmentFor, explore, type Step, step } from "../src/testing/index.ts";
import { openEnv } from "./support.ts";

const note = (text: string): Step => step("LogActivity", { Title: text, Text: text });
const sequence = (...steps: Step[]): Step => step("SequenceActivity", {}, steps);
const branch = (title: string, condition: object, ...steps: Step[]): Step =>
  step("IfElseBranchActivity", { Title: title, ...condition }, steps);
const on = (variable: string, operator: string, value: unknown): object => ({
  propertyvariablecondition: [[variable, operator, value, "0"]],
});
const always = { truecondition: "1" };

it("answers every task in every way, lets time pass, gives what conditions ask for, and skips what does not run", async () => {
  const env = await openEnv();
  const users = [env.user("manager")];
  const deadline = { TimeoutDuration: "2", TimeoutDurationType: "d" };
  const ask = step(
    "RequestInformationActivity",
    { Title: "Ask", Name: "How much?", Users: users, RequestedInformation: [{ Name: "Sum", Title: "Sum", Type: "double", Required: "Y" }] },
    [],
    "Ask",
  );
  const sums = step("IfElseActivity", { Title: "Sum" }, [
    branch("much", on("Sum", ">", "1000"), step("TerminateActivity", { Title: "Too much" })),
    branch("nothing", on("Sum", "=", "0"), note("nothing")),
  ]);
  const approve = step("ApproveActivity", { Title: "Approve", Name: "Approve?", Users: users, ...deadline }, [
    sequence(note("yes")),
    sequence(note("no")),
  ]);
  const late = step("IfElseActivity", { Title: "In time" }, [
    branch(
      "late",
      { mixedcondition: [{ object: approve.Name, field: "IsTimeout", operator: "=", value: "1", joiner: "0" }] },
      note("late"),
    ),
    branch("in time", always),
  ]);
  const php = step("CodeActivity", { Title: "PHP" });
  const set = step("IfElseActivity", { Title: "From PHP" }, [branch("set", on("Vat", "=", "5"), note("vat"))]);
  const VARIABLES = { Sum: { Name: "Sum", Type: "double" }, Vat: { Name: "VAT", Type: "double" } };
  const found = await explore(env, { TEMPLATE: [ask, sums, approve, late, php, set], VARIABLES });

  expect(found).toMatchObject({
    steps: { never: [] },
    branches: { passed: 9, of: 9, isWhole: true },
    ends: { passed: 2, of: 2, isWhole: true },
    kept: ["CodeActivity: it is PHP code. Write it with variables, conditions and formulas, or as an action of an application"],
    preset: ['Vat = "5"'],
    held: [],
    problems: [],
  });
  expect(found.runs).toBeLessThan(40);
  expect(env.coverage()).toMatchObject([{ template: "Explored", runs: found.runs, branches: { passed: 9, of: 9 } }]);
});

it("names what it never came to, and ends", async () => {
  const env = await openEnv();
  const loop = step("WhileActivity", { Title: "For ever", ...on("Go", "=", "Y") }, [
    sequence(step("DelayActivity", { Title: "A day", TimeoutDuration: "1", TimeoutDurationType: "d" })),
  ]);
  const never = step("IfElseActivity", { Title: "Chance" }, [
    branch("calculated", on("Go", "=", "{=Document:TITLE}"), note("calculated")),
    branch("else", always),
  ]);
  const VARIABLES = { Go: { Name: "Go", Type: "string", Default: "N" } };
  const found = await explore(env, { TEMPLATE: [never, loop], VARIABLES }, { runs: 3 });
  expect(found.branches).toMatchObject({ of: 3, isWhole: false, never: ["Chance > calculated"] });
  expect(found.ends.isWhole).toBe(true);
  expect(found.steps.never).toHaveLength(2);
});

it("plays robots, commands and children, and closes what steps wait for", async () => {
  const env = await openEnv();
  const score = await env.robot({ code: "score", returns: { score: "int" } });
  const child = await env.template([step("ReviewActivity", { Name: "Read", Users: [env.user("manager")] })], { name: "Child" });
  const call = score.step({ Title: "Score", TimeoutDuration: "86400" }, "Score");
  const scored = step("IfElseActivity", { Title: "Score" }, [
    branch("high", { mixedcondition: [{ object: "Score", field: "score", operator: ">", value: "70", joiner: "0" }] }, note("high")),
    branch("low", always, note("low")),
  ]);
  const start = step("StartWorkflowActivity", { DocumentId: "{=Document:ID}", TemplateId: String(child.id), UseSubscription: "Y" });
  const listen = step("ListenActivity", { Title: "Wait" }, [
    step("EventDrivenActivity", {}, [step("HandleExternalEventActivity", { Title: "Pay", Permission: [env.user("accountant")] })]),
    step("EventDrivenActivity", {}, [step("DelayActivity", { Title: "A day", TimeoutDuration: "1", TimeoutDurationType: "d" })]),
  ]);
  const task = step("Task2Activity", { Fields: { TITLE: "Call", RESPONSIBLE_ID: env.user("employee") }, HoldToClose: "Y" });
  const found = await explore(env, [call, scored, start, listen, task]);
  expect(found).toMatchObject({ branches: { passed: 4, isWhole: true }, ends: { isWhole: true }, held: [] });
});

it("makes the environment that a template needs", async () => {
  const list = { ...step("SetFieldActivity", { FieldValue: { PROPERTY_SUM: "1", PROPERTY_3: "x", NAME: "user_9" } }) };
  const { documentType, users } = environmentFor(await bptOf([list]));
  expect(documentType).toMatchObject({ properties: [{ name: "1" }, { name: "2" }, { name: "3" }, { name: "SUM", code: "SUM" }] });
  expect(Object.keys(users ?? {})).toHaveLength(8);
  expect(environmentFor(await bptOf([step("LogActivity", { Text: "{=Document:STATUS_ID}" })])).documentType).toBe("lead");
  expect(environmentFor(await bptOf([note("hello")])).documentType).toBe("deal");
});
