// The door for tests of processes (@kontor/server/testing): the real engine and operations on a throwaway database, with work done
// when the test says so, and calls of applications answered inside the process. @kontor/kit is what people use.
import { createHash, randomBytes } from "node:crypto";
import { compile, type Plan, parseTemplate, planOf } from "@kontor/engine";
import type { HttpCalls } from "./jobs/http-call.ts";
import { allJobHandlers } from "./jobs/registry.ts";
import { openRuntime } from "./open-runtime.ts";
import { createPortal } from "./operations/create-portal.ts";
import { portalClock } from "./operations/move-clock.ts";
import type { Runtime } from "./operations/runtime.ts";
import { importPackage, readStoredPackage } from "./operations/template-package.ts";
import type { Hooks } from "./queue/hooks.ts";
import type { Job } from "./queue/job.ts";
import { runDueJobs } from "./queue/run-due-jobs.ts";
import { parseQuery } from "./rest/php-query.ts";
import { isMap, type PhpValue } from "./rest/php-value.ts";
import { insertApplication, markInstalled } from "./store/application.ts";
import { insertRegistration } from "./store/application-activity.ts";
import { insertDeliveries } from "./store/delivery.ts";
import { lockClock, shiftClock } from "./store/portal-clock.ts";

export {
  catalogue,
  expressionFormats,
  expressionFunctions,
  type Mark,
  type Passage,
  type Plan,
  type PlannedStep,
  passageOf,
  supportOf,
} from "@kontor/engine";
export type { Value, ValueMap, Workflow } from "@kontor/engine/model";
export { createThrowawayDatabase, type ThrowawayDatabase } from "./db/throwaway.ts";
export { listEntityOf } from "./documents/list-element.ts";
export { readDate } from "./documents/zone-time.ts";
export { addDepartment } from "./operations/add-department.ts";
export { addDocument } from "./operations/add-document.ts";
export { addList, type ListProperty } from "./operations/add-list.ts";
export { addTemplate } from "./operations/add-template.ts";
export { addUser } from "./operations/add-user.ts";
export { answerStep, logToStep } from "./operations/answer-step.ts";
export { checkFieldNames } from "./operations/check-fields.ts";
export { completeTask } from "./operations/complete-task.ts";
export { delegateTasks } from "./operations/delegate-tasks.ts";
export { addPipeline, addSmartProcess } from "./operations/document-types.ts";
export { parseDuration } from "./operations/duration.ts";
export { getDocument } from "./operations/get-document.ts";
export { addGlobal, changeGlobal, listGlobals } from "./operations/globals.ts";
export { readWorkflowLog, retryIncident, skipIncident } from "./operations/incidents.ts";
export { listTasks } from "./operations/list-tasks.ts";
export { moveClock, moveClockToNextTimer, portalClock, portalTimers, type Timer } from "./operations/move-clock.ts";
export { findRecords, finishRecord } from "./operations/records.ts";
export { Refusal } from "./operations/refusal.ts";
export { registerActivity } from "./operations/register-activity.ts";
export { restartWorkflow } from "./operations/restart-workflow.ts";
export type { Runtime } from "./operations/runtime.ts";
export { addScript } from "./operations/scripts.ts";
export { listCommands, sendCommand } from "./operations/send-command.ts";
export { setTemplateConstant } from "./operations/set-constant.ts";
export { setUserTimeZone } from "./operations/set-user-time-zone.ts";
export { setWorkday } from "./operations/set-workday.ts";
export { startWorkflow } from "./operations/start-workflow.ts";
export { terminateWorkflow } from "./operations/terminate-workflow.ts";
export { updateDocument } from "./operations/update-document.ts";
export type { Hooks, Move } from "./queue/hooks.ts";
export { readWorkflowState } from "./store/workflow.ts";

/** What there is to run in the template of a .bpt file. */
export function planOfFile(bytes: Uint8Array): Plan {
  return planOf(compile(parseTemplate(readStoredPackage(importPackage(bytes).tree).plain)));
}

