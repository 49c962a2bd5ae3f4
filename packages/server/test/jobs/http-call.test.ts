import { createServer as createTcpServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { defaultTurnLimits } from "../../src/jobs/call-turns.ts";
import { type CallResult, type HttpCalls, type HttpCallsOptions, httpCalls, type PostRequest } from "../../src/jobs/http-call.ts";
import { handlerServer, ok, status } from "./handler-server.ts";

function answerAll(held: (() => void)[]): void {
  for (const answer of held.splice(0)) answer();
}

function setup(options: HttpCallsOptions = {}): {
  calls: HttpCalls;
  post(url: string, request?: Partial<PostRequest>): Promise<CallResult>;
} {
  const calls = httpCalls(options);
  onTestFinished(() => calls.close());
  return {
    calls,
    post: (url, request = {}) =>
      calls.post({ url, makeBody: async () => "a=1", allowPrivate: true, signal: new AbortController().signal, ...request }),
  };
}

test("a call is one form POST to the whole address, and its reply is kept", async () => {
  const server = await handlerServer();
  const { post } = setup();
  const result = await post(`${server.url}/hook/a?key=1`);
  expect(result).toEqual({ kind: "replied", status: 200, retryAfter: null, reply: "received" });
  expect(server.received).toMatchObject([
    { path: "/hook/a?key=1", body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
  ]);
});

test("a redirect is an answer and is not followed", async () => {
  const server = await handlerServer();
  const other = await handlerServer();
  server.answer = status(302, { location: other.url });
  expect(await setup().post(server.url)).toMatchObject({ kind: "replied", status: 302 });
  expect(other.received).toEqual([]);
});

test("connections are kept and used again", async () => {
  const server = await handlerServer();
  const ports = new Set<unknown>();
  server.answer = (response, received) => {
    ports.add(response.socket?.remotePort);
    ok(response, received);
  };
  const { post } = setup();
  for (let call = 0; call < 20; call += 1) await post(server.url);
  expect(ports.size).toBeLessThan(4);
});

test("only the first kilobyte of a reply is kept, without NUL", async () => {
  const server = await handlerServer();
  server.answer = (response) => response.end(`\0${"ü".repeat(10_000)}`);
  const result = await setup().post(server.url);
  expect(result).toMatchObject({ kind: "replied", reply: `${"ü".repeat(511)}\uFFFD` });
});

test("an endless reply is cut off, and its status counts", async () => {
  const server = await handlerServer();
  const part = Buffer.alloc(16 * 1024, "x");
  server.answer = (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(part));
    };
    response.on("drain", more);
    more();
  };
  expect(await setup().post(server.url)).toMatchObject({ kind: "replied", status: 200, reply: "x".repeat(1024) });
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

test("a reply that drips is cut off in time, and its status counts", async () => {
  const server = await handlerServer();
  server.answer = (response) => response.write("drop");
  expect(await setup({ totalMs: 300 }).post(server.url)).toMatchObject({ kind: "replied", status: 200, reply: "drop" });
});

test("a handler that does not answer is left after the whole time", async () => {
  const server = await handlerServer();
  server.answer = () => undefined;
  expect(await setup({ totalMs: 100 }).post(server.url)).toEqual({ kind: "unreachable", reason: "there was no reply within 0.1 s" });
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

test("a call ends when the worker stops", async () => {
  const server = await handlerServer();
  server.answer = () => stop.abort();
  const stop = new AbortController();
  expect(await setup().post(server.url, { signal: stop.signal })).toMatchObject({ kind: "unreachable" });
});

test("a refused connection, a name without address and a peer that speaks no HTTP are unreachable, each by its reason", async () => {
  const server = await handlerServer();
  await server.close();
  expect(await setup().post(server.url)).toEqual({ kind: "unreachable", reason: "the connection was refused" });

  const nowhere = setup({ resolve: async () => [] });
  expect(await nowhere.post("http://nowhere.example/")).toEqual({ kind: "unreachable", reason: "its name has no address" });

  const rude = createTcpServer((socket) => socket.end("good day\r\n\r\n"));
  await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void rude.close());
  const address = rude.address();
  const port = typeof address === "object" ? address?.port : 0;
  expect(await setup().post(`http://127.0.0.1:${port}/`)).toMatchObject({ reason: expect.stringContaining("no HTTP") });
});

test.each([
  "http://127.0.0.1:1/",
  "http://[::1]:1/",
  "http://2130706433:1/",
  "http://0x7f.1:1/",
  "http://[::ffff:127.0.0.1]:1/",
  "http://10.1.2.3/",
])("%s is not called where private addresses are forbidden", async (url) => {
  expect(await setup().post(url, { allowPrivate: false })).toMatchObject({ kind: "forbidden", reason: expect.stringContaining("private") });
});

test("a name is checked when connecting, so one that turns to a private address later is refused", async () => {
  const server = await handlerServer();
  const answers = [
    [{ address: "127.0.0.1", family: 4 }],
    [
      { address: "93.184.216.34", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ],
  ];
  let lookups = 0;
  const { post } = setup({ resolve: async () => answers[lookups++] ?? [], totalMs: 500 });
  const url = `http://app.example:${server.port}/`;
  expect(await post(url, { allowPrivate: false })).toMatchObject({ kind: "forbidden" });
  expect(await post(url, { allowPrivate: false })).toMatchObject({ kind: "forbidden" });
  expect(server.received).toEqual([]);
});

test("the connection goes to the very address that was checked", async () => {
  const server = await handlerServer();
  let lookups = 0;
  const resolve = async () => {
    lookups += 1;
    return [{ address: "127.0.0.1", family: 4 }];
  };
  expect(await setup({ resolve }).post(`http://app.example:${server.port}/`)).toMatchObject({ kind: "replied", status: 200 });
  expect(lookups).toBe(1);
  expect(server.received[0]?.headers.host).toBe(`app.example:${server.port}`);
});

test("a kept connection to a private address does not serve a portal that forbids it", async () => {
  const server = await handlerServer();
  const { post } = setup({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
  const url = `http://app.example:${server.port}/`;
  expect(await post(url)).toMatchObject({ kind: "replied" });
  expect(await post(url, { allowPrivate: false })).toMatchObject({ kind: "forbidden" });
});

test("a slow origin has its few calls at a time, and others go on beside it", async () => {
  const slow = await handlerServer();
  const quick = await handlerServer();
  const held: (() => void)[] = [];
  slow.answer = (response) => held.push(() => response.end());
  const { post } = setup({ turns: { ...defaultTurnLimits, perOrigin: 2, mostWaitingUnknown: 3, longestWaitMs: 60_000 } });
  const all = Array.from({ length: 7 }, () => post(slow.url));
  await vi.waitFor(() => expect(held).toHaveLength(2));
  expect(await post(quick.url)).toMatchObject({ kind: "replied" });
  const putBack = (await Promise.all(all.slice(5))) as Extract<CallResult, { kind: "later" }>[];
  expect(putBack.map(({ kind }) => kind)).toEqual(["later", "later"]);
  expect(slow.open()).toBe(2);
  const answering = setInterval(() => answerAll(held), 5);
  onTestFinished(() => clearInterval(answering));
  expect((await Promise.all(all.slice(0, 5))).map(({ kind }) => kind)).toEqual(Array(5).fill("replied"));
});

test("who has waited too long for a slow origin is put back", async () => {
  const slow = await handlerServer();
  slow.answer = () => undefined;
  const { post } = setup({ totalMs: 1_000, turns: { ...defaultTurnLimits, perOrigin: 1, longestWaitMs: 50 } });
  const first = post(slow.url);
  expect(await post(slow.url)).toMatchObject({ kind: "later" });
  expect(await first).toMatchObject({ kind: "unreachable" });
});

test("the node's own limit holds over all origins", async () => {
  const servers = await Promise.all([handlerServer(), handlerServer(), handlerServer()]);
  const held: (() => void)[] = [];
  for (const server of servers) server.answer = (response) => held.push(() => response.end());
  const { post } = setup({ turns: { ...defaultTurnLimits, perNode: 2, longestWaitMs: 60_000 } });
  const all = servers.map(({ url }) => post(url));
  await vi.waitFor(() => expect(held).toHaveLength(2));
  expect(servers.reduce((sum, server) => sum + server.open(), 0)).toBe(2);
  answerAll(held);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  answerAll(held);
  expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(Array(3).fill("replied"));
});
