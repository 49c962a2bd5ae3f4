// The composition root of a server. With open-runtime.ts the only place that builds objects and hands them down.
import Fastify, { type FastifyInstance } from "fastify";
import type { SmtpAddress } from "./apps/smtp-address.ts";
import { watchStorage } from "./db/watchdog.ts";
import { httpCalls } from "./jobs/http-call.ts";
import { createJobWorker } from "./jobs/registry.ts";
import { createSweep, defaultRetentionDays } from "./jobs/sweep.ts";
import { type Opened, openRuntime, type StorageSettings } from "./open-runtime.ts";
import { authenticator } from "./operations/authenticate.ts";
import { setPublicUrl } from "./operations/portal-address.ts";
import type { Runtime } from "./operations/runtime.ts";
import type { Log } from "./queue/log.ts";
import { registerDrive } from "./rest/drive-page.ts";
import { registerRest, restServerOptions } from "./rest/http.ts";
import { methods } from "./rest/methods/registry.ts";
import { registerOAuth } from "./rest/oauth.ts";
import { registerSignIn } from "./rest/sign-in-page.ts";
import { hooksOf } from "./stop-points.ts";

export interface ServerSettings extends StorageSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly role: "api" | "worker" | "all";
  readonly trustProxy: boolean;
  /** Where clients reach the server, if it is not the address it listens on. */
  readonly publicUrl?: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** See JobWorkerOptions; the crash test shortens it. */
  readonly leaseMs?: number;
  /** The mail server of portals that name none: smtp://name:password@host:587. */
  readonly smtp?: SmtpAddress;
  /** History that is older is dropped. */
  readonly retentionDays?: number;
}

/** As {@link openRuntime}, for a server: with the crash test's stop points where the environment asks for them. */
export function openServerRuntime(settings: ServerSettings, environment: NodeJS.ProcessEnv): Promise<Opened> {
  return openRuntime(settings, hooksOf(environment));
}

/** Saves most of the look-ups of a busy client, and is short enough that taking a credential back counts at once for people. */
const knownCallerMs = 1_000;

export interface RunningServer {
  /** Where this machine reaches it, `http://127.0.0.1:8080`; null for a pure worker. */
  readonly address: string | null;
  /** Stops accepting, drains the worker, closes the storage. May be called twice. */
  stop(): Promise<void>;
}

export async function startServer(opened: Opened, settings: ServerSettings, log: Log): Promise<RunningServer> {
  const { runtime, storage } = opened;
  const http = settings.role === "worker" ? null : await listen(runtime, settings, log);
  try {
    // Before any work: the first call that goes out tells applications where to call back.
    const address = settings.publicUrl ?? http?.address;
    if (address !== undefined) await setPublicUrl(runtime, address, { always: settings.publicUrl !== undefined });
  } catch (error) {
    await http?.server.close();
    throw error;
  }
  const work = settings.role === "api" ? null : startWork(opened, settings, log);
  const watchdog = watchStorage(storage, settings.dataFolder, log);
  let stopping: Promise<void> | null = null;
  return {
    address: http?.address ?? null,
    stop: () => {
      stopping ??= (async () => {
        await watchdog.stop();
        await http?.server.close();
        await work?.stop();
        await opened.close();
        await watchdog.leave();
      })();
      return stopping;
    },
  };
}

async function listen(runtime: Runtime, settings: ServerSettings, log: Log): Promise<{ server: FastifyInstance; address: string }> {
  const { tls, trustProxy, host, port } = settings;
  const server = Fastify({
    ...restServerOptions,
    trustProxy,
    ...(tls ? { https: tls } : {}),
    forceCloseConnections: "idle",
  }) as unknown as FastifyInstance;
  registerRest(server, {
    authenticate: authenticator(runtime.database, { keepMs: knownCallerMs }),
    methods,
    services: { runtime },
    settings: { requireHttps: false },
    log,
  });
  registerOAuth(server, { runtime, log });
  registerSignIn(server, { runtime, log });
  registerDrive(server, { runtime, log });
  server.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
      .type("text/plain; charset=UTF-8")
      .send("There is nothing at this address.\n"),
  );
  await server.listen({ host, port });
  const bound = server.server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  return { server, address: `${tls ? "https" : "http"}://${reachableHost(host)}:${boundPort}` };
}

/** A host as a URL names it. "All addresses" is not one that anybody can call; this machine's own always is. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function startWork(opened: Opened, settings: ServerSettings, log: Log): { stop(): Promise<void> } {
  const { runtime } = opened;
  const calls = httpCalls();
  const worker = createJobWorker({
    runtime,
    calls,
    hooks: runtime.hooks,
    log,
    ...(settings.leaseMs === undefined ? {} : { leaseMs: settings.leaseMs }),
    ...(settings.smtp === undefined ? {} : { smtp: settings.smtp }),
  });
  const sweep = createSweep({ database: runtime.database, retentionDays: settings.retentionDays ?? defaultRetentionDays, log });
  opened.onWake(() => worker.wake());
  worker.start();
  sweep.start();
  return {
    async stop() {
      await sweep.stop();
      await worker.stop();
      await calls.close();
    },
  };
}
