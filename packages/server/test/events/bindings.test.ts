import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { people } from "../support/world.ts";
import { type Application, createEventsWorld, type EventsWorld } from "./world.ts";

const handler = "https://app.example/Handler/?a=1&b[]=%20";
let world: EventsWorld;
let mine: Application;
beforeAll(async () => {
  world = await createEventsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  mine = await world.application();
});

const bound = async (who?: keyof typeof people) => (await mine.call("event.get", {}, who)).body.result;
const row = (event: string, changes: object = {}) => ({ event, handler, auth_type: "0", offline: 0, ...changes });

test("what is bound is listed, with its address letter by letter", async () => {
  const other = await world.application();
  expect(await mine.call("event.bind", { event: "OnCrmDealAdd", handler })).toMatchObject({ status: 200, body: { result: true } });
  expect(await mine.call("event.bind", { EVENT: "ONCRMDEALADD", HANDLER: handler, AUTH_TYPE: String(people.employee) })).toMatchObject({
    body: { result: true },
  });
  await mine.call("event.bind", { event: "onCrmDynamicItemUpdate_147", handler, auth_type: "", options: { minTimeout: 3 } });
  expect(await bound()).toEqual([
    row("ONCRMDEALADD"),
    row("ONCRMDEALADD", { auth_type: String(people.employee) }),
    row("ONCRMDYNAMICITEMUPDATE_147"),
  ]);
  expect((await other.call("event.get")).body.result).toEqual([]);
});

test("the key that the PHP SDK misspells is read all the same", async () => {
  const params = { event: "ONAPPTEST", handler, "event_type\t": "online" };
  expect((await mine.call("event.bind", params)).body.result).toBe(true);
  expect((await mine.call("event.bind", { event: "ONAPPTEST", "event_type\t": "OFFLINE" })).body.result).toBe(true);
  expect(await bound()).toEqual([row("ONAPPTEST"), row("ONAPPTEST", { handler: "", offline: 1 })]);
});

