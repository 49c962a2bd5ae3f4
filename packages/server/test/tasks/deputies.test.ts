// Who does the tasks of people who are away, and of those who are gone.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { addAbsence, removeAbsence, setDeputy } from "../../src/operations/absences.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";
import { answered, approval, handed, logOf, notificationsOf, placesOf, started, tasksOf } from "./support.ts";

const { employee, manager, director, accountant, dismissed, admin } = people;
const day = 86_400_000;

let world: RestWorld;
let absences: number[] = [];
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  for (const id of absences) await removeAbsence(world.runtime, world.portalId, id);
  absences = [];
  for (const user of Object.values(people)) await setDeputy(world.runtime, world.portalId, user, null);
});

const deputies = async (...pairs: readonly (readonly [number, number])[]) => {
  for (const [user, deputy] of pairs) await setDeputy(world.runtime, world.portalId, user, deputy);
};
async function away(userId: number, from = "2020-01-01", to = "2999-12-31"): Promise<void> {
  absences.push(await addAbsence(world.runtime, world.portalId, { userId, from, to, kind: "VACATION", name: "" }));
}
const ask = (...users: readonly number[]) =>
  started(world, [approval({ Title: "Approval step", ApproveType: "all", Users: users.map((id) => `user_${id}`) })]);
const assignees = (workflow: string) => world.runtime.database.sql<{ user: number; assignee: number }>`
  select u.user_id as "user", u.assignee_id as assignee from task_user u join task k on k.portal_id = u.portal_id and k.id = u.task_id
  where k.workflow_id = ${workflow} order by u.assignee_id`;

describe("a task for somebody who is away", () => {
  it("goes to the deputy, whose vote counts for the absent one, and both log and deputy are told", async () => {
    await deputies([manager, employee]);
    await away(manager);
    const workflow = await ask(manager);
    expect(await assignees(workflow)).toEqual([{ user: employee, assignee: manager }]);
    const [task] = await tasksOf(world, workflow);
    expect(await answered(world, "manager", task?.ID ?? "", { STATUS: "yes" })).toBe("Task not found");
    expect(await answered(world, "employee", task?.ID ?? "", { STATUS: "yes" })).toBe(true);
    const log = await logOf(world, workflow);
    expect(log).toContain("Manager Test is away: the task goes to Employee Test");
    expect(log).toContain("Employee Test for Manager Test: approved");
    const steps = await world.runtime.database.sql<{ title: string }>`
      select distinct title from workflow_log where workflow_id = ${workflow} and activity_type = 'ApproveActivity'`;
    expect(steps, "every line names the step by its title").toEqual([{ title: "Approval step" }]);
    expect(await notificationsOf(world, workflow)).toEqual([
      { to: employee, from: null, text: 'You act for Manager Test in the task "Sign".' },
    ]);
  });

  it.each<[string, readonly (readonly [number, number])[], readonly number[], readonly number[], readonly string[]]>([
    ["without a deputy stays", [], [manager], [manager], ["3: 0"]],
    ["with a deputy, of which only the deputy is away, stays", [[manager, employee]], [employee], [manager], ["3: 0"]],
    [
      "goes on to the deputy's deputy",
      [
        [manager, employee],
        [employee, accountant],
      ],
      [manager, employee],
      [manager],
      ["5: 0"],
    ],
    [
      "stays where all deputies are away",
      [
        [manager, employee],
        [employee, accountant],
      ],
      [manager, employee, accountant],
      [manager],
      ["3: 0"],
    ],
    [
      "stays where two act for each other and are both away",
      [
        [manager, employee],
        [employee, manager],
      ],
      [manager, employee],
      [manager],
      ["3: 0"],
    ],
    ["stays where the deputy is asked too", [[manager, employee]], [manager], [manager, employee], ["2: 0", "3: 0"]],
    [
      "goes once to one who acts for two",
      [
        [manager, employee],
        [director, employee],
      ],
      [manager, director],
      [manager, director],
      ["2: 0", "4: 0"],
    ],
    [
      "leaves the others alone",
      [
        [manager, employee],
        [director, accountant],
      ],
      [manager],
      [manager, director, admin],
      ["1: 0", "2: 0", "4: 0"],
    ],
  ])("%s", async (_, pairs, absent, asked, expected) => {
    await deputies(...pairs);
    for (const user of absent) await away(user);
    const workflow = await ask(...asked);
    expect(await placesOf(world, workflow)).toEqual(expected);
    expect((await assignees(workflow)).map(({ assignee }) => assignee)).toEqual([...asked].sort());
  });

  it("passes a deputy who was dismissed", async () => {
    const { runtime, portalId } = world;
    await deputies([manager, employee], [employee, accountant]);
    await away(manager);
    await setUserActive(runtime, portalId, employee, false);
    const workflow = await ask(manager);
    await setUserActive(runtime, portalId, employee, true);
    expect(await placesOf(world, workflow)).toEqual(["5: 0"]);
  });

  it("may be handed on by the deputy, and everybody's vote comes in", async () => {
    await deputies([manager, employee]);
    await away(manager);
    const vote = { ApproveType: "vote", ApproveMinPercent: 50, ApproveWaitForAll: "Y", DelegationType: 1 };
    const workflow = await started(world, [approval({ ...vote, Users: ["user_3", "user_4", "user_5"] })]);
    const task = (await tasksOf(world, workflow))[0]?.ID ?? "";
    expect(await handed(world, "employee", task, employee, admin)).toBe(true);
    expect(await answered(world, "director", task, { STATUS: "no" })).toBe(true);
    expect(await answered(world, "admin", task, { STATUS: "yes" })).toBe(true);
    expect(await answered(world, "accountant", task, { STATUS: "yes" })).toBe(true);
    expect((await logOf(world, workflow)).at(-1)).toBe("went yes");
  });

  it.each([
    ["before the absence", "2020-01-01", "2020-12-31", ["3: 0"]],
    ["after it has begun", "2020-01-01", "2999-12-31", ["2: 0"]],
    ["before it begins", "2998-01-01", "2999-12-31", ["3: 0"]],
  ])("counts by the portal's clock: %s (%s to %s)", async (_, from, to, expected) => {
    await deputies([manager, employee]);
    await away(manager, from, to);
    expect(await placesOf(world, await ask(manager))).toEqual(expected);
  });

  it("counts from the moment that it begins, without any other change", async () => {
    const { runtime, portalId } = world;
    await deputies([manager, employee]);
    const [now] = await runtime.database.sql<{ ms: number }>`
      select extract(epoch from now()) * 1000 + clock_offset_ms as ms from portal where id = ${portalId}`;
    const dateIn = (days: number) => new Date(Number(now?.ms) + days * day).toISOString().slice(0, 10);
    await away(manager, dateIn(5), dateIn(7));
    expect(await placesOf(world, await ask(manager))).toEqual(["3: 0"]);
    await moveClock(runtime, portalId, 6 * day);
    expect(await placesOf(world, await ask(manager))).toEqual(["2: 0"]);
    await moveClock(runtime, portalId, 6 * day);
    expect(await placesOf(world, await ask(manager))).toEqual(["3: 0"]);
  });

  it.each(["ReviewActivity", "RequestInformationActivity", "RequestInformationOptionalActivity"])("of the kind %s too", async (type) => {
    await deputies([manager, employee]);
    await away(manager);
    expect(await placesOf(world, await started(world, [step(type, { Users: ["user_3"] })]))).toEqual(["2: 0"]);
  });
});

