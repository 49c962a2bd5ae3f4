import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { allJobHandlers } from "../../src/jobs/registry.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { readTaskReminder, remindOfTask, setTaskReminder } from "../../src/operations/task-reminders.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { runDueJobs } from "../../src/queue/run-due-jobs.ts";
import { insertDeliveries } from "../../src/store/delivery.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";
import { answered, approval, handed, notificationsOf, started, tasksOf } from "./support.ts";

const hour = 3_600_000;
const day = 24 * hour;

let world: RestWorld;
const calls = httpCalls();
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(async () => {
  await calls.close();
  await world.close();
});

const remind = (ms: number | null) => setTaskReminder(world.runtime, world.portalId, ms);
const asked = (properties: object) => started(world, [approval({ Users: ["user_2"], ...properties })]);
const inDays = (days: number) => ({ TimeoutDuration: days, TimeoutDurationType: "d" });
/** A deadline at which nothing happens. */
const dueInDays = (days: number) => ({ OverdueDate: `{{=dateadd({=System:Now}, "+${days}d")}}` });

/** Moves the clock and does what is due. */
async function after(ms: number): Promise<void> {
  const { runtime } = world;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await moveClock(runtime, world.portalId, ms);
  const handlers = allJobHandlers({ runtime, calls, hooks: noHooks, log });
  await runDueJobs({ database: runtime.database, handlers, record: insertDeliveries, hooks: noHooks, log, leaseMs: 60_000 });
}

function jobs(workflow: string): Promise<{ readonly kind: string }[]> {
  return world.runtime.database.sql`select kind from job where workflow_id = ${workflow} order by kind`;
}

const texts = async (workflow: string) =>
  (await notificationsOf(world, workflow)).map(({ to, text }) => `${to}: ${text.replace(/\d\d\.\d\d\.\d{4} \d\d:\d\d/, "D")}`);
const soon = '2: The task "Sign" is due on D.';
const late = '2: The task "Sign" was due on D.';

describe("a portal that reminds nobody", () => {
  it("is how portals begin, and keeps no row for it", async () => {
    expect(await readTaskReminder(world.runtime, world.portalId)).toBeNull();
    const workflow = await asked(dueInDays(3));
    expect(await jobs(workflow)).toEqual([]);
    await after(5 * day);
    expect(await texts(workflow)).toEqual([]);
  });
});

