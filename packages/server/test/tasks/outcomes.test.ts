// How tasks end, as steps behind them and clients see it: results, status texts, comments, deadlines.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { allJobHandlers } from "../../src/jobs/registry.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { runDueJobs } from "../../src/queue/run-due-jobs.ts";
import { insertDeliveries } from "../../src/store/delivery.ts";
import { createRestWorld, type RestWorld, type Who } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";
import { answered, handed, logOf, placesOf, started, type TaskKind, tasksOf } from "./support.ts";

let world: RestWorld;
const calls = httpCalls();
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(async () => {
  await calls.close();
  await world.close();
});

const hour = 3_600_000;

async function after(ms: number): Promise<void> {
  const { runtime } = world;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await moveClock(runtime, world.portalId, ms);
  const handlers = allJobHandlers({ runtime, calls, hooks: noHooks, log });
  await runDueJobs({ database: runtime.database, handlers, record: insertDeliveries, hooks: noHooks, log, leaseMs: 60_000 });
}

/** A task whose branches, where it has some, note which of them ran; and behind it a line of its results. */
function ask(type: TaskKind, properties: object, results: readonly string[] = []): object[] {
  const branch = (text: string) => step("SequenceActivity", {}, [step("LogActivity", { Text: text })]);
  const children = type === "ApproveActivity" || type === "RequestInformationOptionalActivity" ? [branch("first"), branch("second")] : [];
  const line = results.map((name) => `${name}={=Ask:${name}}`).join("; ");
  return [
    step(type, { Title: "Ask", Name: "Ask", ...properties }, children, "Ask"),
    ...(line === "" ? [] : [step("LogActivity", { Text: line })]),
  ];
}

const state = async (workflow: string): Promise<string> => {
  const filter = { WORKFLOW_ID: workflow };
  const { body } = await world.call("admin", "bizproc.task.list", { filter, select: ["WORKFLOW_STATE"] });
  return body.result[0]?.WORKFLOW_STATE;
};

const three = ["user_2", "user_3", "user_5"];

describe("results", () => {
  it("of a vote in which a delegate takes part are all there", async () => {
    const names = [
      ...["VotedCount", "TotalCount", "VotedPercent", "ApprovedPercent", "NotApprovedPercent", "ApprovedCount", "NotApprovedCount"],
      ...["LastApprover", "LastApproverComment", "UserApprovers", "Approvers", "UserRejecters", "Rejecters", "IsTimeout", "Comments"],
    ];
    const vote = { ApproveType: "vote", ApproveMinPercent: 60, ApproveWaitForAll: "Y", DelegationType: 1, CommentLabelMessage: "Why" };
    const workflow = await started(world, ask("ApproveActivity", { Users: three, ...vote }, names));
    const task = (await tasksOf(world, workflow))[0]?.ID ?? "";
    expect(await handed(world, "accountant", task, people.accountant, people.director)).toBe(true);
    expect(await answered(world, "employee", task, { STATUS: 1, COMMENT: "Good" })).toBe(true);
    expect(await answered(world, "manager", task, { STATUS: 2, COMMENT: "Bad" })).toBe(true);
    expect(await answered(world, "director", task, { STATUS: 1 })).toBe(true);
    expect((await logOf(world, workflow)).at(-1)).toBe(
      [
        ...["VotedCount=3", "TotalCount=3", "VotedPercent=100", "ApprovedPercent=66", "NotApprovedPercent=33", "ApprovedCount=2"],
        ...["NotApprovedCount=1", "LastApprover=user_4", "LastApproverComment=", "UserApprovers=user_2, user_4"],
        ...["Approvers=Employee Test, Director Test", "UserRejecters=user_3", "Rejecters=Manager Test", "IsTimeout=0"],
        "Comments=Employee Test (employee): approved\nWhy: Good\nManager Test (manager): rejected\nWhy: Bad\nDirector Test (director): approved\n",
      ].join("; "),
    );
  });

  it("of an acknowledgment", async () => {
    const names = ["ReviewedCount", "TotalCount", "LastReviewer", "LastReviewerComment", "IsTimeout"];
    const workflow = await started(world, ask("ReviewActivity", { Users: three.slice(0, 2) }, names));
    const task = (await tasksOf(world, workflow))[0]?.ID ?? "";
    await answered(world, "manager", task, { STATUS: "ok" });
    await answered(world, "employee", task, { STATUS: "ok", COMMENT: "Seen" });
    expect((await logOf(world, workflow)).at(-1)).toBe(
      "ReviewedCount=2; TotalCount=2; LastReviewer=user_2; LastReviewerComment=Seen; IsTimeout=0",
    );
  });

  it("of a request for information", async () => {
    const RequestedInformation = [
      { Name: "sum", Title: "Sum", Type: "int", Default: "5" },
      { Name: "way", Title: "Way", Type: "string", Default: "sea" },
    ];
    const workflow = await started(
      world,
      ask("RequestInformationActivity", { Users: three, RequestedInformation }, ["InfoUser", "Changes", "Comments"]),
    );
    const task = (await tasksOf(world, workflow))[0]?.ID ?? "";
    await answered(world, "manager", task, { STATUS: "ok", FIELDS: { sum: 7 }, COMMENT: "So it is" });
    expect((await logOf(world, workflow)).at(-1)).toBe(
      "InfoUser=user_3; Changes=Sum; Comments=Manager Test (manager): answered\nComment: So it is\n",
    );
  });
});

