// A portal behind its REST door, a worker that delivers, and a server that hears events: what tests of events begin with.
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { addApplication } from "../../src/operations/add-application.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { type Call, type Handler, startHandler } from "../support/handler.ts";
import { createRestWorld, type Reply, type RestWorld } from "../support/rest-world.ts";
import { until } from "../support/server-process.ts";
import { people } from "../support/world.ts";

export interface Application {
  readonly id: number;
  readonly clientId: string;
  /** Calls a method as one of the people. */
  call(method: string, params?: object, who?: keyof typeof people): Promise<Reply>;
  /** Binds a path of the listening server to an event. */
  bind(event: string, path: string, params?: object, who?: keyof typeof people): Promise<void>;
}

interface Registration {
  readonly scopes?: readonly string[];
  readonly hasUi?: boolean;
  readonly installUrl?: string;
}

export interface EventsWorld extends RestWorld {
  readonly handler: Handler;
  application(given?: {
    readonly scopes?: readonly string[];
    readonly hasUi?: boolean;
    readonly installUrl?: string;
  }): Promise<Application>;
  /** Until no job is left. */
  settled(): Promise<void>;
  /** What came to this path, once everything is delivered. */
  heard(path: string): Promise<readonly Call[]>;
}

export async function createEventsWorld(): Promise<EventsWorld> {
  const world = await createRestWorld();
  const { runtime, portalId } = world;
  const handler = await startHandler();
  const calls = httpCalls({});
  const log = { info: ignore, warn: ignore, error: ignore };
  const worker = createJobWorker({ runtime, calls, hooks: noHooks, log, pollMs: 20 });
  worker.start();
  const settled = () =>
    until("the end of all jobs", async () => (await runtime.database.sql`select id from job limit 1`).length === 0 || undefined);
  return {
    ...world,
    handler,
    application,
    settled: async () => void (await settled()),
    heard: async (path) => {
      await settled();
      return handler.calls.filter((call) => call.path === path);
    },
    close: async () => {
      await worker.stop();
      await calls.close();
      await handler.close();
      await world.close();
    },
  };

  async function application({
    scopes = ["crm", "user", "bizproc"],
    hasUi = false,
    installUrl = "",
  }: Registration = {}): Promise<Application> {
    const { id, clientId } = await addApplication(runtime, {
      ...{ portalId, name: "Listening", handlerUrl: "http://127.0.0.1:9/", installUrl, hasUi, scopes, createdBy: people.admin },
    });
    const origin = new URL(world.door("admin").url).origin;
    const call: Application["call"] = async (method, params = {}, who = "admin") => {
      const { accessToken } = await issueToken(runtime, { portalId, clientId, userId: people[who] });
      const response = await fetch(`${origin}/rest/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...params, auth: accessToken }),
      });
      return { status: response.status, body: await response.json() };
    };
    return {
      id,
      clientId,
      call,
      bind: async (event, path, params = {}, who = "admin") => {
        const { body } = await call("event.bind", { event, handler: `${handler.url}${path}`, ...params }, who);
        if (body.result !== true) throw new Error(`event.bind ${event}: ${JSON.stringify(body)}`);
      },
    };
  }
}

function ignore(): void {}
