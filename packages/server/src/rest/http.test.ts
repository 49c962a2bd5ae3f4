// The whole way of a call, over real HTTP, against a small registry of methods made for these tests (at the end).

import { once } from "node:events";
import { connect } from "node:net";
import Fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { Authenticate, Caller } from "../auth/caller.ts";
import { Refusal } from "../operations/refusal.ts";
import { batchMethod } from "./batch.ts";
import { phpInt, phpList, phpString } from "./coerce.ts";
import { type RestSettings, registerRest, restServerOptions } from "./http.ts";
import { listShape, parseList } from "./lists.ts";
import { list, type Method, method, methodRegistry, value } from "./method.ts";
import type { Services } from "./services.ts";

describe("a call over HTTP", () => {
  it("answers a success with everything SDKs read", async () => {
    const { fetch } = await setup();
    const before = Math.floor(Date.now() / 1000);
    const reply = await fetch("/rest/1/admin/server.time");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/json; charset=UTF-8");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("access-control-allow-origin")).toBe("*");
    expect(Object.keys(reply.body)).toEqual(["result", "time"]);
    const time = reply.body.time ?? {};
    expect(Object.keys(time).toSorted()).toEqual([
      "date_finish",
      "date_start",
      "duration",
      "finish",
      "operating",
      "operating_reset_at",
      "processing",
      "start",
    ]);
    // The first call of this method.
    expect(time["operating"]).toBe(time["processing"]);
    expect(time["operating_reset_at"]).toBeGreaterThanOrEqual(before + 600);
    expect(time["date_start"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    expect(Number(time["finish"])).toBeGreaterThanOrEqual(Number(time["start"]));
  });

  it.each<[string, string, RequestInit?]>([
    ["a webhook's path", "/rest/1/admin/sum?numbers[]=1&numbers[]=2"],
    ["doubled and trailing slashes", "/rest/1/admin//SUM/?bx24_request_id=u&numbers[]=1&numbers[]=2"],
    ["a doubled slash in front", "//rest//1/admin/sum?numbers[]=1&numbers[]=2"],
    ["a suffix", "/rest/1/admin/sum.json?NUMBERS[0]=1&NUMBERS[1]=2"],
    ["a token in the query", "/rest/sum?auth=app&Numbers[5]=1&Numbers[7]=2"],
    ["a token by the name of OAuth", "/rest/sum?numbers[]=1&numbers[]=2&access_token=app"],
    ["a token in the header of OAuth", "/rest/sum?numbers[]=1&numbers[]=2", { headers: { authorization: "Bearer app" } }],
    ["a token beside a header of another kind", "/rest/sum?numbers[]=1&numbers[]=2&auth=app", { headers: { authorization: "Basic YTpi" } }],
    [
      "a token in a form",
      "/rest//sum",
      {
        method: "POST",
        body: new URLSearchParams([
          ["auth", "app"],
          ["numbers[]", "1"],
          ["numbers[]", "2"],
        ]),
      },
    ],
    [
      "a token in JSON",
      "/rest/sum/",
      { method: "POST", headers: { "content-type": "application/json" }, body: '{"auth":"app","nUmBeRs":[1,"2"]}' },
    ],
    [
      "query and body together",
      "/rest/sum?auth=app",
      { method: "POST", headers: { "content-type": "application/json" }, body: '{"numbers":[1,2]}' },
    ],
    ["no content type", "/rest/sum?auth=app", { method: "POST", body: new TextEncoder().encode('{"numbers":[1,2]}') }],
    [
      "an odd content type",
      "/rest/sum?auth=app",
      { method: "POST", headers: { "content-type": "application/x-odd" }, body: '{"numbers":[1,2]}' },
    ],
  ])("is understood with %s", async (_, path, init) => {
    const { fetch } = await setup();
    const reply = await fetch(path, init);
    expect(reply.body.result).toEqual({ sum: 3, label: null });
  });

  it("takes a file from a multipart form", async () => {
    const { fetch } = await setup();
    const form = new FormData();
    form.append("auth", "app");
    form.append("DATA", new Blob([new Uint8Array([1, 2, 3])]), "x.bpt");
    expect((await fetch("/rest/echo", { method: "POST", body: form })).body.result).toEqual({ DATA: ["x.bpt", "AQID"] });
  });

  it.each<[string, unknown, number, string, string]>([
    ["/rest/server.time", {}, 401, "NO_AUTH_FOUND", "Wrong authorization data"],
    ["/rest/no.such.method", {}, 401, "NO_AUTH_FOUND", "Wrong authorization data"],
    ["/rest/server.time", { auth: "nobody" }, 401, "invalid_token", "Unable to get application by token"],
    ["/rest/server.time", { auth: "old" }, 401, "expired_token", "The access token provided has expired."],
    ["/rest/9/nobody/server.time", {}, 401, "INVALID_CREDENTIALS", "Invalid request credentials"],
    ["/rest/1/admin/no.such.method", {}, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!"],
    ["/rest/1/admin/constructor", {}, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!"],
    ["/rest/1/admin/%zz", {}, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!"],
    ["/rest/1/admin", {}, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!"],
    ["/rest/api/1/admin/tasks.task.get", {}, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!"],
    [
      "/rest/1/admin/crm.deal.get",
      {},
      401,
      "insufficient_scope",
      "The request requires higher privileges than provided by the webhook token",
    ],
    [
      "/rest/bizproc.robot.add",
      { auth: "noscope" },
      401,
      "insufficient_scope",
      "The request requires higher privileges than provided by the access token",
    ],
    ["/rest/2/plain/bizproc.robot.add", {}, 403, "ACCESS_DENIED", "Application context required"],
    ["/rest/bizproc.robot.add", { auth: "user" }, 403, "ACCESS_DENIED", "Access denied!"],
    ["/rest/1/admin/task.select", { select: "ID" }, 400, "ERROR_SELECT_VALIDATION_FAILURE", "Invalid data in SELECT parameter"],
    ["/rest/1/admin/sum", { numbers: ["x"] }, 400, "INVALID_ARG_VALUE", "Invalid value of 'NUMBERS.0': expected a whole number"],
    ["/rest/1/admin/broken", {}, 500, "INTERNAL_SERVER_ERROR", "Internal server error"],
    ["/rest/1/admin/unwritable", {}, 500, "INTERNAL_SERVER_ERROR", "Internal server error"],
  ])("%s with %j is refused", async (path, params, status, error, description) => {
    const { post } = await setup();
    const reply = await post(path, params);
    expect([reply.status, reply.body]).toEqual([status, { error, error_description: description }]);
    expect(reply.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("names a missing argument", async () => {
    const { post } = await setup();
    expect((await post("/rest/1/admin/sum", { NUMBERS: null })).body).toEqual({
      error: "ERROR_ARGUMENT",
      error_description: "Argument 'NUMBERS' is null or empty",
      argument: "NUMBERS",
    });
  });

  it("a defect is logged once, with the client's request id and nothing of it in the answer", async () => {
    const { post, batch, logged } = await setup();
    const reply = await post("/rest/1/admin/broken", {}, { "x-request-id": "req-7" });
    expect(reply.text).not.toContain("secret");
    expect(logged).toMatchObject([
      { details: { method: "broken", requestId: "req-7", err: expect.objectContaining({ message: "secret detail" }) } },
    ]);
    await batch({ a: "broken" });
    expect(logged).toHaveLength(2);
    await post("/rest/1/admin/no.such.method", {});
    expect(logged).toHaveLength(2);
  });

  it.each<[string, unknown, Record<string, unknown>]>([
    ["the first page", {}, { next: 50, total: 120 }],
    ["the last page", { START: "100" }, { total: 120 }],
    ["a page without counting", { start: -1 }, { total: 0 }],
  ])("pages a list: %s", async (_, params, expected) => {
    const { post } = await setup();
    const { result, time, ...rest } = (await post("/rest/1/admin/numbers.list", params)).body;
    expect(rest).toEqual(expected);
    expect([Array.isArray(result), typeof time]).toEqual([true, "object"]);
  });

  it("answers XML where it is asked for", async () => {
    const { fetch } = await setup();
    const reply = await fetch("/rest/1/admin/server.time.xml");
    expect(reply.headers.get("content-type")).toBe("application/xml; charset=UTF-8");
    expect(reply.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<response><result>2024-08-05T09:02:13\+00:00<\/result><time><start>/,
    );
    expect((await fetch("/rest/9/x/server.time.xml")).text).toContain("<error>INVALID_CREDENTIALS</error>");
  });

  it("lets an application's page in a frame call it", async () => {
    const { fetch } = await setup();
    const preflight = await fetch("/rest/bizproc.event.send", {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type, x-request-id, authorization");
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });

  it("other HTTP methods are refused in the wire's form", async () => {
    const { fetch } = await setup();
    const reply = await fetch("/rest/1/admin/server.time", { method: "PUT" });
    expect([reply.status, reply.body["error"]]).toEqual([405, "INVALID_REQUEST"]);
  });

  it("a token in the body of a GET is not read", async () => {
    const { origin } = await setup();
    const body = '{"auth":"app"}';
    const head = `GET /rest/server.time HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    expect(await exchange(origin, head + body)).toContain("NO_AUTH_FOUND");
  });

  it("HTTPS can be required, and a trusted proxy can vouch for it", async () => {
    const settings = { requireHttps: true };
    const direct = await setup({ settings });
    const refused = { error: "INVALID_REQUEST", error_description: "Https required" };
    expect((await direct.post("/rest/1/admin/server.time", {}, { "x-forwarded-proto": "https" })).body).toEqual(refused);
    const proxied = await setup({ settings, trustProxy: true });
    expect((await proxied.post("/rest/1/admin/server.time", {}, { "x-forwarded-proto": "https" })).status).toBe(200);
    expect((await proxied.post("/rest/1/admin/server.time", {}, { "x-forwarded-proto": "http" })).body).toEqual(refused);
  });
});

describe("limits", () => {
  it.each([
    ["announced", "Content-Length: 104857600\r\n", false],
    ["in chunks", "Transfer-Encoding: chunked\r\n", true],
  ])("a body of 100 MB, %s, is refused and thrown away: who writes it to its end still sees the refusal", async (_, header, chunked) => {
    const { origin } = await setup();
    const before = process.memoryUsage().rss;
    const head = `POST /rest/1/admin/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${header}\r\n`;
    const { reply, sentBytes } = await flood(origin, head, chunked);
    expect(reply).toMatch(/^HTTP\/1\.1 413 /);
    expect(reply).toContain('{"error":"INVALID_REQUEST","error_description":"Request body is larger than 20971520 bytes"}');
    expect(reply.toLowerCase()).toContain("access-control-allow-origin: *");
    expect(sentBytes).toBeGreaterThanOrEqual(100 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it("a long URL, a broken body and deep parameters are refused in the wire's form", async () => {
    const { fetch, post } = await setup();
    expect(await fetch(`/rest/1/admin/echo?a=${"x".repeat(15_500)}`)).toMatchObject({ status: 414, body: { error: "INVALID_REQUEST" } });
    expect(await fetch(`/rest/1/admin/echo?a${"[b]".repeat(100)}=1`)).toMatchObject({ status: 400, body: { error: "INVALID_REQUEST" } });
    const broken = { method: "POST", headers: { "content-type": "application/json" }, body: "{" };
    expect((await fetch("/rest/1/admin/echo", broken)).body).toEqual({
      error: "INVALID_REQUEST",
      error_description: "Malformed request: the body is not valid JSON",
    });
    expect((await post("/rest/1/admin/echo", { a: "x".repeat(5_000_000) })).status).toBe(200);
    const odd = { method: "POST", headers: { "content-type": "json" }, body: "{}" };
    expect((await fetch("/rest/1/admin/echo", odd)).body).toEqual({
      error: "INVALID_REQUEST",
      error_description: "Malformed request: unusable Content-Type",
    });
    const small = await setup({ settings: { bodyLimitBytes: 100 } });
    expect((await small.post("/rest/1/admin/echo", { a: "x".repeat(200) })).status).toBe(413);
  });
});

describe("batch", () => {
  it("runs commands in order and types each map as PHP would", async () => {
    const { batch } = await setup();
    const reply = await batch({
      time: "server.time",
      page: "numbers.list?start=50",
      bad: "no.such.method",
      last: "numbers.list?start=100",
    });
    expect(Object.keys(reply)).toEqual(["result", "result_error", "result_total", "result_next", "result_time"]);
    expect(reply.result["time"]).toBe("2024-08-05T09:02:13+00:00");
    expect(reply.result_error).toEqual({ bad: { error: "ERROR_METHOD_NOT_FOUND", error_description: "Method not found!" } });
    expect(reply.result_total).toEqual({ page: 120, last: 120 });
    expect(reply.result_next).toEqual({ page: 100 });
    expect(Object.keys(reply.result_time)).toEqual(["time", "page", "last"]);
    expect(reply.result_time["time"]).toMatchObject({ start: expect.any(Number), processing: expect.any(Number) });
    expect(reply.result_time["time"]).toHaveProperty("operating", (reply.result_time["time"] as { processing: number }).processing);
  });

  it.each<[string, unknown, string]>([
    [
      "a list of commands",
      ["nothing", "server.time"],
      '"result":[null,"2024-08-05T09:02:13+00:00"],"result_error":[],"result_total":[],"result_next":[]',
    ],
    ["only errors", { a: "nope" }, '"result":[],"result_error":{"a":{'],
    [
      "errors under the keys 0 and 1 beside results under others",
      { 0: "nope", 1: "nope", 35943: "nothing" },
      '"result":{"35943":null},"result_error":[{',
    ],
    ["no commands", [], '"result":[],"result_error":[],"result_total":[],"result_next":[],"result_time":[]'],
  ])("%s", async (_, cmd, expected) => {
    const { post } = await setup();
    const reply = await post("/rest/1/admin/batch.json", { cmd });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain(expected);
  });

  it.each<[string, string, unknown]>([
    ["a scalar", "echo?a=$result[sum][sum]", { a: 6 }],
    ["encoded brackets", "echo?a=%24result%5Bsum%5D%5Bsum%5D", { a: 6 }],
    ["inside text, several", "echo?a=x$result[sum][sum]-$result[list][49][ID]y", { a: "x6-50y" }],
    ["at any depth", "echo?filter[%3EID]=$result[list][49][ID]&x[][y]=$result[sum][label]", { filter: { ">ID": "50" }, x: [{ y: "" }] }],
    ["a whole list", "echo?a=$result[tags]", { a: ["p", "q"] }],
    ["a list inside text", "echo?a=x$result[tags]", { a: "x" }],
    ["a missing key", "echo?a=$result[nobody][ID]", { a: "" }],
    ["a missing path", "echo?a=$result[sum][no][such]", { a: "" }],
    ["an inherited property", "echo?a=$result[sum][constructor]&b=$result[list][length]&c=$result[__proto__]", { a: "", b: "", c: "" }],
    ["a failed command", "echo?a=$result[bad]", { a: "" }],
    ["a name is left alone", "echo?$result[sum]=1", { $result: { sum: "1" } }],
    ["no brackets", "echo?a=$result", { a: "$result" }],
  ])("a reference: %s", async (_, command, expected) => {
    const { batch } = await setup();
    const reply = await batch({
      bad: "nope",
      sum: "sum?numbers[]=1&numbers[]=5",
      list: "numbers.list",
      tags: "echo?0=p&1=q",
      all: command,
    });
    const { tags: _tags, ...rest } = reply.result;
    expect(rest["all"]).toEqual(
      command.includes("$result[tags]") && command.endsWith("=$result[tags]") ? { a: { 0: "p", 1: "q" } } : expected,
    );
  });

  it.each<[string, string, string]>([
    ["JSON", "application/json", '{"cmd":{"10":"sum?numbers[]=7","b":"echo?a=$result[10][sum]","5":"echo?a=$result[10][sum]"}}'],
    [
      "a form",
      "application/x-www-form-urlencoded",
      "cmd[10]=sum%3Fnumbers[]%3D7&cmd[b]=echo%3Fa%3D$result[10][sum]&cmd[5]=echo%3Fa%3D$result[10][sum]",
    ],
    [
      "JSON in a form",
      "application/x-www-form-urlencoded",
      'cmd={"10":"sum?numbers[]=7","b":"echo?a=$result[10][sum]","5":"echo?a=$result[10][sum]"}',
    ],
  ])("commands under numbers run in the order in which %s has them", async (_, type, body) => {
    const { fetch } = await setup();
    const reply = await fetch("/rest/1/admin/batch", { method: "POST", headers: { "content-type": type }, body });
    expect(reply.body.result).toMatchObject({ result: { 10: { sum: 7 }, b: { a: 7 }, 5: { a: 7 } } });
  });

  it("commands of a list are referred to by number", async () => {
    const { batch } = await setup();
    expect((await batch(["sum?NUMBERS[]=2", "echo?a=$result[0][sum]"])).result).toEqual([{ sum: 2, label: null }, { a: 2 }]);
  });

  it.each<[unknown, readonly string[], readonly string[]]>([
    [0, ["a", "c"], ["b"]],
    ["0", ["a", "c"], ["b"]],
    [false, ["a", "c"], ["b"]],
    [undefined, ["a", "c"], ["b"]],
    [1, ["a"], ["b"]],
    ["1", ["a"], ["b"]],
    [true, ["a"], ["b"]],
    ["true", ["a"], ["b"]],
    ["Y", ["a"], ["b"]],
  ])("halt %j", async (halt, done, failed) => {
    const { batch } = await setup();
    const reply = await batch({ a: "nothing", b: "crm.deal.get", c: "nothing" }, { HALT: halt });
    expect([Object.keys(reply.result), Object.keys(reply.result_error)]).toEqual([done, failed]);
  });

  it("each command is admitted on its own", async () => {
    const { batch } = await setup();
    const { result, result_error: errors } = await batch({
      scope: "crm.deal.get",
      app: "bizproc.robot.add",
      nested: "batch?cmd[a]=nothing",
      file: "file.upload",
      broken: "broken",
      token: "echo?auth=app&a=1",
      empty: "",
    });
    expect(Object.entries(errors).map(([key, error]) => [key, (error as { error: string }).error])).toEqual([
      ["scope", "insufficient_scope"],
      ["app", "ACCESS_DENIED"],
      ["nested", "ERROR_BATCH_METHOD_NOT_ALLOWED"],
      ["file", "ERROR_BATCH_METHOD_NOT_ALLOWED"],
      ["broken", "INTERNAL_SERVER_ERROR"],
      ["empty", "ERROR_METHOD_NOT_FOUND"],
    ]);
    expect(result).toEqual({ token: { a: "1" } });
  });

  it("commands past the 50th fail one by one, and thousands at once", async () => {
    const { batch, post } = await setup();
    const reply = await batch(Object.fromEntries(Array.from({ length: 52 }, (_, i) => [`c${i}`, "nothing"])));
    expect(Object.keys(reply.result)).toHaveLength(50);
    expect(reply.result_error).toMatchObject({
      c50: { error: "ERROR_BATCH_LENGTH_EXCEEDED" },
      c51: { error: "ERROR_BATCH_LENGTH_EXCEEDED" },
    });
    const flood = await post("/rest/1/admin/batch", { cmd: Array.from({ length: 100_000 }, () => "") });
    expect([flood.status, flood.body["error"]]).toEqual([400, "ERROR_BATCH_LENGTH_EXCEEDED"]);
  });

  it.each<[string, RequestInit, string]>([
    ["a query", {}, `?halt=0&cmd[a]=${encodeURIComponent("echo?t=John%26Martin")}`],
    ["a form", { method: "POST", body: new URLSearchParams({ halt: "0", "cmd[a]": "echo?t=John%26Martin" }) }, ""],
    ["JSON inside a form", { method: "POST", body: new URLSearchParams({ cmd: '{"a":"echo?t=John%26Martin"}' }) }, ""],
    [
      "methods with params",
      {
        method: "POST",
        body: '{"cmd":{"a":{"method":"Echo","params":{"t":"John&Martin"}}}}',
        headers: { "content-type": "application/json" },
      },
      "",
    ],
    [
      "what the fast Python client adds",
      { method: "POST", body: '{"cmd":{"a":"echo?t=John%26Martin&"}}', headers: { "content-type": "application/json" } },
      "",
    ],
  ])("commands come in %s", async (_, init, query) => {
    const { fetch } = await setup();
    const { body } = await fetch(`/rest/1/admin/batch${query}`, init);
    expect(body.result).toMatchObject({ result: { a: { t: "John&Martin" } } });
  });

  it.each([[{}], [{ cmd: "nonsense" }], [{ cmd: 7 }]])("%j is no batch", async (params) => {
    const { post } = await setup();
    const reply = await post("/rest/1/admin/batch", params);
    expect([reply.status, reply.body]).toEqual([
      400,
      { error: "ERROR_ARGUMENT", error_description: "Argument 'cmd' is null or empty", argument: "cmd" },
    ]);
  });

  it("results that double each other end at a limit", async () => {
    const { batch } = await setup();
    const doubling = Array.from({ length: 48 }, (_, i) => `echo?a=$result[${i}][a]$result[${i}][a]`);
    const reply = await batch(["echo?a=0123456789", ...doubling]);
    expect(JSON.stringify(reply.result_error)).toContain("too long");
  });
});

const undocumented = { summary: "", about: {} as never, errors: {}, docs: "", returns: "" } as const;
const open = { ...undocumented, scope: null, access: "any", context: "any" } as const;

const methods: readonly Method[] = [
  batchMethod,
  method({ ...open, name: "server.time", params: z.object({}), call: async () => value("2024-08-05T09:02:13+00:00") }),
  method({ ...open, name: "echo", aliases: ["test.echo"], params: z.looseObject({}), call: async ({ params }) => value(params) }),
  method({
    ...open,
    name: "sum",
    params: z.object({ NUMBERS: phpList(phpInt), Label: phpString.optional() }),
    call: async ({ params }) => value({ sum: params.NUMBERS.reduce((a, b) => a + b, 0), label: params.Label ?? null }),
  }),
  method({
    ...open,
    name: "numbers.list",
    params: z.object({ ...listShape }),
    call: async ({ params }) => {
      const { start, count } = parseList({ fields: ["ID"], defaultSelect: ["ID"], defaultOrder: [], unknown: "ignored" }, params);
      const rows = Array.from({ length: Math.min(50, 120 - start) }, (_, i) => ({ ID: String(start + i + 1) }));
      return list(rows, { total: count ? 120 : null, start });
    },
  }),
  method({
    ...open,
    name: "bizproc.robot.add",
    scope: "bizproc",
    access: "administrator",
    context: "application",
    params: z.object({}),
    call: async () => value(true),
  }),
  method({ ...open, name: "crm.deal.get", scope: ["crm"], params: z.object({}), call: () => Promise.reject(new Refusal("crm-not-found")) }),
  method({
    ...open,
    name: "task.select",
    params: z.object({ SELECT: phpList(phpString) }),
    refusals: { SELECT: "task-select-invalid" },
    call: async () => value(1),
  }),
  method({ ...open, name: "nothing", params: z.object({}), call: async () => value(null) }),
  method({ ...open, name: "file.upload", batch: "refused", params: z.object({}), call: async () => value(1) }),
  method({ ...open, name: "broken", params: z.object({}), call: () => Promise.reject(new Error("secret detail")) }),
  method({ ...open, name: "unwritable", params: z.object({}), call: async () => value(1n) }),
];

const bob: Caller = {
  portalId: 1,
  userId: 1,
  isAdmin: true,
  kind: "webhook",
  app: null,
  timeZone: "UTC",
  scopes: new Set(["bizproc"]),
  credential: "webhook:1",
  limits: { rate: null, operatingSeconds: null, runningCalls: null },
};

const callers: Readonly<Record<string, Caller>> = {
  "1/admin": bob,
  "2/plain": { ...bob, userId: 2, isAdmin: false },
  app: { ...bob, kind: "token", app: { id: 5, clientId: "local.5" } },
  user: { ...bob, kind: "token", isAdmin: false, app: { id: 5, clientId: "local.5" } },
  noscope: { ...bob, kind: "token", timeZone: "UTC", scopes: new Set() },
};

const authenticate: Authenticate = async (credential) => {
  if (credential.kind === "none" || credential.kind === "session") throw new Refusal("credential-missing");
  const key = credential.kind === "webhook" ? `${credential.userId}/${credential.secret}` : credential.token;
  if (key === "old") throw new Refusal("token-expired");
  const caller = Object.hasOwn(callers, key) ? callers[key] : undefined;
  if (caller === undefined) throw new Refusal(credential.kind === "webhook" ? "webhook-unknown" : "token-unknown");
  return caller;
};

describe("what never becomes a request", () => {
  it.each([
    ["signs that are not escaped", "GET /rest/1/admin/echo?name=\u00dc HTTP/1.1\r\nhost: x\r\n\r\n", 400, "not escaped"],
    ["an address longer than any", `GET /rest/1/admin/echo?a=${"x".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 414, "too long"],
    ["no HTTP at all", "Hello?\r\n\r\n", 400, "not HTTP"],
  ])("%s is refused as every other call, and the connection ends", async (_, request, status, text) => {
    const { origin } = await setup();
    const [head = "", body = ""] = (await exchange(origin, request)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain("access-control-allow-origin: *");
    expect(JSON.parse(body)).toEqual({ error: "INVALID_REQUEST", error_description: expect.stringContaining(text) });
  });
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Whatever the server answered: tests look into it freely.
  readonly body: { readonly [key: string]: unknown; readonly result?: unknown; readonly time?: Readonly<Record<string, unknown>> };
}

async function setup(given: { settings?: Partial<RestSettings>; trustProxy?: boolean } = {}) {
  const logged: { readonly details: Readonly<Record<string, unknown>>; readonly message: string }[] = [];
  const fastify = Fastify({ ...restServerOptions, trustProxy: given.trustProxy ?? false });
  registerRest(fastify, {
    authenticate,
    methods: methodRegistry(methods),
    services: {} as Services,
    settings: { requireHttps: false, ...given.settings },
    log: { error: (details, message) => void logged.push({ details, message }) },
  });
  const origin = await fastify.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => fastify.close());

  const fetchReply = async (path: string, init?: RequestInit): Promise<Reply> => {
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text.startsWith("{") ? JSON.parse(text) : {} };
  };
  const post = (path: string, params: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetchReply(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(params) });
  const batch = async (cmd: unknown, more: Readonly<Record<string, unknown>> = {}) => {
    const reply = await post("/rest/1/admin/batch", { cmd, ...more });
    return reply.body.result as Readonly<
      Record<"result" | "result_error" | "result_total" | "result_next" | "result_time", Record<string, unknown>>
    >;
  };
  return { origin, fetch: fetchReply, post, batch, logged };
}

function exchange(origin: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => {
      reply += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(reply));
  });
}

/** Sends 100 MB and reads only then, as far as the server lets it; what it answered, and how much it took. */
async function flood(origin: string, head: string, chunked: boolean): Promise<{ reply: string; sentBytes: number }> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.on("error", () => undefined); // The server may close while we still write.
  const closed = once(socket, "close");
  const piece = Buffer.alloc(1 << 20, 32);
  const block = chunked ? Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")]) : piece;
  socket.write(head);
  for (let sent = 0; sent < 100 && socket.writable; sent += 1) {
    if (!socket.write(block)) await Promise.race([once(socket, "drain"), closed]);
  }
  if (chunked) socket.write("0\r\n\r\n");
  let reply = "";
  socket.on("data", (chunk) => {
    reply += chunk.toString();
  });
  await closed;
  return { reply, sentBytes: socket.bytesWritten };
}
