// A portal with an application, its action, its handler server and a worker with the real kinds of jobs. Only the workflows'
// side of `resume` is written down instead of carried out: what a workflow makes of an event is tested with the operations.
import { afterAll, afterEach, vi } from "vitest";
import type { Database } from "../../src/db/db.ts";
import { type HttpCallsOptions, httpCalls } from "../../src/jobs/http-call.ts";
import { deliveryWorld, jobHandlers } from "../../src/jobs/registry.ts";
import type { Resumed, ResumeRequest } from "../../src/operations/resume-workflow.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { type Hooks, noHooks } from "../../src/queue/hooks.ts";
import { createWorker, type Worker } from "../../src/queue/worker.ts";
import { insertDeliveries } from "../../src/store/delivery.ts";
import { type Line, logTo } from "../queue/world.ts";
import { createTestDatabase } from "../support/database.ts";

export const workflowId = "664fa13bbbb410.99176768";
export const activity = "A40364_79843_85254_57332";
const type = `rest_${"ab".repeat(16)}`;
export const eventId = "Abcdefghijklmnopqrstuvwxyz012345";
export const memberId = "0123456789abcdef0123456789abcdef";
export const settle = { timeout: 60_000, interval: 5 };

export interface JobRow {
  readonly attempt: number;
  readonly secondsAhead: number;
  readonly payload: unknown;
}

export interface JobsWorld {
  readonly database: Database;
  readonly applicationId: number;
  readonly lines: Line[];
  readonly resumed: ResumeRequest[];
  /** What `resume` answers; "resumed" deletes the job, as the operation does. */
  answer: Resumed;
  setHandler(url: string): Promise<void>;
  addCall(changes?: Record<string, unknown>): Promise<void>;
  addEvent(changes: Record<string, unknown>): Promise<void>;
  addTimer(): Promise<void>;
  start(options?: { calls?: HttpCallsOptions; hooks?: Hooks; pollMs?: number }): Worker;
  jobs(): Promise<JobRow[]>;
  /** As if the time until the next attempt had passed. */
  makeDue(): Promise<void>;
  deliveries(): Promise<Record<string, unknown>[]>;
  /** Until no job is left. */
  finished(): Promise<void>;
  attempted(attempt: number): Promise<JobRow>;
}

export async function jobsWorld(): Promise<JobsWorld> {
  const { database, drop } = await createTestDatabase();
  const applicationId = await insertPeople(database);
  const workers: (() => Promise<void>)[] = [];
  const lines: Line[] = [];
  const resumed: ResumeRequest[] = [];
  const add = (kind: string, payload: unknown, step: object = { workflowId, activity }) =>
    enqueue(database, [{ portalId: 1, kind, ...step, payload }]);

  const world: JobsWorld = {
    database,
    applicationId,
    lines,
    resumed,
    answer: { kind: "resumed" },
    setHandler: async (url) => void (await database.sql`update application_activity set handler = ${url}`),
    addCall: (changes = {}) => add("deliver-handler", { ...call, ...changes }),
    addEvent: (changes) => add("deliver-event", { applicationId, event: "ONAPPINSTALL", data: {}, userId: 16, ...changes }, {}),
    addTimer: () => add("fire-timer", {}),
    start: ({ calls: callOptions = {}, hooks = noHooks, pollMs = 10 } = {}) => {
      const calls = httpCalls(callOptions);
      const log = logTo(lines);
      const handlers = jobHandlers(deliveryWorld({ database, calls, hooks, log }), async (request) => {
        resumed.push(request);
        if (world.answer.kind === "resumed" && request.doneJobId !== undefined)
          await database.sql`delete from job where id = ${request.doneJobId}`;
        return world.answer;
      });
      const worker = createWorker({
        database,
        handlers,
        record: insertDeliveries,
        hooks,
        log,
        leaseMs: 60_000,
        pollMs,
        drainMs: 2_000,
      });
      workers.push(async () => {
        await worker.stop();
        await calls.close();
      });
      worker.start();
      return worker;
    },
    jobs: () => database.sql`select attempt, extract(epoch from run_at - now())::float8 as "secondsAhead", payload from job order by id`,
    makeDue: async () => void (await database.sql`update job set run_at = now() - interval '1 second'`),
    deliveries: () => database.sql`select * from delivery order by id`,
    finished: () =>
      vi.waitFor(async () => {
        if ((await world.jobs()).length > 0) throw new Error("there are still jobs");
      }, settle),
    attempted: (attempt) =>
      vi.waitFor(async () => {
        const [job] = await world.jobs();
        // A worker that holds the job has put it off for 60 s; tries come after 5 s, 30 s, 2 min and more.
        if (!job || job.attempt !== attempt || (job.secondsAhead > 36 && job.secondsAhead < 61))
          throw new Error(`attempt ${attempt} is not over`);
        return job;
      }, settle),
  };
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((stop) => stop()));
    await database.run({ text: "truncate job; truncate delivery; update portal set private_handlers = true", values: [] });
    await database.run({ text: "update portal_user set is_active = true", values: [] });
    lines.length = 0;
    resumed.length = 0;
    world.answer = { kind: "resumed" };
  });
  afterAll(drop);
  return world;
}

const call = {
  type,
  eventId,
  // Pairs keep their order in a jsonb column.
  properties: [
    ["comment", "default string - value"],
    ["amount", "333"],
  ],
  authUser: 16,
  waits: true,
  timeoutSeconds: 660,
  documentId: ["crm", "CCrmDocumentContact", "CONTACT_109286"],
  documentType: ["crm", "CCrmDocumentContact", "CONTACT"],
};

async function insertPeople(database: Database): Promise<number> {
  await database.sql`
    insert into portal (member_id, name, public_url, key, private_handlers)
    values (${memberId}, 'Portal', 'https://portal.example', ${Buffer.alloc(32, 7)}, true)`;
  await database.sql`insert into portal_user (portal_id, id, login, email) values (1, 16, 'ann', 'ann@portal.example')`;
  const [application] = await database.sql<{ id: number }>`
    insert into application (portal_id, client_id, secret_hash, name, handler_url, scopes, is_installed, created_by)
    values (1, 'local.1', '\\x00', 'Robots', 'https://app.example/', '{crm,bizproc}', true, 16) returning id`;
  if (!application) throw new Error("the application was not inserted");
  await database.sql`
    insert into application_activity (portal_id, application_id, code, type, is_robot, handler, name)
    values (1, ${application.id}, 'test_activity', ${type}, false, '', '"Test"')`;
  return application.id;
}