/** What a handler gets, as it came over the wire: every value a text. */
export interface ReceivedCall {
  readonly url: string;
  /** `workflow_id`, `code`, `document_id`, `event_token`, `properties` …; lists as arrays. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestServerOptions {
  readonly databaseUrl: string;
  /** Stands for every handler. Its return means HTTP 200, its error HTTP 400. */
  readonly receive: (call: ReceivedCall) => Promise<void>;
  /** Told before each piece of work. */
  readonly beforeJob: (job: Pick<Job, "kind" | "workflowId" | "activity">) => Promise<void>;
  /** An error that they throw ends the work that is under way, as the death of the process would; what is saved stays. */
  readonly hooks: Hooks;
}

export interface TestServer {
  readonly runtime: Runtime;
  /** Does all the work that is due now, one piece after another. */
  work(): Promise<void>;
  close(): Promise<void>;
}

/** As a server with a worker, which works only when it is told to. */
export async function openTestServer({ databaseUrl, receive, beforeJob, hooks }: TestServerOptions): Promise<TestServer> {
  const { runtime, close } = await openRuntime({ databaseUrl, dataFolder: "" }, hooks);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const handlers = allJobHandlers({ runtime, calls: callsTo(receive), hooks, log });
  const { database } = runtime;
  // Nobody works beside: what a server has left behind that died is due at once.
  const leaseMs = 0;
  const options = { database, handlers, record: insertDeliveries, hooks, log, leaseMs, before: beforeJob };
  return { runtime, work: () => runDueJobs(options), close };
}

function callsTo(receive: TestServerOptions["receive"]): HttpCalls {
  return {
    post: async ({ url, makeBody }) => {
      const fields = plain(parseQuery(await makeBody())) as ReceivedCall["fields"];
      const status = await receive({ url, fields }).then(
        () => 200,
        () => 400,
      );
      return { kind: "replied", status, retryAfter: null, reply: "" };
    },
    close: async () => undefined,
  };
}

/** Maps with the keys 0, 1, 2 … are lists. */
function plain(value: PhpValue): unknown {
  if (Array.isArray(value)) return value.map((item: PhpValue) => plain(item));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([key], index) => key === String(index))) return entries.map(([, item]) => plain(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

/** A portal whose clock shows this moment, with an administrator: number 1. */
export async function createTestPortal(
  runtime: Runtime,
  { now, timeZone, administrator }: { readonly now: Date; readonly timeZone: string; readonly administrator: string },
): Promise<{ readonly portalId: number; readonly administratorId: number }> {
  const { portalId, administratorId } = await createPortal(runtime, {
    name: "Test",
    timeZone,
    publicUrl: "http://127.0.0.1:8080",
    privateHandlers: true,
    administrator: { login: administrator, email: `${administrator}@example.org`, name: nameOf(administrator) },
  });
  const { portalTime } = await portalClock(runtime, portalId);
  await runtime.database.transaction(async (tx) => {
    await lockClock(tx, portalId);
    await shiftClock(tx, portalId, now.getTime() - portalTime.getTime());
  });
  return { portalId, administratorId };
}

/** `anna` is called Anna. */
export function nameOf(login: string): string {
  return `${login.charAt(0).toUpperCase()}${login.slice(1)}`;
}

/** An installed application with a client id of the test's choice: the types of its steps follow from it. */
export async function installTestApplication(
  { database }: Runtime,
  { portalId, clientId, userId }: { readonly portalId: number; readonly clientId: string; readonly userId: number },
): Promise<number> {
  return await database.transaction(async (tx) => {
    const id = await insertApplication(tx, {
      portalId,
      clientId,
      secretHash: createHash("sha256").update(randomBytes(32)).digest(),
      name: clientId,
      handlerUrl: testHandler,
      installUrl: "",
      hasUi: false,
      scopes: ["bizproc"],
      createdBy: userId,
    });
    await markInstalled(tx, portalId, id);
    return id;
  });
}

/** An action of an application of which only the type is known, as it stands in a template. It waits where the step says so. */
export async function registerTestActivity(
  { database }: Runtime,
  portalId: number,
  given: Pick<Parameters<typeof insertRegistration>[2], "applicationId" | "type" | "code" | "handler" | "properties" | "returnProperties">,
): Promise<void> {
  const rest = { isRobot: false, authUserId: null, subscription: "" as const, name: given.code, description: "" };
  await insertRegistration(database, portalId, {
    ...{ ...given, ...rest, documentType: null, filter: null, usePlacement: false, placementHandler: "" },
  });
}

/** Never called: {@link TestServerOptions.receive} stands for it. */
export const testHandler = "http://127.0.0.1:9/";
