import { expect } from "vitest";
import { setUserActive } from "../../packages/server/src/operations/set-user-active.ts";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { people } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { type Case, replay } from "../support/replay.ts";
import { places, startedTask, type TaskType } from "../support/tasks.ts";

const { employee, manager, director, accountant, dismissed, admin } = people;
const done = { result: true };
const notAllowed = (text: string) => ({ status: 400, error: "ERROR_DELEGATION_NOT_ALLOWED", text });
const notResponsible = notAllowed("User is not responsible for the task");
const invalidTasks = { status: 400, error: "ERROR_TASK_VALIDATION", text: "Invalid TASK_IDS" };
const invalidUser = (name: string) => ({ status: 400, error: "ERROR_INVALID_USER_ID", text: `Invalid ${name}` });

interface Hand {
  readonly as?: Who;
  readonly from?: number;
  readonly to?: number;
  /** Of the task: 0 to subordinates, 1 to anybody, 2 to nobody, 3 to nobody at all. */
  readonly rule?: number;
  readonly type?: TaskType;
  readonly properties?: object;
}

async function task(world: RestWorld, { from = employee, rule = 1, type = "ApproveActivity", properties = {} }: Hand): Promise<string> {
  return (await startedTask(world, type, { Name: "Ask", Users: [`user_${from}`], DelegationType: rule, ...properties })).task;
}

/** Hands one new task over; it then has these places. */
function hands(line: string, hand: Hand, left: readonly string[]): Case {
  const { as = "employee", from = employee, to = accountant } = hand;
  return {
    ...{ line, as, answers: done },
    params: async (world) => ({ TASK_IDS: [await task(world, hand)], FROM_USER_ID: from, TO_USER_ID: to }),
    async leaves(world, { TASK_IDS }) {
      expect(await places(world, (TASK_IDS as string[])[0])).toEqual(left);
    },
  };
}

function keeps(line: string, hand: Hand, answers: Case["answers"]): Case {
  const { as = "employee", from = employee, to = accountant } = hand;
  return {
    ...{ line, as, answers },
    params: async (world) => ({ TASK_IDS: [await task(world, hand)], FROM_USER_ID: from, TO_USER_ID: to }),
  };
}

/** One parameter is wrong, the others are right. */
function wrong(line: string, params: Params, answers: Case["answers"]): Case {
  return {
    ...{ line, as: "employee" as const, answers },
    params: async (world) => ({ TASK_IDS: [await task(world, {})], FROM_USER_ID: employee, TO_USER_ID: accountant, ...params }),
  };
}

function without(name: string, answers: Case["answers"]): Case {
  return {
    ...{ line: `${"text" in answers ? answers.text : ""}: none`, as: "employee" as const, answers },
    async params(world) {
      const all: Record<string, unknown> = { TASK_IDS: [await task(world, {})], FROM_USER_ID: employee, TO_USER_ID: accountant };
      delete all[name];
      return all;
    },
  };
}

/** A task that somebody has who is dismissed then. */
async function ofDismissed(world: RestWorld): Promise<Params> {
  await setUserActive(world.runtime, world.portalId, dismissed, true);
  const id = await task(world, { from: dismissed });
  await setUserActive(world.runtime, world.portalId, dismissed, false);
  return { TASK_IDS: [id], FROM_USER_ID: dismissed, TO_USER_ID: accountant };
}

const toSubordinates = 'Task "Ask" may be delegated to subordinates only';
const never = 'Task "Ask" may not be delegated';
const taken = [`${accountant}: 0 of 0`];
const kinds = ["ApproveActivity", "ReviewActivity", "RequestInformationActivity", "RequestInformationOptionalActivity"] as const;