describe("a portal that reminds people a day before", () => {
  beforeAll(() => remind(day));
  afterAll(() => remind(null));

  it("tells them once before the deadline, and every day after it", async () => {
    const workflow = await asked(dueInDays(3));
    expect(await jobs(workflow)).toEqual([{ kind: "remind-task" }]);
    await after(day);
    expect(await texts(workflow)).toEqual([]);
    await after(day + hour);
    expect(await texts(workflow)).toEqual([soon]);
    await after(day);
    expect(await texts(workflow)).toEqual([soon, late]);
    await after(day);
    expect(await texts(workflow)).toEqual([soon, late, late]);
    expect(await jobs(workflow)).toHaveLength(1);
  });

  it("tells them once after a long pause, and goes on in its rhythm", async () => {
    const workflow = await asked(dueInDays(1));
    await after(10 * day + hour);
    expect(await texts(workflow)).toEqual([late]);
    await after(20 * hour);
    expect(await texts(workflow)).toEqual([late]);
    await after(4 * hour);
    expect(await texts(workflow)).toEqual([late, late]);
  });

  it("tells them once where two workers have come to hold the same job", async () => {
    const { runtime, portalId } = world;
    const workflow = await asked(dueInDays(1));
    await moveClock(runtime, portalId, day);
    const [job] = await runtime.database.sql<{ id: number; attempt: number; task: number }>`
      select id, attempt, (payload->>'task')::bigint as task from job where workflow_id = ${workflow}`;
    if (job === undefined) throw new Error("the task has no job");
    const due = { portalId, taskId: job.task, claim: job };
    await Promise.all([remindOfTask(runtime, due), remindOfTask(runtime, due)]);
    await remindOfTask(runtime, due);
    expect(await texts(workflow)).toEqual([late]);
    expect(await jobs(workflow)).toHaveLength(1);
  });

  it("names the deadline on the portal's clock", async () => {
    const workflow = await asked({ OverdueDate: "25.12.2099 12:30:00" });
    const [job] = await world.runtime.database.sql<{
      at: string;
    }>`select payload->>'portalTime' as at from job where workflow_id = ${workflow}`;
    expect(Number(job?.at)).toBe(Date.parse("2099-12-24T12:30:00+01:00"));
  });

  it("does so at the deadline where there is less than a day until then", async () => {
    const workflow = await asked({ OverdueDate: '{{=dateadd({=System:Now}, "+2h")}}' });
    await after(hour);
    expect(await texts(workflow)).toEqual([]);
    await after(hour);
    expect(await texts(workflow)).toEqual([late]);
  });

  it("keeps no row for tasks without a deadline", async () => {
    expect(await jobs(await asked({}))).toEqual([]);
  });

  it("reminds those alone who have not answered, and who have the task now", async () => {
    const workflow = await asked({ Users: ["user_2", "user_3", "user_5"], ApproveType: "all", DelegationType: 1, ...dueInDays(1) });
    const [task] = await tasksOf(world, workflow);
    expect(await answered(world, "employee", task?.ID ?? "", { STATUS: "yes" })).toBe(true);
    expect(await handed(world, "accountant", task?.ID ?? "", people.accountant, people.director)).toBe(true);
    await after(day);
    const told = (await notificationsOf(world, workflow)).filter(({ from }) => from === null);
    expect(told.map(({ to }) => to)).toEqual([people.manager, people.director]);
  });

  it("reminds of a timeout, and no more when it has come", async () => {
    const workflow = await asked(inDays(2));
    await after(day);
    expect(await texts(workflow)).toEqual([soon]);
    await after(2 * day);
    expect(await texts(workflow)).toEqual([soon]);
    expect(await jobs(workflow)).toEqual([]);
  });

  it.each<[string, (workflow: string, task: string) => Promise<unknown>]>([
    ["is decided", (_, task) => answered(world, "employee", task, { STATUS: "no" })],
    [
      "ends with its workflow",
      (workflow) => terminateWorkflow(world.runtime, { portalId: world.portalId, workflowId: workflow, title: "", userId: 1 }),
    ],
    [
      "is killed with its workflow",
      (workflow) => killWorkflow(world.runtime, { portalId: world.portalId, workflowId: workflow, userId: 1 }),
    ],
  ])("a task that %s takes its job along", async (_, end) => {
    const workflow = await asked(dueInDays(2));
    expect(await jobs(workflow)).toHaveLength(1);
    const [task] = await tasksOf(world, workflow);
    await end(workflow, task?.ID ?? "");
    expect(await jobs(workflow)).toEqual([]);
  });

  it("in a loop each task has its own, and none is left", async () => {
    const again = step("ForEachActivity", { Object: "Variable", Variable: "turns" }, [
      step("SequenceActivity", {}, [approval({ Users: ["user_2"], ...dueInDays(2) })]),
    ]);
    const workflow = await started(world, [again], {
      VARIABLES: { turns: { Name: "turns", Type: "int", Multiple: "1", Default: [1, 2, 3] } },
    });
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await jobs(workflow)).toEqual([{ kind: "remind-task" }]);
      const [task] = await tasksOf(world, workflow, "admin", { STATUS: 0 });
      expect(await answered(world, "employee", task?.ID ?? "", { STATUS: "yes" })).toBe(true);
    }
    expect(await jobs(workflow)).toEqual([]);
  });

  it("of two tasks in one workflow each is reminded of by itself", async () => {
    const branch = (name: string, days: number) =>
      step("SequenceActivity", {}, [approval({ Name: name, Users: ["user_2"], ...dueInDays(days) })]);
    const workflow = await started(world, [step("ParallelActivity", {}, [branch("One", 2), branch("Two", 4)])]);
    const [one] = await tasksOf(world, workflow);
    expect(await jobs(workflow)).toHaveLength(2);
    await answered(world, "employee", one?.ID ?? "", { STATUS: "yes" });
    expect(await jobs(workflow)).toHaveLength(1);
    await after(3 * day);
    expect(await texts(workflow)).toEqual([expect.stringContaining(`"Two"`)]);
  });
});

describe("a change of the setting", () => {
  it("counts for tasks that are open already", async () => {
    await remind(null);
    const workflow = await asked(dueInDays(10));
    await remind(2 * day);
    await after(8 * day);
    expect(await texts(workflow)).toEqual([soon]);
    await remind(7 * hour);
    expect(await jobs(workflow)).toHaveLength(1);
    await remind(null);
    expect(await jobs(workflow)).toEqual([]);
  });

  it.each([0, -1, 59_999, 366 * day, Number.NaN])("refuses a span of %d ms", async (ms) => {
    await expect(remind(ms)).rejects.toMatchObject({ code: "argument-invalid" });
  });
});
