// The portal's clock: what follows a move, what stays with real time, and moves in the middle of everything else.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { createPortal } from "../../src/operations/create-portal.ts";
import { delegateTasks } from "../../src/operations/delegate-tasks.ts";
import { parseDuration } from "../../src/operations/duration.ts";
import { readWorkflowLog } from "../../src/operations/incidents.ts";
import { moveClock, moveClockToNextTimer, portalClock, portalTimers } from "../../src/operations/move-clock.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { claimJobs } from "../../src/queue/job.ts";
import type { Worker } from "../../src/queue/worker.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const tenYears = 3653 * day;
/** What a slow test machine may take between two looks at the clock. */
const patience = 20_000;

let world: RestWorld;
let runtime: Runtime;
let woken = 0;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  woken = 0;
  const wake = (): void => {
    woken += 1;
  };
  runtime = { ...world.runtime, wake };
});

const delayed = (days: number) => step("DelayActivity", { TimeoutDuration: String(days), TimeoutDurationType: "d" });
const noting = (variable: string) => step("SetVariableActivity", { VariableValue: { [variable]: "{=System:Now}" } });
const now = { VARIABLES: { Now: { Name: "Now", Type: "datetime" }, Later: { Name: "Later", Type: "datetime" } } };

async function newDeal(): Promise<number> {
  return addDocument(runtime, {
    portalId: world.portalId,
    userId: people.admin,
    kind: { kind: "crm", code: "DEAL" },
    fields: { TITLE: "Desk" },
  });
}

async function started(children: readonly object[], given: Runtime = runtime): Promise<string> {
  const templateId = await world.template(children, now);
  return startOn(templateId, await newDeal(), given);
}

