import { afterAll, beforeAll, expect, test } from "vitest";
import { addUser } from "../../src/operations/add-user.ts";
import { installApplication } from "../../src/operations/install-application.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { people } from "../support/world.ts";
import { createEventsWorld, type EventsWorld } from "./world.ts";

let world: EventsWorld;
beforeAll(async () => {
  world = await createEventsWorld();
});
afterAll(() => world.close());

test("a test event brings back what the call brought, to the calling application alone", async () => {
  const mine = await world.application();
  const other = await world.application();
  await mine.bind("onAppTest", "/test/mine");
  await other.bind("ONAPPTEST", "/test/other");
  const query = { any: "data", deep: { list: ["a", "b"], yes: true, no: false }, number: 7 };
  expect(await mine.call("event.test", query, "employee")).toMatchObject({ status: 200, body: { result: 1 } });
  const [call] = await world.heard("/test/mine");
  expect(call?.tree).toMatchObject({
    event: "ONAPPTEST",
    event_handler_id: expect.stringMatching(/^\d+$/),
    data: { QUERY: { any: "data", deep: { list: ["a", "b"], yes: "1", no: "0" }, number: "7" }, LANGUAGE_ID: "en" },
    auth: { user_id: String(people.employee), access_token: expect.any(String) },
  });
  expect(call?.tree.auth).not.toHaveProperty("refresh_token");
  expect(await world.heard("/test/other")).toEqual([]);
  expect(JSON.stringify(await world.runtime.database.sql`select payload from delivery`)).not.toContain(call?.tree.auth.access_token);
});

test("a test event may be empty, but not large", async () => {
  const mine = await world.application();
  await mine.bind("ONAPPTEST", "/test/empty");
  expect((await mine.call("event.test")).body.result).toBe(1);
  expect((await world.heard("/test/empty"))[0]?.tree.data).toEqual({ QUERY: "", LANGUAGE_ID: "en" });
  expect(await mine.call("event.test", { any: "x".repeat(17_000) })).toMatchObject({
    status: 400,
    body: { error: "INVALID_ARG_VALUE", error_description: "Invalid value of 'QUERY': more than 16384 bytes" },
  });
});

test("a new person is told to applications that may see people, without access", async () => {
  const mine = await world.application({ scopes: ["user"] });
  await mine.bind("OnUserAdd", "/people");
  const blind = await world.application({ scopes: ["user_brief"] });
  const refused = await blind.call("event.bind", { event: "ONUSERADD", handler: `${world.handler.url}/blind` });
  expect(refused.body.error).toBe("ERROR_EVENT_NOT_FOUND");
  const person = { email: "zoe@example.org", name: "Zoe", lastName: "Weber", workPosition: "Clerk", departments: [1, 2] };
  const id = await addUser(world.runtime, world.portalId, person);
  const [call] = await world.heard("/people");
  expect(call?.tree).toMatchObject({
    event: "ONUSERADD",
    data: {
      ...{ ID: String(id), ACTIVE: "Y", EMAIL: "zoe@example.org", NAME: "Zoe", LAST_NAME: "Weber", WORK_POSITION: "Clerk" },
      UF_DEPARTMENT: ["1", "2"],
      DATE_REGISTER: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/),
    },
  });
  expect(call?.tree.auth).not.toHaveProperty("access_token");
});

test("an application with pages hears of its installation at what it bound meanwhile, lasting access included", async () => {
  const mine = await world.application({ hasUi: true, installUrl: `${world.handler.url}/installer` });
  await mine.bind("ONAPPINSTALL", "/installed");
  const other = await world.application();
  await other.bind("ONAPPINSTALL", "/installed/other");
  const installation = { portalId: world.portalId, applicationId: mine.id, userId: people.admin };
  expect([await installApplication(world.runtime, installation), await installApplication(world.runtime, installation)]).toEqual([
    true,
    false,
  ]);
  const calls = await world.heard("/installed");
  expect(calls.map(({ tree }) => tree)).toMatchObject([
    {
      event: "ONAPPINSTALL",
      event_handler_id: expect.any(String),
      data: { VERSION: "1", ACTIVE: "Y", INSTALLED: "Y", LANGUAGE_ID: "en" },
      auth: { refresh_token: expect.any(String), access_token: expect.any(String), user_id: String(people.admin) },
    },
  ]);
  for (const path of ["/installer", "/installed/other"]) expect(await world.heard(path)).toEqual([]);
});

test("an application without pages is told at its install address, as it always was", async () => {
  await world.application({ installUrl: `${world.handler.url}/silent` });
  const [call, ...more] = await world.heard("/silent");
  expect([call?.tree.event, call?.tree.event_handler_id, more]).toEqual(["ONAPPINSTALL", undefined, []]);
});

test("an application hears of its removal when it is gone: by whom it was called, and nothing to call back with", async () => {
  const mine = await world.application();
  await mine.bind("ONAPPTEST", "/before");
  await mine.bind("ONAPPUNINSTALL", "/removed", { auth_type: people.manager });
  const other = await world.application();
  await other.bind("ONAPPUNINSTALL", "/removed/other");
  await mine.call("event.test");
  const [before] = await world.heard("/before");
  // Two at once: the second finds nothing, and says nothing.
  const remove = () => removeApplication(world.runtime, world.portalId, mine.id);
  expect((await Promise.all([remove(), remove()])).toSorted()).toEqual([false, true]);
  const calls = await world.heard("/removed");
  const { domain, client_endpoint, server_endpoint, member_id, application_token } = before?.tree.auth ?? {};
  expect(calls.map(({ tree }) => tree)).toEqual([
    {
      event: "ONAPPUNINSTALL",
      event_handler_id: expect.any(String),
      data: { LANGUAGE_ID: "en", CLEAN: "1" },
      ts: expect.any(String),
      auth: { domain, client_endpoint, server_endpoint, member_id, application_token },
    },
  ]);
  expect(await world.heard("/removed/other")).toEqual([]);
  expect(await world.runtime.database.sql`select outcome from delivery where code = 'ONAPPUNINSTALL'`).toEqual([{ outcome: "done" }]);
});

test("what was never installed leaves without a word", async () => {
  const waiting = await world.application({ hasUi: true });
  await waiting.bind("ONAPPUNINSTALL", "/never");
  await removeApplication(world.runtime, world.portalId, waiting.id);
  expect(await world.heard("/never")).toEqual([]);
});