describe("the status text of the workflow", () => {
  it("follows the votes by its macros", async () => {
    const StatusMessage = "#VOTED#/#TOT# #PERC#% yes: #APPROVERS#, no: #REJECTERS#";
    const vote = { ApproveType: "vote", ApproveMinPercent: 90, ApproveWaitForAll: "Y", StatusMessage };
    const workflow = await started(world, ask("ApproveActivity", { Users: three, ...vote }));
    const task = (await tasksOf(world, workflow))[0]?.ID ?? "";
    expect(await state(workflow)).toBe("0/3 0% yes: , no: ");
    await answered(world, "employee", task, { STATUS: "yes" });
    expect(await state(workflow)).toBe("1/3 33% yes: Employee Test, no: ");
    await answered(world, "manager", task, { STATUS: "no" });
    expect(await state(workflow)).toBe("2/3 66% yes: Employee Test, no: Manager Test");
  });
});

describe("a comment that is asked for", () => {
  it.each<[TaskKind, string, Record<string, true | string>]>([
    ["ApproveActivity", "Y", { yes: "Why", no: "Why" }],
    ["ApproveActivity", "YA", { yes: "Why", no: true }],
    ["ApproveActivity", "YR", { yes: true, no: "Why" }],
    ["ApproveActivity", "N", { yes: true, no: true }],
    ["ReviewActivity", "Y", { ok: "Why" }],
    ["ReviewActivity", "N", { ok: true }],
    ["RequestInformationActivity", "Y", { ok: "Why" }],
    ["RequestInformationOptionalActivity", "YA", { ok: "Why", cancel: true }],
    ["RequestInformationOptionalActivity", "YR", { ok: true, cancel: "Why" }],
  ])("in a %s by the rule %s", async (type, CommentRequired, expected) => {
    for (const [STATUS, outcome] of Object.entries(expected)) {
      const workflow = await started(world, ask(type, { Users: ["user_2"], CommentRequired, CommentLabelMessage: "Why" }));
      const [task] = await tasksOf(world, workflow);
      expect(task?.PARAMETERS).toMatchObject({ CommentRequired, CommentLabel: "Why" });
      const refused = await answered(world, "employee", task?.ID ?? "", { STATUS });
      expect(refused).toBe(outcome === true ? true : `The field "${outcome}" is required`);
      if (outcome !== true) expect(await answered(world, "employee", task?.ID ?? "", { STATUS, COMMENT: "Because" })).toBe(true);
    }
  });
});