function startOn(templateId: number, deal: number, given: Runtime = runtime): Promise<string> {
  return startWorkflow(given, given.database, {
    portalId: world.portalId,
    templateId,
    documentId: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const clock = () => portalClock(runtime, world.portalId);
const move = (ms: number) => moveClock(runtime, world.portalId, ms);
const stateOf = (id: string) => readWorkflowState(runtime.database, world.portalId, id);

/** Timers whose real time is not what the portal's clock says. */
function misplacedTimers(): Promise<object[]> {
  return runtime.database.sql`
    select j.workflow_id, j.run_at, j.payload from job j join portal p on p.id = j.portal_id
    where j.kind = 'fire-timer' and j.attempt = 0
      and abs(extract(epoch from j.run_at) * 1000 + p.clock_offset_ms - (j.payload->>'portalTime')::float8) > 1`;
}

describe("with a worker", () => {
  let worker: Worker;
  const calls = httpCalls();
  beforeEach(() => {
    const log = { info: () => undefined, warn: () => undefined, error: (details: object, text: string) => console.error(text, details) };
    worker = createJobWorker({ runtime, calls, hooks: noHooks, log, pollMs: 10 });
    worker.start();
  });
  afterEach(() => worker.stop());
  afterAll(() => calls.close());

  const ended = (id: string) =>
    vi.waitFor(async () => expect((await stateOf(id))?.status).toBe("completed"), { timeout: 60_000, interval: 5 });

  it("a delay ends when the clock passes it, and not before", async () => {
    const id = await started([delayed(3)]);
    await move(3 * day - minute);
    const timers = await portalTimers(runtime, world.portalId);
    expect(timers).toMatchObject([{ workflowId: id }]);
    const left = (timers[0]?.at.getTime() ?? 0) - (await clock()).portalTime.getTime();
    expect(left).toBeGreaterThan(minute - patience);
    expect(left).toBeLessThanOrEqual(minute);
    expect((await stateOf(id))?.status).toBe("running");
    await move(minute);
    await ended(id);
  });

  it("the deadline of a task passes, and its date was the portal's", async () => {
    const approve = step("ApproveActivity", { Name: "Sign", Users: ["user_2"], TimeoutDuration: "2", TimeoutDurationType: "d" }, [
      step("SequenceActivity"),
      step("SequenceActivity"),
    ]);
    const id = await started([approve]);
    const before = await clock();
    const { body } = await world.call("employee", "bizproc.task.list", { filter: { WORKFLOW_ID: id }, select: ["OVERDUE_DATE", "STATUS"] });
    const overdue = Date.parse(body.result[0].OVERDUE_DATE);
    expect(Math.abs(overdue - before.portalTime.getTime() - 2 * day)).toBeLessThan(patience);
    await move(2 * day);
    await ended(id);
    const tasks = await runtime.database.sql`select status from task where workflow_id = ${id}`;
    expect(tasks).toEqual([{ status: 4 }]);
  });

  it("System:Now and the dates of log and documents follow", async () => {
    const id = await started([noting("Now"), delayed(400), noting("Later"), step("LogActivity", { Text: "here" })]);
    const { portalTime } = await move(400 * day);
    await ended(id);
    const variables = (await stateOf(id))?.variables ?? {};
    const span = Date.parse(String(variables["Later"])) - Date.parse(String(variables["Now"]));
    expect(Math.abs(span - 400 * day)).toBeLessThan(patience);
    const log = await readWorkflowLog(runtime, world.portalId, id);
    const here = log.find(({ text }) => text === "here");
    expect(Math.abs((here?.at.getTime() ?? 0) - portalTime.getTime())).toBeLessThan(patience);
    const { body } = await world.call("admin", "crm.deal.get", { id: await newDeal() });
    expect(Math.abs(Date.parse(body.result.DATE_CREATE) - portalTime.getTime())).toBeLessThan(patience);
  });

  it("ten years at once end every workflow, and each timer fires once", async () => {
    const ids = await Promise.all([1, 30, 365, 1800].map((days) => started([delayed(days), step("LogActivity", { Text: "over" })])));
    await move(tenYears);
    await Promise.all(ids.map(ended));
    for (const id of ids)
      expect((await readWorkflowLog(runtime, world.portalId, id)).filter(({ text }) => text === "over")).toHaveLength(1);
    expect(await portalTimers(runtime, world.portalId)).toEqual([]);
  });

  it("moves while workflows start, run and end lose no timer and misplace none", async () => {
    const templateId = await world.template([delayed(1), delayed(1), delayed(1)]);
    const deals = await Promise.all(Array.from({ length: 24 }, newDeal));
    const starting = Promise.all(deals.map((deal) => startOn(templateId, deal)));
    for (let moves = 0; moves < 12; moves += 1) {
      await move(6 * hour);
      expect(await misplacedTimers()).toEqual([]);
    }
    const ids = await starting;
    await move(3 * day);
    // Delays follow one another, so the second and third are set after the move and need a move of their own.
    await vi.waitFor(
      async () => {
        await moveClockToNextTimer(runtime, world.portalId);
        for (const id of ids) expect((await stateOf(id))?.status).toBe("completed");
      },
      { timeout: 60_000, interval: 20 },
    );
    expect(await portalTimers(runtime, world.portalId)).toEqual([]);
  });
});

describe("without a worker", () => {
  afterEach(() => runtime.database.sql`delete from job`);

  it("wakes the worker of its own process", async () => {
    await move(minute);
    expect(woken).toBe(1);
  });

  it("goes exactly to the next timer, and stays where that is due already", async () => {
    const later = await started([delayed(5)]);
    const sooner = await started([delayed(2)]);
    const timer = await moveClockToNextTimer(runtime, world.portalId);
    expect(timer).toMatchObject({ workflowId: sooner });
    const there = await clock();
    const past = there.portalTime.getTime() - (timer?.at.getTime() ?? 0);
    expect(past).toBeGreaterThanOrEqual(0);
    expect(past).toBeLessThan(patience);
    const due = await runtime.database.sql`select workflow_id from job where run_at <= now()`;
    expect(due).toEqual([{ workflow_id: sooner }]);
    await moveClockToNextTimer(runtime, world.portalId);
    expect((await clock()).offsetMs).toBe(there.offsetMs);
    expect((await portalTimers(runtime, world.portalId)).map(({ workflowId }) => workflowId)).toEqual([sooner, later]);
  });

  it("has no next timer where nothing waits", async () => {
    const { offsetMs } = await clock();
    expect(await moveClockToNextTimer(runtime, world.portalId)).toBeNull();
    expect(await clock()).toMatchObject({ offsetMs, nextTimer: null });
  });

  it.each([0, -1, -day, Number.NaN, Number.NEGATIVE_INFINITY, 0.4])("refuses a step of %s, and moves nothing", async (step) => {
    const { offsetMs } = await clock();
    await expect(move(step)).rejects.toMatchObject({
      code: "argument-invalid",
      details: { reason: expect.stringContaining("moves forward only") },
    });
    expect((await clock()).offsetMs).toBe(offsetMs);
  });

  it.each([9000 * 366 * day, Number.POSITIVE_INFINITY])("refuses a step of %s: dates have years of four digits", async (step) => {
    const { offsetMs } = await clock();
    await expect(move(step)).rejects.toMatchObject({ code: "argument-invalid" });
    expect((await clock()).offsetMs).toBe(offsetMs);
  });

  it("refuses a portal that does not exist", async () => {
    const absent = { code: "argument-invalid", details: { reason: "there is no portal 999" } };
    await expect(moveClock(runtime, 999, day)).rejects.toMatchObject(absent);
    await expect(moveClockToNextTimer(runtime, 999)).rejects.toMatchObject(absent);
    await expect(portalClock(runtime, 999)).rejects.toMatchObject(absent);
  });

  it("leases, retries and calls that wait keep real time", async () => {
    await started([delayed(1)]);
    await move(day);
    const [claimed] = await claimJobs(runtime.database, [{ kind: "fire-timer", limit: 1 }], 60_000);
    const soon = new Date(Date.now() + hour);
    const { portalId } = world;
    await enqueue(runtime.database, [{ portalId, kind: "deliver-handler", workflowId: "w", activity: "A1", runAt: soon, payload: {} }]);
    const times = () => runtime.database.sql`select id, kind, run_at from job order by id`;
    const before = await times();
    await move(tenYears);
    expect(await times()).toEqual(before);
    expect(before).toMatchObject([{ id: claimed?.id }, { run_at: soon }]);
  });

  it("access tokens and webhooks live as long as before", async () => {
    await move(tenYears);
    expect((await world.call("application", "profile")).status).toBe(200);
    expect((await world.call("employee", "profile")).status).toBe(200);
  });

  it("another portal's clock and timers stay", async () => {
    const other = await createPortal(runtime, {
      name: "Other",
      timeZone: "UTC",
      publicUrl: "http://127.0.0.1:8080",
      privateHandlers: false,
      administrator: { email: "other@example.org" },
    });
    const payload = { portalTime: Date.now() + day };
    await enqueue(runtime.database, [{ portalId: other.portalId, kind: "fire-timer", workflowId: "w", activity: "A1", payload }]);
    await move(2 * day);
    expect(await portalClock(runtime, other.portalId)).toMatchObject({ offsetMs: 0, nextTimer: { at: new Date(payload.portalTime) } });
    const due = await runtime.database.sql`select from job where portal_id = ${other.portalId} and run_at <= now()`;
    expect(due).toEqual([]);
  });

  it("a timer that was computed before a move and is written after it follows the moved clock", async () => {
    // The template is asked for between the one read and the one write of the start.
    const templates: Runtime["templates"] = {
      get: async (...asked) => {
        await move(4 * day);
        return world.runtime.templates.get(...asked);
      },
    };
    await started([delayed(3)], { ...runtime, templates });
    expect(await misplacedTimers()).toEqual([]);
    expect(await runtime.database.sql`select from job where run_at <= now()`).toHaveLength(1);
  });

  it("a move waits for a timer that is written but not committed, and takes it along", async () => {
    const templateId = await world.template([delayed(3)]);
    const deal = await newDeal();
    let moving: Promise<unknown> = Promise.resolve();
    await runtime.database.transaction(async (tx) => {
      await startWorkflow(runtime, tx, {
        portalId: world.portalId,
        templateId,
        documentId: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
        parameters: {},
        userId: people.admin,
        changed: null,
      });
      moving = move(4 * day);
      await vi.waitFor(async () => {
        const waiting = await world.runtime.database.sql`select from pg_locks where not granted and relation = 'job'::regclass`;
        expect(waiting).toHaveLength(1);
      });
    });
    await moving;
    expect(await misplacedTimers()).toEqual([]);
    expect(await runtime.database.sql`select from job where run_at <= now()`).toHaveLength(1);
  });

  it("a delegation is logged with the portal's date", async () => {
    const id = await started([step("ReviewActivity", { Name: "Read", Users: ["user_2"], DelegationType: "1" })]);
    const { portalTime } = await move(30 * day);
    const [task] = await runtime.database.sql<{ id: number }>`select id from task where workflow_id = ${id}`;
    const { portalId } = world;
    const caller = { userId: people.admin, isAdmin: true };
    await delegateTasks(runtime, { portalId, taskIds: [task?.id ?? 0], from: people.employee, to: people.manager, caller });
    const entry = (await readWorkflowLog(runtime, portalId, id)).at(-1);
    expect(Math.abs((entry?.at.getTime() ?? 0) - portalTime.getTime())).toBeLessThan(patience);
  });
});

describe("a span of time", () => {
  it.each([
    ["2d", 2 * day],
    ["3h", 3 * hour],
    ["30m", 30 * minute],
    ["45s", 45_000],
    ["1w", 7 * day],
    ["1d12h", 36 * hour],
    [" 2 days ", 2 * day],
    ["1 day 30 minutes", day + 30 * minute],
    ["1.5 hours", 90 * minute],
    ["0d", 0],
  ])("%j is read", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", " ", "2", "d", "-2d", "2 months", "1y", "2dd", "2d-3h", "soon", "1e3d", "2d,3h"])("%j is none", (text) =>
    expect(parseDuration(text)).toBeNull(),
  );
});
