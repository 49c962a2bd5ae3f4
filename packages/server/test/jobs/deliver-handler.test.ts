import { expect, test, vi } from "vitest";
import { parseQuery } from "../../src/rest/php-query.ts";
import { gate, hooksAt } from "../queue/world.ts";
import { handlerServer, status } from "./handler-server.ts";
import { activity, eventId, jobsWorld, memberId, settle, workflowId } from "./world.ts";

const world = await jobsWorld();

async function setup() {
  const server = await handlerServer();
  await world.setHandler(`${server.url}/hook?a=1`);
  return server;
}

function withoutSecrets(body: string): string {
  return body
    .replace(/[0-9a-f]{70}/g, "<token>")
    .replace(/(event_token=[^&]*)\.[0-9a-f]{64}/, "$1.<signature>")
    .replace(/(application_token%5D=)[0-9a-f]{32}/, "$1<secret>")
    .replace(/(ts=|expires%5D=)\d{10}/g, "$1<time>");
}

test("a handler is called with exactly the fields, order and encoding that applications know", async () => {
  const server = await setup();
  await world.addCall();
  world.start();
  await world.finished();
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ path: "/hook?a=1", headers: { "content-type": "application/x-www-form-urlencoded" } });
  const [fields, auth] = withoutSecrets(server.received[0]?.body ?? "").split("&auth%5Baccess_token%5D=<token>&");
  expect(fields?.split("&")).toEqual([
    `workflow_id=${workflowId}`,
    "code=test_activity",
    "document_id%5B0%5D=crm",
    "document_id%5B1%5D=CCrmDocumentContact",
    "document_id%5B2%5D=CONTACT_109286",
    "document_type%5B0%5D=crm",
    "document_type%5B1%5D=CCrmDocumentContact",
    "document_type%5B2%5D=CONTACT",
    `event_token=${workflowId}%7C${activity}%7C${eventId}.<signature>`,
    "properties%5Bcomment%5D=default+string+-+value",
    "properties%5Bamount%5D=333",
    "use_subscription=Y",
    "timeout_duration=660",
    "ts=<time>",
  ]);
  expect(auth?.split("&")).toEqual([
    "auth%5Brefresh_token%5D=<token>",
    "auth%5Bexpires%5D=<time>",
    "auth%5Bexpires_in%5D=3600",
    "auth%5Bserver_endpoint%5D=https%3A%2F%2Fportal.example%2Frest%2F",
    "auth%5Bclient_endpoint%5D=https%3A%2F%2Fportal.example%2Frest%2F",
    "auth%5Bscope%5D=crm%2Cbizproc",
    "auth%5Bstatus%5D=L",
    "auth%5Bapplication_token%5D=<secret>",
    "auth%5Bdomain%5D=portal.example",
    `auth%5Bmember_id%5D=${memberId}`,
    "auth%5Buser_id%5D=16",
  ]);
});

test("flags go as Y and N, nothing goes as empty text, and without properties there is still one key", async () => {
  const server = await setup();
  await world.addCall({
    properties: { yes: true, no: false, none: null, users: ["user_1", "user_2"], empty: [] },
    waits: false,
    timeoutSeconds: 0,
  });
  await world.addCall({ properties: {} });
  world.start();
  await world.finished();
  const bodies = server.received.map(({ body }) => parseQuery(body)).sort((a) => (a["use_subscription"] === "N" ? -1 : 1));
  expect(bodies).toMatchObject([
    {
      properties: { yes: "Y", no: "N", none: "", users: ["user_1", "user_2"], empty: "" },
      use_subscription: "N",
      timeout_duration: "0",
    },
    { properties: [""] },
  ]);
});