describe("a deadline", () => {
  const twoHours = { TimeoutDuration: "2", TimeoutDurationType: "h" };

  it.each<[TaskKind, string | null]>([
    ["ApproveActivity", "second"],
    ["ReviewActivity", null],
    ["RequestInformationActivity", null],
    ["RequestInformationOptionalActivity", "second"],
  ])("of a %s ends it: who has not answered counts as no, and the branch is %s", async (type, branch) => {
    const properties = { Users: ["user_2", "user_3"], ApproveType: "all", CancelType: "all", ...twoHours };
    const workflow = await started(world, ask(type, properties, ["IsTimeout"]));
    const [task] = await tasksOf(world, workflow);
    // A request is over with its first answer, unless it is declined by one of several.
    const STATUS = {
      ApproveActivity: "yes",
      ReviewActivity: "ok",
      RequestInformationActivity: null,
      RequestInformationOptionalActivity: "cancel",
    }[type];
    if (STATUS !== null) expect(await answered(world, "employee", task?.ID ?? "", { STATUS })).toBe(true);
    await after(2 * hour - 60_000);
    expect(await tasksOf(world, workflow)).toMatchObject([{ STATUS: "0" }, { STATUS: "0" }]);
    await after(120_000);
    const first = { ApproveActivity: "1", ReviewActivity: "3", RequestInformationActivity: "2", RequestInformationOptionalActivity: "4" }[
      type
    ];
    expect(await tasksOf(world, workflow)).toMatchObject([{ STATUS: "4" }, { STATUS: "4" }]);
    expect(await placesOf(world, workflow)).toEqual([`2: ${first}`, "3: 2"]);
    const log = await logOf(world, workflow);
    expect(log.filter((text) => text === "first" || text === "second")).toEqual(branch === null ? [] : [branch]);
    expect(log.at(-1)).toBe("IsTimeout=1");
    expect(await answered(world, "manager", task?.ID ?? "", { STATUS: type === "ApproveActivity" ? "yes" : "ok" })).toBe(
      "Task already completed",
    );
  });

  it("leaves the variables of a request as they were", async () => {
    const RequestedInformation = [{ Name: "x", Type: "int", Default: "9" }];
    const steps = [
      ...ask("RequestInformationActivity", { Users: ["user_2"], RequestedInformation, ...twoHours }),
      step("LogActivity", { Text: "x={=Variable:x}" }),
    ];
    const workflow = await started(world, steps, { VARIABLES: { x: { Name: "x", Type: "int", Default: 1 } } });
    await after(3 * hour);
    expect((await logOf(world, workflow)).at(-1)).toBe("x=1");
  });

  it("that was met leaves nothing behind", async () => {
    const workflow = await started(world, ask("ReviewActivity", { Users: ["user_2"], ...twoHours }));
    const [task] = await tasksOf(world, workflow);
    expect(await answered(world, "employee", task?.ID ?? "", { STATUS: "ok" })).toBe(true);
    expect(await world.runtime.database.sql`select from job where workflow_id = ${workflow}`).toEqual([]);
  });

  it("is a date on the portal's clock, or of the step, at which nothing ends", async () => {
    const soon = await started(world, ask("ReviewActivity", { Users: ["user_2"], ...twoHours, OverdueDate: "01.01.2999 00:00:00" }));
    const [now] = await world.runtime.database.sql<{ ms: number }>`
      select extract(epoch from now()) * 1000 + clock_offset_ms as ms from portal where id = ${world.portalId}`;
    const [task] = await tasksOf(world, soon);
    expect(Math.abs(Date.parse(String(task?.OVERDUE_DATE)) - Number(now?.ms) - 2 * hour)).toBeLessThan(60_000);
    const dated = await started(world, ask("ReviewActivity", { Users: ["user_2"], OverdueDate: "01.02.2020 10:00:00" }));
    expect(await tasksOf(world, dated)).toMatchObject([{ STATUS: "0", OVERDUE_DATE: "2020-02-01T10:00:00+01:00" }]);
    await after(hour);
    expect(await tasksOf(world, dated)).toMatchObject([{ STATUS: "0" }]);
  });
});

it.each<[TaskKind, object, boolean]>([
  ["ApproveActivity", { ShowComment: "N" }, true],
  ["ApproveActivity", {}, false],
  ["ApproveActivity", { ShowComment: "N", CommentRequired: "Y" }, false],
  ["ReviewActivity", { ShowComment: "N" }, true],
  ["RequestInformationActivity", { ShowComment: "N", RequestedInformation: [{ Name: "x" }] }, false],
])("a %s with %j may be answered in lists: %s", async (type, properties, inline) => {
  const workflow = await started(world, ask(type, { Users: ["user_2"], ...properties }));
  expect(await world.runtime.database.sql`select is_inline as inline from task where workflow_id = ${workflow}`).toEqual([{ inline }]);
});

it("only those who are asked may answer, however high they stand", async () => {
  const workflow = await started(world, ask("ApproveActivity", { Users: ["user_2"] }));
  const [task] = await tasksOf(world, workflow);
  for (const who of ["admin", "manager", "director", "accountant"] as const satisfies readonly Who[])
    expect(await answered(world, who, task?.ID ?? "", { STATUS: "yes" })).toBe("Task not found");
});
