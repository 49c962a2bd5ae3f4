import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeTask } from "../../src/operations/complete-task.ts";
import { delegateTasks } from "../../src/operations/delegate-tasks.ts";
import { createRestWorld, type RestWorld, type Who } from "../support/rest-world.ts";
import { people } from "../support/world.ts";
import { answered, approval, handed, logOf, notificationsOf, placesOf, started, tasksOf } from "./support.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const { admin, employee, manager, director, accountant } = people;

async function asked(properties: object): Promise<{ workflow: string; task: string }> {
  const workflow = await started(world, [approval({ ApproveType: "all", DelegationType: 1, ...properties })]);
  return { workflow, task: (await tasksOf(world, workflow))[0]?.ID ?? "" };
}

const below = 'Task "Sign" may be delegated to subordinates only';
const never = 'Task "Sign" may not be delegated';

describe("the rule of the task", () => {
  it.each<[number, Who, number, number, true | string]>([
    [0, "manager", manager, employee, true],
    [0, "manager", manager, accountant, below],
    [0, "employee", employee, manager, below],
    [0, "director", director, employee, true],
    [0, "director", manager, accountant, true],
    [0, "admin", employee, accountant, true],
    [0, "admin", admin, accountant, true],
    [1, "employee", employee, director, true],
    [1, "manager", employee, accountant, true],
    [2, "employee", employee, manager, never],
    [2, "manager", manager, employee, never],
    [2, "manager", employee, manager, true],
    [2, "director", employee, accountant, true],
    [2, "admin", employee, accountant, true],
    [2, "admin", admin, accountant, true],
    [3, "employee", employee, manager, never],
    [3, "manager", employee, manager, never],
    [3, "director", employee, manager, never],
    [3, "admin", employee, accountant, never],
    [3, "admin", admin, accountant, never],
  ])("%d: the %s hands the task of %d to %d: %s", async (DelegationType, who, from, to, expected) => {
    const { workflow, task } = await asked({ Users: [`user_${from}`], DelegationType });
    expect(await handed(world, who, task, from, to)).toBe(expected);
    expect(await placesOf(world, workflow)).toEqual([`${expected === true ? to : from}: 0`]);
  });

  it("binds the delegate as it bound the assignee", async () => {
    const { task } = await asked({ Users: ["user_3"], DelegationType: 0 });
    expect(await handed(world, "manager", task, manager, employee)).toBe(true);
    expect(await handed(world, "employee", task, employee, accountant)).toBe(below);
    expect(await handed(world, "manager", task, employee, accountant)).toBe(true);
  });
});

describe("votes after delegation", () => {
  it("count for the assignee, through every hand", async () => {
    const { workflow, task } = await asked({ Users: ["user_2", "user_5"] });
    expect(await handed(world, "employee", task, employee, manager)).toBe(true);
    expect(await handed(world, "manager", task, manager, director)).toBe(true);
    expect(await placesOf(world, workflow)).toEqual(["4: 0", "5: 0"]);
    expect(await answered(world, "employee", task, { STATUS: "yes" })).toBe("Task not found");
    expect(await answered(world, "manager", task, { STATUS: "yes" })).toBe("Task not found");
    expect(await answered(world, "director", task, { STATUS: "yes" })).toBe(true);
    expect(await answered(world, "accountant", task, { STATUS: "yes" })).toBe(true);
    expect(await logOf(world, workflow)).toEqual([
      'Task "Sign" for Employee Test, Accountant Test: all must approve',
      "Employee Test delegated the task to Manager Test",
      "Manager Test delegated the task to Director Test",
      "Director Test for Employee Test: approved",
      "Accountant Test: approved",
      "Approved",
      "went yes",
    ]);
  });

  it("comes back to the assignee, who votes as if nothing had been", async () => {
    const { workflow, task } = await asked({ Users: ["user_2"] });
    expect(await handed(world, "employee", task, employee, manager)).toBe(true);
    expect(await handed(world, "manager", task, manager, employee)).toBe(true);
    expect(await answered(world, "employee", task, { STATUS: "no" })).toBe(true);
    expect(await logOf(world, workflow)).toContain("Employee Test: rejected");
  });

  it("somebody who has the task already gets no second place in it, before and after answering", async () => {
    const { task } = await asked({ Users: ["user_2", "user_3", "user_5"] });
    const twice = 'Manager Test already takes part in the task "Sign"';
    expect(await handed(world, "employee", task, employee, manager)).toBe(twice);
    expect(await answered(world, "manager", task, { STATUS: "yes" })).toBe(true);
    expect(await handed(world, "employee", task, employee, manager)).toBe(twice);
  });

  it("somebody who has given the own place away may take another's", async () => {
    const { workflow, task } = await asked({ Users: ["user_2", "user_3"] });
    expect(await handed(world, "manager", task, manager, director)).toBe(true);
    expect(await handed(world, "employee", task, employee, manager)).toBe(true);
    expect(await answered(world, "manager", task, { STATUS: "yes" })).toBe(true);
    expect(await placesOf(world, workflow)).toEqual(["3: 1", "4: 0"]);
    expect(await answered(world, "director", task, { STATUS: "yes" })).toBe(true);
    expect(await logOf(world, workflow)).toEqual(
      expect.arrayContaining(["Manager Test for Employee Test: approved", "Director Test for Manager Test: approved", "went yes"]),
    );
  });

  it.each([
    ["3 of 5 with more than 50 %", 50, ["yes", "no", "yes", "no", "yes"], "went yes"],
    ["2 of 5 with more than 50 %", 50, ["yes", "no", "no", "no", "yes"], "went no"],
    ["4 of 5 with more than 79 %", 79, ["yes", "yes", "yes", "yes", "no"], "went yes"],
  ])("%s: the last vote decides", async (_, ApproveMinPercent, votes, went) => {
    const users = [1, 2, 3, 4, 5];
    const { workflow, task } = await asked({
      Users: users.map((id) => `user_${id}`),
      ApproveType: "vote",
      ApproveMinPercent,
      ApproveWaitForAll: "Y",
    });
    const names = ["admin", "employee", "manager", "director", "accountant"] as const;
    for (const [index, STATUS] of votes.entries()) {
      const who = names[index];
      if (who) expect(await answered(world, who, task, { STATUS })).toBe(true);
    }
    expect((await logOf(world, workflow)).at(-1)).toBe(went);
  });
});