replay("bizproc.task.delegate", "bizproc/bizproc-task/bizproc-task-delegate.md", [
  ...kinds.map((type) => hands(`a ${type}`, { type }, taken)),
  {
    line: "TASK_IDS: several tasks at once",
    as: "employee",
    params: async (world) => ({
      TASK_IDS: [await task(world, {}), await task(world, { type: "ReviewActivity" }), await task(world, {})],
      FROM_USER_ID: employee,
      TO_USER_ID: accountant,
    }),
    answers: done,
    async leaves(world, { TASK_IDS }) {
      for (const id of TASK_IDS as string[]) expect(await places(world, id)).toEqual(taken);
    },
  },
  {
    line: "TASK_IDS: one task twice",
    as: "employee",
    async params(world) {
      const id = await task(world, {});
      return { TASK_IDS: [id, Number(id)], FROM_USER_ID: employee, TO_USER_ID: accountant };
    },
    answers: done,
    async leaves(world, { TASK_IDS }) {
      expect(await places(world, (TASK_IDS as string[])[0])).toEqual(taken);
    },
  },
  {
    line: "TASK_IDS: one number will do",
    as: "employee",
    params: async (world) => ({ TASK_IDS: await task(world, {}), FROM_USER_ID: employee, TO_USER_ID: accountant }),
    answers: done,
    async leaves(world, { TASK_IDS }) {
      expect(await places(world, TASK_IDS)).toEqual(taken);
    },
  },
  {
    line: "names of parameters in lower case, numbers as text",
    as: "employee",
    params: async (world) => ({ task_ids: [await task(world, {})], from_user_id: String(employee), to_user_id: String(accountant) }),
    answers: done,
    async leaves(world, params) {
      expect(await places(world, (params["task_ids"] as string[])[0])).toEqual(taken);
    },
  },
  hands("through an application, whose caller the task is for", { as: "application of the employee" }, taken),

  hands("to subordinates: the manager to the employee", { as: "manager", from: manager, to: employee, rule: 0 }, [`${employee}: 0 of 0`]),
  hands("to subordinates: the director to a subordinate of a subordinate", { as: "director", from: director, to: employee, rule: 0 }, [
    `${employee}: 0 of 0`,
  ]),
  hands("to subordinates is what counts where the task does not say", { as: "manager", from: manager, to: employee, rule: -1 }, [
    `${employee}: 0 of 0`,
  ]),
  hands("to anybody: the employee to the director", { to: director }, [`${director}: 0 of 0`]),
  ...([0, 1, 2] as const).map((rule) =>
    hands(`an administrator hands over the employee's task, rule ${rule}`, { as: "admin", rule }, taken),
  ),
  hands("an application of an administrator hands over the employee's task", { as: "application", rule: 2 }, taken),
  ...([0, 1, 2] as const).map((rule) => hands(`the manager hands over a subordinate's task, rule ${rule}`, { as: "manager", rule }, taken)),
  hands("an administrator's own task, to anybody", { as: "admin", from: admin, rule: 2 }, taken),
  { line: "an administrator hands over the task of somebody who was dismissed", as: "admin", params: ofDismissed, answers: done },
  { line: "the manager hands over the task of a subordinate who was dismissed", as: "manager", params: ofDismissed, answers: done },
  hands("one of several people: the others keep their places", { properties: { Users: ["user_2", "user_3"] } }, [
    `${manager}: 0 of 0`,
    `${accountant}: 0 of 0`,
  ]),
  {
    line: "a task goes on from the delegate to the next",
    as: "accountant",
    async params(world) {
      const id = await task(world, {});
      await world.call("employee", "bizproc.task.delegate", { TASK_IDS: [id], FROM_USER_ID: employee, TO_USER_ID: accountant });
      return { TASK_IDS: [id], FROM_USER_ID: accountant, TO_USER_ID: manager };
    },
    answers: done,
    async leaves(world, { TASK_IDS }) {
      expect(await places(world, (TASK_IDS as string[])[0])).toEqual([`${manager}: 0 of 0`]);
    },
  },
  {
    line: "the log tells who gave it to whom",
    as: "manager",
    params: async (world) => ({ TASK_IDS: [await task(world, {})], FROM_USER_ID: employee, TO_USER_ID: accountant }),
    answers: done,
    async leaves(world, { TASK_IDS }) {
      const rows = await world.test.database.sql<{ text: string; by: number }>`
        select l.text, l.user_id as by from workflow_log l join task k on k.portal_id = l.portal_id and k.workflow_id = l.workflow_id
        where k.id = ${Number((TASK_IDS as string[])[0])} and l.user_id = 3`;
      expect(rows).toEqual([{ text: "Employee Test delegated the task to Accountant Test", by: manager }]);
    },
  },

  without("TASK_IDS", invalidTasks),
  wrong("Invalid TASK_IDS: an empty text", { TASK_IDS: "" }, invalidTasks),
  { ...wrong("Invalid TASK_IDS: an empty list", { TASK_IDS: [] }, invalidTasks), only: ["POST JSON"] },
  { ...wrong("Invalid TASK_IDS: null", { TASK_IDS: null }, invalidTasks), only: ["POST JSON"] },
  ...[["x"], [0], [-1], [""], ["1,2"], [[1]], [1.5]].map((TASK_IDS) =>
    wrong(`Invalid TASK_IDS: ${JSON.stringify(TASK_IDS)}`, { TASK_IDS }, invalidTasks),
  ),
  {
    ...wrong("Invalid TASK_IDS: a right one and a wrong one", {}, invalidTasks),
    params: async (world) => ({ TASK_IDS: [await task(world, {}), "x"], FROM_USER_ID: employee, TO_USER_ID: accountant }),
  },
  { line: "Invalid TASK_IDS: told before people who are missing, too", as: "employee", params: { TASK_IDS: [0] }, answers: invalidTasks },
  without("FROM_USER_ID", invalidUser("FROM_USER_ID")),
  ...["", 0, -1, "somebody", 987_654].map((FROM_USER_ID) =>
    wrong(`Invalid FROM_USER_ID: ${JSON.stringify(FROM_USER_ID)}`, { FROM_USER_ID }, invalidUser("FROM_USER_ID")),
  ),
  without("TO_USER_ID", invalidUser("TO_USER_ID")),
  ...["", 0, -1, "somebody", 987_654].map((TO_USER_ID) =>
    wrong(`Invalid TO_USER_ID: ${JSON.stringify(TO_USER_ID)}`, { TO_USER_ID }, invalidUser("TO_USER_ID")),
  ),

  ...(
    [
      ["the administrator names somebody who does not have the task", "admin", manager],
      ["the employee names somebody else, whose task it is not", "employee", manager],
      ["an application of an administrator", "application", manager],
    ] as const
  ).map(
    ([line, as, FROM_USER_ID]): Case => ({
      line: `User is not responsible for the task: ${line}`,
      as,
      params: async (world) => ({ TASK_IDS: [await task(world, {})], FROM_USER_ID, TO_USER_ID: accountant }),
      answers: notResponsible,
    }),
  ),
  keeps("User is not responsible for the task: a colleague hands over the employee's", { as: "accountant", to: manager }, notResponsible),
  keeps("User is not responsible for the task: the employee hands over the manager's", { from: manager }, notResponsible),
  keeps(
    "User is not responsible for the task: the manager hands over the director's",
    { as: "manager", from: director, to: employee },
    notResponsible,
  ),
  {
    line: "User is not responsible for the task: who has delegated it already",
    as: "employee",
    async params(world) {
      const id = await task(world, {});
      await world.call("employee", "bizproc.task.delegate", { TASK_IDS: [id], FROM_USER_ID: employee, TO_USER_ID: accountant });
      return { TASK_IDS: [id], FROM_USER_ID: employee, TO_USER_ID: manager };
    },
    answers: notResponsible,
  },
  keeps(
    "Task delegation is only available for intranet users: to somebody who was dismissed",
    { to: dismissed },
    {
      ...notAllowed("Task delegation is only available for intranet users"),
    },
  ),
  keeps("to subordinates: a colleague is none", { rule: 0 }, notAllowed(toSubordinates)),
  keeps("to subordinates: one's own head is none", { rule: 0, to: manager }, notAllowed(toSubordinates)),
  keeps("to subordinates: the manager to another department", { as: "manager", from: manager, rule: 0 }, notAllowed(toSubordinates)),
  keeps("to nobody", { rule: 2 }, notAllowed(never)),
  keeps("to nobody, subordinates included", { as: "manager", from: manager, to: employee, rule: 2 }, notAllowed(never)),
  ...(["employee", "manager", "admin"] as const).map((as) => keeps(`to nobody at all, for the ${as}`, { as, rule: 3 }, notAllowed(never))),
  keeps(
    "to somebody who has a place in it",
    { properties: { Users: ["user_2", "user_5"] } },
    {
      ...notAllowed('Accountant Test already takes part in the task "Ask"'),
    },
  ),
  keeps("to oneself", { to: employee }, notAllowed('Employee Test already takes part in the task "Ask"')),
  wrong("a task that is not there", { TASK_IDS: [987_654_321] }, notAllowed("Task 987654321 is not found")),
  ...(
    [
      ["that was completed", "all", ["user_2"]],
      ["that oneself has answered, while others are waited for", "all", ["user_2", "user_3"]],
    ] as const
  ).map(
    ([line, ApproveType, Users]): Case => ({
      line: `a task ${line}`,
      as: "employee",
      async params(world) {
        const id = await task(world, { properties: { Users, ApproveType } });
        await world.call("employee", "bizproc.task.complete", { TASK_ID: id, STATUS: 1 });
        return { TASK_IDS: [id], FROM_USER_ID: employee, TO_USER_ID: accountant };
      },
      answers: notAllowed('Task "Ask" is already completed'),
    }),
  ),
  {
    line: "errors of several tasks in one text, and none is delegated",
    as: "employee",
    params: async (world) => ({
      TASK_IDS: [await task(world, {}), await task(world, { rule: 0 }), await task(world, { rule: 2, properties: { Name: "Other" } })],
      FROM_USER_ID: employee,
      TO_USER_ID: accountant,
    }),
    answers: notAllowed(`${toSubordinates}; Task "Other" may not be delegated`),
  },
  {
    line: "one of several that is not there",
    as: "employee",
    params: async (world) => ({ TASK_IDS: [await task(world, {}), 987_654_321], FROM_USER_ID: employee, TO_USER_ID: accountant }),
    answers: notAllowed("Task 987654321 is not found"),
  },
  {
    line: "one of several that is somebody else's",
    as: "employee",
    async params(world) {
      const own = await task(world, {});
      const other = await task(world, { from: manager });
      return { TASK_IDS: [own, other], FROM_USER_ID: employee, TO_USER_ID: accountant };
    },
    answers: notAllowed(expect.stringMatching(/^Task \d+: User is not responsible for the task$/)),
  },
]);