test.each([
  ["nobody", { authUser: null }],
  ["a user that does not exist", { authUser: 99 }],
])("a call in the name of %s brings no tokens, but says where it comes from", async (_, changes) => {
  const server = await setup();
  await world.addCall(changes);
  world.start();
  await world.finished();
  const { auth } = parseQuery(server.received[0]?.body ?? "") as { auth: Record<string, unknown> };
  expect(Object.keys(auth)).not.toContain("access_token");
  expect(Object.keys(auth)).not.toContain("refresh_token");
  expect(auth).toMatchObject({ domain: "portal.example", member_id: memberId, application_token: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test("a user who was dismissed lends no tokens to the next attempt", async () => {
  const server = await setup();
  await world.database.sql`update portal_user set is_active = false where id = 16`;
  await world.addCall();
  world.start();
  await world.finished();
  expect(server.received[0]?.body).not.toContain("access_token");
});

test("what was called is kept with its outcome, and without what would let a reader act", async () => {
  const server = await setup();
  await world.addCall();
  world.start();
  await world.finished();
  const [delivery] = await world.deliveries();
  expect(delivery).toMatchObject({
    portal_id: 1,
    workflow_id: workflowId,
    activity,
    application_id: world.applicationId,
    code: "test_activity",
    handler: `${server.url}/hook?a=1`,
    event_id: eventId,
    outcome: "done",
    attempts: 1,
    http_status: 200,
    error: "",
    reply: "received",
    payload: { workflow_id: workflowId, properties: { amount: "333" }, use_subscription: "Y" },
    duration_ms: expect.any(Number),
  });
  const stored = JSON.stringify(delivery);
  expect(stored).not.toMatch(/[0-9a-f]{64}/);
  expect(stored).not.toContain("token");
});

test("each attempt carries the same event token and tokens of its own, and they come after 5 s, 30 s, 2 min, 10 min and 1 h", async () => {
  const server = await setup();
  server.answer = status(500);
  await world.addCall();
  world.start();
  for (const [index, seconds] of [5, 30, 120, 600, 3600].entries()) {
    const job = await world.attempted(index + 1);
    expect(job.secondsAhead).toBeGreaterThan(seconds - 2);
    expect(job.secondsAhead).toBeLessThan(seconds * 1.1 + 1);
    expect(JSON.stringify(job.payload)).not.toContain("token");
    expect(await world.deliveries()).toEqual([]);
    await world.makeDue();
  }
  await world.finished();
  expect(server.received).toHaveLength(6);
  const bodies = server.received.map(({ body }) => parseQuery(body) as { event_token: string; auth: { access_token: string } });
  expect(new Set(bodies.map((body) => body.event_token)).size).toBe(1);
  expect(new Set(bodies.map((body) => body.auth.access_token)).size).toBe(6);
  const text = `The application "Robots" could not be reached: HTTP 500 from ${server.url}/hook after 6 attempts`;
  expect(await world.deliveries()).toMatchObject([{ outcome: "failed", attempts: 6, http_status: 500, error: text, reply: "status 500" }]);
  expect(world.resumed).toMatchObject([{ workflowId, event: { kind: "delivery-failed", activity, eventId, reason: text } }]);
});

test.each([404, 302])("HTTP %i holds a waiting workflow at once", async (code) => {
  const server = await setup();
  server.answer = status(code, { location: server.url });
  await world.addCall();
  world.start();
  await world.finished();
  expect(server.received).toHaveLength(1);
  expect(await world.deliveries()).toMatchObject([{ outcome: "failed", attempts: 1, http_status: code }]);
  expect(world.resumed).toHaveLength(1);
});

test("a failed call that nobody waits for is the delivery's incident alone", async () => {
  const server = await setup();
  server.answer = status(404);
  await world.addCall({ waits: false });
  world.start();
  await world.finished();
  expect(await world.deliveries()).toMatchObject([{ outcome: "failed" }]);
  expect(world.resumed).toEqual([]);
  expect(world.lines).toMatchObject([{ level: "warn" }]);
});

test("a handler that is down is tried again, and reached when it is back", async () => {
  const server = await setup();
  await server.close();
  await world.addCall();
  world.start();
  await world.attempted(1);
  const back = await handlerServer();
  await world.setHandler(back.url);
  await world.makeDue();
  await world.finished();
  expect(back.received).toHaveLength(1);
  expect(await world.deliveries()).toMatchObject([{ outcome: "done", attempts: 2 }]);
});

test("an action that is no longer registered fails at once, with its type in place of its code", async () => {
  await world.addCall({ type: `rest_${"00".repeat(16)}` });
  world.start();
  await world.finished();
  expect(await world.deliveries()).toMatchObject([
    { outcome: "failed", application_id: null, code: `rest_${"00".repeat(16)}`, http_status: null },
  ]);
  expect(world.resumed).toHaveLength(1);
});

test("a portal that forbids private addresses calls none", async () => {
  const server = await setup();
  await world.database.sql`update portal set private_handlers = false`;
  await world.addCall();
  world.start();
  await world.finished();
  expect(server.received).toEqual([]);
  expect(await world.deliveries()).toMatchObject([{ outcome: "failed", error: expect.stringContaining("private address") }]);
});

test("a call whose job was deleted meanwhile, as by the step's timeout, leaves nothing behind", async () => {
  const server = await setup();
  const release = gate();
  server.answer = (response) => void release.opened.then(() => response.writeHead(500).end());
  await world.addCall();
  const worker = world.start();
  await vi.waitFor(() => expect(server.received).toHaveLength(1), settle);
  await world.database.sql`delete from job`;
  release.open();
  await worker.stop();
  expect(await world.jobs()).toEqual([]);
  expect(await world.deliveries()).toEqual([]);
});

test("a call whose worker died before it could say so is made again with the same event token", async () => {
  const server = await setup();
  const dead = gate();
  const called = gate();
  const hooks = hooksAt("after-delivery-before-finish", async () => {
    called.open();
    await dead.opened;
  });
  await world.addCall();
  // It looks for jobs once, and not again: it is as good as dead.
  world.start({ hooks, pollMs: 600_000 });
  await called.opened;
  await world.makeDue();
  world.start();
  await world.finished();
  dead.open();
  const tokens = server.received.map(({ body }) => (parseQuery(body) as { event_token: string }).event_token);
  expect(tokens).toHaveLength(2);
  expect(new Set(tokens).size).toBe(1);
  await vi.waitFor(async () => expect(await world.deliveries()).toMatchObject([{ attempts: 2 }]), settle);
});

test("servers that die in the middle of calls use up none of the tries that the application has", async () => {
  const server = await setup();
  server.answer = (response) => void response.writeHead(server.received.length === 1 ? 500 : 200).end();
  await world.addCall();
  // As if twenty servers had claimed it and died.
  await world.database.sql`update job set attempt = 20`;
  world.start();
  await world.attempted(21);
  await world.makeDue();
  await world.finished();
  expect(await world.deliveries()).toMatchObject([{ outcome: "done", attempts: 22 }]);
});

test("a slow origin with many calls does not hold up another one's", async () => {
  const slow = await setup();
  slow.answer = () => undefined;
  for (let count = 0; count < 150; count += 1) await world.addCall();
  world.start({ calls: { totalMs: 1_500 } });
  await vi.waitFor(() => expect(slow.received).toHaveLength(8), settle);
  const quick = await handlerServer();
  await world.addEvent({ handler: quick.url });
  await vi.waitFor(() => expect(quick.received).toHaveLength(1), settle);
  expect(slow.open()).toBe(8);
  await world.database.sql`delete from job`;
});