describe("a task for somebody who is dismissed", () => {
  it("goes to the head, and the vote is the head's own", async () => {
    const workflow = await ask(dismissed, accountant);
    expect(await assignees(workflow)).toEqual([
      { user: manager, assignee: manager },
      { user: accountant, assignee: accountant },
    ]);
    expect(await logOf(world, workflow)).toContain("Dismissed Test is dismissed: the task goes to Manager Test");
  });

  it("goes to the deputy rather than to the head", async () => {
    await deputies([dismissed, accountant]);
    expect(await placesOf(world, await ask(dismissed))).toEqual(["5: 0"]);
  });

  it("goes on to whoever acts for the head, where the head is away", async () => {
    await deputies([manager, employee]);
    await away(manager);
    const workflow = await ask(dismissed);
    expect(await assignees(workflow)).toEqual([{ user: employee, assignee: manager }]);
  });

  it("is an incident where there is neither, and goes on when there is", async () => {
    const { runtime, portalId } = world;
    for (const head of [manager, director]) await setUserActive(runtime, portalId, head, false);
    const workflow = await ask(dismissed);
    for (const head of [manager, director]) await setUserActive(runtime, portalId, head, true);
    const [row] = await runtime.database.sql<{ status: string; incidents: object }>`
      select status, state->'incidents' as incidents from workflow where id = ${workflow}`;
    expect(row?.status).toBe("held");
    expect(Object.values(row?.incidents ?? {})).toMatchObject([
      {
        kind: "no-assignees",
        text: 'The task "Approval step" has nobody to do it: Users names nobody who is active, or whose deputy or head is.',
      },
    ]);
  });
});

it("deputies cost no transaction of their own while nobody is away", async () => {
  await deputies([manager, employee]);
  const { runtime } = world;
  let gathered = 0;
  const save: typeof runtime.save = (move) => {
    gathered += 1;
    return runtime.save(move);
  };

  const templateId = await world.template([approval({ Users: ["user_3"] })]);
  const deal = await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk" } });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal.body.result}`];
  const start = { portalId: world.portalId, templateId, documentId, parameters: {}, userId: admin, changed: null };
  await startWorkflow({ ...runtime, save }, runtime.database, start);
  expect(gathered).toBe(1);
  await away(manager);
  await startWorkflow({ ...runtime, save }, runtime.database, start);
  expect(gathered).toBe(1);
});