describe("news of it", () => {
  it("goes to the new person, from whoever handed it over", async () => {
    const { workflow, task } = await asked({ Users: ["user_2"] });
    expect(await handed(world, "employee", task, employee, accountant)).toBe(true);
    expect(await handed(world, "admin", task, accountant, director)).toBe(true);
    expect(await notificationsOf(world, workflow)).toEqual([
      { to: accountant, from: employee, text: 'Employee Test delegated the task "Sign" to you.' },
      { to: director, from: admin, text: `Admin Test delegated the task "Sign" to you, which was Accountant Test's.` },
    ]);
  });

  it("does not go to whoever takes it over, nor where nothing was delegated", async () => {
    const { workflow, task } = await asked({ Users: ["user_2"] });
    expect(await handed(world, "manager", task, employee, manager)).toBe(true);
    expect(await handed(world, "employee", task, employee, accountant)).toBe("User is not responsible for the task");
    expect(await notificationsOf(world, workflow)).toEqual([]);
  });
});

it("an answer and a delegation at once: one of them counts, and the place says which", async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 25; round += 1) {
    const { workflow, task } = await asked({ Users: ["user_2", "user_5"] });
    const taskId = Number(task);
    const { portalId, runtime } = world;
    const caller = { userId: employee, isAdmin: false };
    const settled = await Promise.allSettled([
      completeTask(runtime, { portalId, taskId, userId: employee, answer: "yes", comment: "", fields: {} }),
      delegateTasks(runtime, { portalId, taskIds: [taskId], from: employee, to: manager, caller }),
    ]);
    const [answer, handOver] = settled.map(({ status }) => status === "fulfilled");
    expect([answer, handOver].filter(Boolean)).toHaveLength(1);
    expect(await placesOf(world, workflow)).toEqual(answer ? ["2: 1", "5: 0"] : ["3: 0", "5: 0"]);
    outcomes.add(answer ? "answer" : "delegation");
  }
  expect(outcomes.size).toBeGreaterThan(0);
});

it("many delegations of the same tasks in other orders end", async () => {
  const tasks = await Promise.all(Array.from({ length: 6 }, () => asked({ Users: ["user_2", "user_5"] })));
  const ids = tasks.map(({ task }) => Number(task));
  const { portalId, runtime } = world;
  const hand = (taskIds: readonly number[], from: number, to: number) =>
    delegateTasks(runtime, { portalId, taskIds, from, to, caller: { userId: admin, isAdmin: true } });
  const answer = (taskId: number) =>
    completeTask(runtime, { portalId, taskId, userId: accountant, answer: "yes", comment: "", fields: {} });
  const hands = Promise.allSettled([hand(ids, employee, manager), hand([...ids].reverse(), employee, director)]);
  await Promise.all(ids.map(answer));
  // One of them comes first; the other finds that the tasks are somebody else's by now.
  const lost = (await hands).flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(lost).toEqual([expect.objectContaining({ code: "delegation-failed" })]);
  for (const { workflow } of tasks) expect(await placesOf(world, workflow)).toEqual([expect.stringMatching(/^[34]: 0$/), "5: 1"]);
});
