// The server's pages and REST methods over real HTTP, and a browser that keeps cookies and follows nothing by itself.
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll } from "vitest";
import { authenticator } from "../../src/operations/authenticate.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { registerDrive } from "../../src/rest/drive-page.ts";
import { registerRest, restServerOptions } from "../../src/rest/http.ts";
import { type Method, methodRegistry } from "../../src/rest/method.ts";
import { appInfo } from "../../src/rest/methods/app.info.ts";
import { methodGet } from "../../src/rest/methods/method.get.ts";
import { methodsMethod } from "../../src/rest/methods/methods.ts";
import { profile } from "../../src/rest/methods/profile.ts";
import { scope } from "../../src/rest/methods/scope.ts";
import { serverTime } from "../../src/rest/methods/server.time.ts";
import { userAdmin } from "../../src/rest/methods/user.admin.ts";
import { userCurrent } from "../../src/rest/methods/user.current.ts";
import { userGet } from "../../src/rest/methods/user.get.ts";
import { registerOAuth } from "../../src/rest/oauth.ts";
import { registerSignIn } from "../../src/rest/sign-in-page.ts";

const methods: readonly Method[] = [appInfo, methodGet, methodsMethod, profile, scope, serverTime, userAdmin, userCurrent, userGet];

export interface TestServer {
  readonly fastify: FastifyInstance;
  readonly url: string;
  /** What the server logged as its own failure. */
  readonly failures: unknown[];
}

export async function testServer(runtime: Pick<Runtime, "database" | "wake">): Promise<TestServer> {
  const failures: unknown[] = [];
  const log = { error: (details: object) => void failures.push(details) };
  const fastify: FastifyInstance = Fastify(restServerOptions) as unknown as FastifyInstance;
  // Of the runtime these routes use the database alone.
  const door = { runtime: runtime as Runtime, log };
  registerRest(fastify, {
    authenticate: authenticator(runtime.database),
    methods: methodRegistry(methods),
    services: { runtime: door.runtime },
    settings: { requireHttps: false },
    log,
  });
  registerOAuth(fastify, door);
  registerSignIn(fastify, door);
  registerDrive(fastify, door);
  const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
  afterAll(() => fastify.close());
  return { fastify, url, failures };
}

export interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly text: string;
}

export interface Browser {
  readonly cookies: Map<string, string>;
  open(path: string): Promise<Seen>;
  /** Sends a form as the page that drew it would. */
  send(path: string, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Sends the only form of a page, with the given fields in place of its own. */
  submit(page: Seen, changes?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Seen>;
}

export function browser({ url }: TestServer): Browser {
  const cookies = new Map<string, string>();
  async function call(path: string, init: RequestInit): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(new URL(path, url), { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get("location"), headers: response.headers, text: await response.text() };
  }
  const send: Browser["send"] = (path, fields, headers = {}) =>
    call(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { origin: url, "sec-fetch-site": "same-origin", ...headers },
    });
  return {
    cookies,
    open: (path) => call(path, {}),
    send,
    submit: (page, changes = {}, headers = {}) => send(actionOf(page), { ...fieldsOf(page), ...changes }, headers),
  };
}

function actionOf({ text }: Seen): string {
  const [, action] = /<form method="post" action="([^"]+)"/.exec(text) ?? [];
  if (action === undefined) throw new Error(`A page with a form was expected, this came: ${text}`);
  return action;
}

export function fieldsOf({ text }: Seen): Record<string, string> {
  const found = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")]));
}
