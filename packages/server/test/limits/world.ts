// The REST door of a real portal, under a clock that the test moves, with methods that take their time.
import { EventEmitter, once } from "node:events";
import Fastify from "fastify";
import { afterAll, afterEach, expect } from "vitest";
import { z } from "zod";
import { addApplication } from "../../src/operations/add-application.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { authenticator } from "../../src/operations/authenticate.ts";
import { changePortal, type RestLimits } from "../../src/operations/change-portal.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { Refusal } from "../../src/operations/refusal.ts";
import { batchMethod } from "../../src/rest/batch.ts";
import { registerRest, restServerOptions } from "../../src/rest/http.ts";
import { type Method, method, methodRegistry, value } from "../../src/rest/method.ts";
import { profile } from "../../src/rest/methods/profile.ts";
import { createWorld, people } from "../support/world.ts";

const off: RestLimits = { rate: null, operatingSeconds: null, runningCalls: null };

export interface Answer {
  readonly status: number;
  readonly error: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire says; tests look into it freely
  readonly body: any;
}

export type Call = (name: string, params?: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

export async function limitsWorld({ trustProxy = false } = {}) {
  const world = await createWorld();
  const { runtime, portalId } = world;
  // Not at 0, and long after the process started.
  const clock = { now: 5_000_000 };
  const gate = new EventEmitter().setMaxListeners(0);
  let waiting = 0;
  const failures: unknown[] = [];
  const server = Fastify({ ...restServerOptions, trustProxy });
  registerRest(server, {
    authenticate: authenticator(runtime.database),
    methods: methodRegistry([batchMethod, profile, ...slowMethods()]),
    services: { runtime },
    settings: { requireHttps: false },
    log: { error: (details) => void failures.push(details) },
    clock: () => clock.now,
  });
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  afterAll(async () => {
    gate.emit("open");
    await server.close();
    await world.close();
  });
  const set = (limits: Partial<RestLimits>) =>
    changePortal(runtime, portalId, { name: null, timeZone: null, privateHandlers: null, limits });
  // Each test finds no limits, empty buckets and an empty window.
  afterEach(async () => {
    await set(off);
    expect(failures).toEqual([]);
    clock.now += 3_600_000;
  });
  return {
    ...world,
    clock,
    /** For calls that nobody here knows. */
    stranger: caller("1/nobody/", undefined),
    set,
    webhook,
    application,
    /** Once so many calls of `wait` are running. */
    async untilWaiting(calls: number) {
      while (waiting < calls) await once(gate, "came");
    },
    release: () => gate.emit("open"),
  };

  function slowMethods(): Method[] {
    const undocumented = { summary: "", about: {} as never, errors: {}, docs: "", returns: "" } as const;
    const common = { ...undocumented, scope: null, access: "any", context: "any" } as const;
    const work = (name: string) =>
      method({
        ...common,
        name,
        params: z.object({ SECONDS: z.coerce.number(), FAIL: z.string().optional() }),
        async call({ params }) {
          clock.now += params.SECONDS * 1000;
          if (params.FAIL !== undefined) throw new Refusal("access-denied");
          return value(true);
        },
      });
    const wait = method({
      ...common,
      name: "wait",
      params: z.object({}),
      async call() {
        const opened = once(gate, "open");
        waiting += 1;
        gate.emit("came");
        await opened;
        waiting -= 1;
        return value(true);
      },
    });
    return [{ ...work("work"), aliases: ["labour"] }, work("other.work"), wait];
  }

  function caller(path: string, auth: string | undefined): Call {
    return async (name, params = {}, headers = {}) => {
      const response = await fetch(`${address}/rest/${path}${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ ...params, auth }),
      });
      const body = (await response.json()) as { error?: string };
      return { status: response.status, error: body.error, body };
    };
  }

  async function webhook(userId: number = people.admin): Promise<Call> {
    const { secret } = await addWebhook(runtime, { portalId, userId, name: "", scopes: ["user"] });
    return caller(`${userId}/${secret}/`, undefined);
  }

  /** One caller for each of these people. */
  async function application(...users: readonly number[]): Promise<Call[]> {
    const given = { portalId, name: "Mine", handlerUrl: "http://127.0.0.1:9/", installUrl: "", hasUi: false, createdBy: people.admin };
    const { clientId } = await addApplication(runtime, { ...given, scopes: ["user"] });
    const tokens = users.map((userId) => issueToken(runtime, { portalId, clientId, userId }));
    return (await Promise.all(tokens)).map(({ accessToken }) => caller("", accessToken));
  }
}
