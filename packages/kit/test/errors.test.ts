// What a test is told when something is not as it thinks.
import { expect, it } from "vitest";
import { step } from "../src/testing/index.ts";
import { approval, delay, failure, openEnv } from "./support.ts";

const desk = { document: { TITLE: "Desk" } };

it("a task that is not there: what the run waits for instead", async () => {
  const env = await openEnv();
  const approve = approval([env.user("manager")], { TimeoutDuration: "2", TimeoutDurationType: "d" });
  const both = step("ParallelActivity", {}, [
    step("SequenceActivity", {}, [approve]),
    step("SequenceActivity", {}, [delay(5, "Five days")]),
  ]);
  const run = await env.start([both], desk);
  expect(await failure(run.task("Pay").approve("manager"))).toBe(
    'There is no open task "Pay". The run waits for the task "Approve Desk" for Manager until 2026-01-07 09:00; "Five days" until 2026-01-10 09:00.',
  );
  await run.task("Approve").approve("manager");
  await run.untilEnd();
  expect(await failure(run.task("Approve").approve("manager"))).toBe(
    'There is no open task "Approve". The run waits for nothing, it is completed ("Completed").',
  );
});

it("a field that the document does not have, at its making and at its change", async () => {
  const env = await openEnv();
  const steps = [delay(1, "Wait")];
  expect(await failure(env.start(steps, { document: { TITEL: "Desk" } }))).toMatch(
    /^The document cannot be made: TITEL, DEAL has no such field/,
  );
  expect(await failure(env.start(steps, { document: { ID: 7 } }))).toBe(
    "The document cannot be made: ID, only the server writes this field",
  );
  const run = await env.start(steps, { document: { TITEL: "Desk", TITLE: "Desk" }, ignoresUnknownFields: true });
  expect(await failure(run.edit({ TITEL: "Chair" }))).toMatch(/^The document cannot be changed: TITEL, DEAL has no such field/);
  expect(run.document?.["TITLE"]).toBe("Desk");
});

it("an answer of the wrong person, of the wrong kind, and without its comment", async () => {
  const env = await openEnv();
  const run = await env.start([approval([env.user("manager")], { CommentRequired: "YR" })], desk);
  expect(await failure(run.task("Approve").approve("accountant"))).toBe(
    'The task "Approve Desk" does not wait for Accountant, but for Manager',
  );
  expect(await failure(run.task("Approve").complete("manager"))).toBe('The task "Approve Desk" refuses: it does not offer this answer');
  expect(await failure(run.task("Approve").reject("manager"))).toBe('The task "Approve Desk" refuses: The field "Comment" is required');
  expect(await failure(run.task("Approve").approve("nobody"))).toBe(
    'There is no user "nobody"; there are employee, manager, director, accountant, admin',
  );
});

it("two tasks of one name", async () => {
  const env = await openEnv();
  const branch = (name: string) => step("SequenceActivity", {}, [step("ReviewActivity", { Name: name, Users: [env.user("manager")] })]);
  const run = await env.start([step("ParallelActivity", {}, [branch("Read the plan"), branch("Read the bill")])]);
  expect(await failure(run.task("Read").complete("manager"))).toBe(
    'There are 2 open tasks "Read": the task "Read the plan" for Manager; the task "Read the bill" for Manager',
  );
  await run.task("bill").complete("manager");
  expect(run.tasks).toEqual(["Read the plan"]);
});

it("an end that no time brings", async () => {
  const env = await openEnv();
  const run = await env.start([approval([env.user("manager")])], desk);
  expect(await failure(run.untilEnd())).toBe('The run does not go on by itself. It waits for the task "Approve Desk" for Manager.');
});

it("a step that the server does not know", async () => {
  const env = await openEnv();
  const run = await env.start([step("UnheardOfActivity", { Title: "What" })]);
  await run.untilWait();
  expect(run.status).toBe("held");
  expect(await failure(run.untilEnd())).toContain("somebody to mend this: ");
  expect(run.trace()).toContain("held: ");
});

it("a clock that shall go back, or by nobody knows how much", async () => {
  const env = await openEnv();
  for (const span of ["-1d", "soon", "2 months", "0h"])
    expect(await failure(env.advance(span))).toContain(`"${span}" is no span of time ahead`);
  expect(await failure(env.advance(-5))).toContain("is no span of time ahead");
});

it("options that cannot be", async () => {
  expect(await failure(openEnv({ users: { anna: { boss: "zoe" } } }))).toBe('The boss of "anna" is "zoe", who is not among the users');
  expect(await failure(openEnv({ users: { anna: { boss: "max" }, max: { boss: "anna" } } }))).toBe('"anna" is a boss of their own bosses');
  expect(await failure(openEnv({ documentType: "Deal" as "deal" }))).toMatch(/^There is no document type "Deal"; there are "deal", "lead"/);
  expect(await failure(openEnv({ now: "some day" }))).toBe('"some day" is no date; write it as 2026-01-05T09:00');
});

it("a template that is none, and a constant that it has not", async () => {
  const env = await openEnv();
  expect(await failure(env.template(new Uint8Array([1, 2, 3])))).toMatch(/^The template cannot be imported: /);
  expect(await failure(env.template([delay(1)], { constants: { Limit: 5 } }))).toBe(
    "The constant cannot be set: Limit, the template has no constant Limit; it has: none",
  );
});