test.each<[string, object, number, string, string]>([
  ["no event", { event: "" }, 400, "ERROR_ARGUMENT", "Argument 'EVENT' is null or empty"],
  ["no handler", { handler: undefined }, 400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty"],
  ["a list for a handler", { handler: [handler] }, 400, "ERROR_ARGUMENT", "The value of an argument 'HANDLER' must be of type string"],
  ["an unknown event", { event: "ONDEALADD" }, 400, "ERROR_EVENT_NOT_FOUND", "Event not found"],
  ["an event of a scope that is missing", { event: "ONTASKADD" }, 400, "ERROR_EVENT_NOT_FOUND", "Event not found"],
  ["another protocol", { handler: "ftp://app.example/" }, 400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol"],
  ["a wrong address", { handler: "app.example" }, 400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"],
  ["a word for a person", { auth_type: "me" }, 400, "ERROR_ARGUMENT", "The value of an argument 'AUTH_TYPE' must be of type integer"],
  ["a person below zero", { auth_type: -1 }, 400, "ERROR_ARGUMENT", "The value of an argument 'AUTH_TYPE' must be of type integer"],
  ["nobody", { auth_type: 999 }, 400, "INVALID_ARG_VALUE", "Invalid value of 'AUTH_TYPE': there is no such person"],
  ["a type of its own", { event_type: "later" }, 400, "INVALID_ARG_VALUE", "Invalid value of 'EVENT_TYPE': expected online or offline"],
  ["a word for options", { options: "all" }, 400, "ERROR_ARGUMENT", "The value of an argument 'OPTIONS' must be of type array"],
  [
    "large options",
    { options: { note: "x".repeat(17_000) } },
    400,
    "INVALID_ARG_VALUE",
    "Invalid value of 'OPTIONS': more than 16384 bytes",
  ],
  [
    "a long connector",
    { auth_connector: "x".repeat(256) },
    400,
    "INVALID_ARG_VALUE",
    "Invalid value of 'AUTH_CONNECTOR': more than 255 characters",
  ],
])("a binding with %s is refused", async (_, changes, status, error, error_description) => {
  const reply = await mine.call("event.bind", { event: "ONCRMDEALADD", handler, ...changes });
  expect(reply).toMatchObject({ status, body: { error, error_description } });
  expect(await bound()).toEqual([]);
});

test("the same handler is bound to an event once for each person", async () => {
  const exists = {
    status: 400,
    body: { error: "ERROR_EVENT_BINDING_EXISTS", error_description: "Unable to set event handler: it is already registered" },
  };
  const bind = (params: object) => mine.call("event.bind", { event: "ONCRMDEALADD", handler, ...params });
  await bind({});
  expect(await bind({ event: "OnCrmDealAdd", auth_type: 0 })).toMatchObject(exists);
  await bind({ auth_type: people.employee });
  expect(await bind({ auth_type: people.employee })).toMatchObject(exists);
  await bind({ event_type: "offline", auth_connector: "stock" });
  await bind({ event_type: "offline" });
  expect(await bind({ event_type: "offline", handler: "https://other.example/" })).toMatchObject(exists);
  const other = await world.application();
  expect((await other.call("event.bind", { event: "ONCRMDEALADD", handler })).body.result).toBe(true);
  expect(await bound()).toHaveLength(4);
});

test("of many who bind the same at once one succeeds", async () => {
  const replies = await Promise.all(Array.from({ length: 12 }, () => mine.call("event.bind", { event: "ONCRMDEALADD", handler })));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(replies.filter(({ body }) => body.error === "ERROR_EVENT_BINDING_EXISTS")).toHaveLength(11);
});

test("an application that binds anew at every start does not fill the table", async () => {
  await world.runtime.database.sql`
    insert into event_binding (portal_id, application_id, event, handler, is_offline, auth_connector, options, created_by)
    select ${world.portalId}, ${mine.id}, 'ONAPPTEST', 'https://app.example/' || n, false, '', '{}', 1 from generate_series(1, 500) n`;
  expect(await mine.call("event.bind", { event: "ONAPPTEST", handler })).toMatchObject({
    status: 400,
    body: { error: "INVALID_ARG_VALUE", error_description: "Invalid value of 'EVENT': the application has 500 handlers already" },
  });
});

test("people without administrator rights bind in their own name and see only that", async () => {
  const id = String(people.employee);
  await mine.call("event.bind", { event: "ONCRMDEALADD", handler });
  for (const [event, auth_type] of [
    ["ONCRMDEALADD", undefined],
    ["ONCRMDEALUPDATE", 0],
    ["ONCRMDEALDELETE", people.employee],
  ] as const) {
    expect((await mine.call("event.bind", { event, handler, auth_type }, "employee")).body.result).toBe(true);
  }
  const own = ["ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"].map((event) => row(event, { auth_type: id }));
  expect(await bound("employee")).toEqual(own);
  expect(await bound()).toEqual([row("ONCRMDEALADD"), ...own]);
});

test.each([
  ["bind", { auth_type: 1 }, "Access denied! Event binding with AUTH_TYPE requires administrator access rights"],
  ["bind", { event_type: "offline" }, "Access denied! Offline events binding requires administrator access rights"],
  ["unbind", { auth_type: 1 }, "Access denied! Event unbinding with AUTH_TYPE requires administrator access rights"],
  ["unbind", { event_type: "offline" }, "Access denied! Offline events unbinding requires administrator access rights"],
])("event.%s with %o is for administrators", async (verb, params, error_description) => {
  const reply = await mine.call(`event.${verb}`, { event: "ONCRMDEALADD", handler, ...params }, "employee");
  expect(reply).toMatchObject({ status: 403, body: { error: "ACCESS_DENIED", error_description } });
});

test.each<[string, object, keyof typeof people, number]>([
  ["an event and its address in any name", { event: "OnCrmDealAdd", handler }, "admin", 3],
  ["an event and its address in nobody's name", { event: "ONCRMDEALADD", handler, auth_type: "" }, "admin", 1],
  ["an event and its address, for 0", { event: "ONCRMDEALADD", handler, auth_type: 0 }, "admin", 1],
  ["an event and its address in one name", { event: "ONCRMDEALADD", handler, auth_type: people.manager }, "admin", 1],
  ["an address in another spelling", { event: "ONCRMDEALADD", handler: handler.toLowerCase() }, "admin", 0],
  ["an event that there is not", { event: "ONDEALADD", handler }, "admin", 0],
  ["nothing: all online ones go", {}, "admin", 4],
  ["an offline one, where the address counts for nothing", { event: "ONCRMDEALADD", handler, event_type: "offline" }, "admin", 1],
  ["an event and its address, by an employee", { event: "ONCRMDEALADD", handler }, "employee", 1],
  ["nothing, by an employee: only their own", {}, "employee", 1],
])("what is unbound by %s", async (_, params, who, count) => {
  const other = await world.application();
  await other.call("event.bind", { event: "ONCRMDEALADD", handler });
  await mine.call("event.bind", { event: "ONCRMDEALADD", handler });
  await mine.call("event.bind", { event: "ONCRMDEALADD", handler, auth_type: people.employee });
  await mine.call("event.bind", { event: "ONCRMDEALADD", handler, auth_type: people.manager });
  await mine.call("event.bind", { event: "ONAPPTEST", handler });
  await mine.call("event.bind", { event: "ONCRMDEALADD", event_type: "offline" });
  expect(await mine.call("event.unbind", params, who)).toMatchObject({ status: 200, body: { result: { count } } });
  expect(await bound()).toHaveLength(5 - count);
  expect((await other.call("event.get")).body.result).toHaveLength(1);
});

test("events are told by scope, by what the application may, or all", async () => {
  const codes = async (params: object, application = mine): Promise<string[]> => (await application.call("events", params)).body.result;
  const bare = await world.application({ scopes: [] });
  expect(await codes({}, bare)).toEqual([
    "ONAPPUNINSTALL",
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPPAYMENT",
    "ONAPPTEST",
    "ONAPPMETHODCONFIRM",
    "ONOFFLINEEVENT",
  ]);
  expect(await codes({ SCOPE: "user", FULL: true })).toEqual(["ONUSERADD"]);
  expect(await codes({ scope: "nothing" })).toEqual([]);
  const own = await codes({});
  expect(own).toEqual(expect.arrayContaining(["ONAPPINSTALL", "ONUSERADD", "ONCRMDEALADD", "ONCRMLEADDELETE", "ONCRMDEALMOVETOCATEGORY"]));
  expect(own).not.toContain("ONTASKADD");
  const all = await codes({ full: "Y" }, bare);
  expect(all).toEqual(expect.arrayContaining([...own, "ONTASKADD"]));
  expect(new Set(all).size).toBe(all.length);
});

test.each(["event.bind", "event.unbind", "event.get", "events", "event.test"])("%s is not for webhooks", async (method) => {
  expect(await world.call("admin", method, { event: "ONAPPTEST", handler })).toMatchObject({
    status: 403,
    body: { error: "WRONG_AUTH_TYPE" },
  });
});

test("bindings leave with their application", async () => {
  await mine.call("event.bind", { event: "ONCRMDEALADD", handler });
  await removeApplication(world.runtime, world.portalId, mine.id);
  expect(await world.runtime.database.sql`select id from event_binding where application_id = ${mine.id}`).toEqual([]);
});
