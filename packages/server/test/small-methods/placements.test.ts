import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addApplication } from "../../src/operations/add-application.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { createRestWorld, type Reply, type RestWorld } from "../support/rest-world.ts";
import { people } from "../support/world.ts";

const handler = "https://app.example/handler/?a=1";
let world: RestWorld;
let application: { readonly id: number; readonly clientId: string };
/** The application through its administrator, another one, and the same through an employee. */
let tokens: { readonly mine: string; readonly other: string; readonly employee: string; readonly bare: string };

beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

beforeEach(async () => {
  const { runtime, portalId } = world;
  const add = (scopes: readonly string[]) =>
    addApplication(runtime, {
      ...{ portalId, name: "Widgets", handlerUrl: "http://127.0.0.1:9/", installUrl: "", hasUi: false, scopes, createdBy: people.admin },
    });
  const token = async (clientId: string, userId: number) => (await issueToken(runtime, { portalId, clientId, userId })).accessToken;
  application = await add(["placement", "crm"]);
  const second = await add(["placement", "crm"]);
  const third = await add(["placement"]);
  tokens = {
    mine: await token(application.clientId, people.admin),
    other: await token(second.clientId, people.admin),
    employee: await token(application.clientId, people.employee),
    bare: await token(third.clientId, people.admin),
  };
});

async function call(method: string, params: object = {}, who: keyof typeof tokens = "mine"): Promise<Reply> {
  const response = await fetch(`${new URL(world.door("admin").url).origin}/rest/placement.${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...params, auth: tokens[who] }),
  });
  return { status: response.status, body: await response.json() };
}

const result = async (...given: Parameters<typeof call>) => (await call(...given)).body.result;
const tab = { PLACEMENT: "CRM_DEAL_DETAIL_TAB", HANDLER: handler };
const worker = { PLACEMENT: "PAGE_BACKGROUND_WORKER", HANDLER: handler, OPTIONS: { errorHandlerUrl: "https://app.example/error/" } };

test("what is bound is told, in the order of the binding", async () => {
  const texts = { TITLE: "Supplies", DESCRIPTION: "All of them", GROUP_NAME: "Stock" };
  expect(await call("bind", { ...tab, ...texts })).toMatchObject({ status: 200, body: { result: true } });
  const german = { TITLE: "Lager", DESCRIPTION: "", GROUP_NAME: "" };
  const context = { extranet: "N", context: "ALL", role: "USER" };
  await call("bind", { placement: "im_context_menu", handler, lang_all: { de: { title: "Lager" }, EN: texts }, options: context });
  await call("bind", { ...worker, USER_ID: people.employee });
  expect(await call("get")).toMatchObject({
    status: 200,
    body: {
      result: [
        {
          ...{ placement: "CRM_DEAL_DETAIL_TAB", userId: 0, handler, options: [], title: "Supplies", description: "All of them" },
          langAll: { en: texts },
        },
        {
          ...{ placement: "IM_CONTEXT_MENU", userId: 0, handler, options: context, title: "Supplies", description: "All of them" },
          langAll: { de: german, en: texts },
        },
        { placement: "PAGE_BACKGROUND_WORKER", userId: people.employee, handler, options: worker.OPTIONS, title: "", description: "" },
      ],
    },
  });
  expect(await result("get", {}, "other")).toEqual([]);
});

test("binding the same once more adds nothing, another title does", async () => {
  for (const TITLE of ["One", "One", "Two"]) expect(await result("bind", { ...tab, TITLE })).toBe(true);
  expect((await result("get")).map(({ title }: { title: string }) => title)).toEqual(["One", "Two"]);
  expect(await result("unbind", { ...tab })).toEqual({ count: 4 });
});

test("a widget that there is one of is not bound twice, at the same moment neither; each person may have one", async () => {
  // The first calls open the sessions of the pool, so that the next really meet.
  await Promise.all(Array.from({ length: 12 }, () => call("get")));
  const replies = await Promise.all(Array.from({ length: 12 }, () => call("bind", worker)));
  expect(replies.filter(({ body }) => body.result === true)).toHaveLength(1);
  expect(await result("get")).toHaveLength(1);
  expect(await call("bind", worker)).toEqual({
    status: 200,
    body: expect.objectContaining({ error: "ERROR_PLACEMENT_MAX_COUNT", error_description: "Placement max count exceeded" }),
  });
  expect(await result("bind", { ...worker, USER_ID: people.employee })).toBe(true);
  expect(await call("bind", { ...worker, USER_ID: people.employee })).toMatchObject({ body: { error: "ERROR_PLACEMENT_MAX_COUNT" } });
  expect(await result("bind", { PLACEMENT: "REST_APP_URI", HANDLER: handler })).toBe(true);
  expect(await call("bind", { PLACEMENT: "REST_APP_URI", HANDLER: `${handler}&b=2` })).toMatchObject({
    body: { error: "ERROR_PLACEMENT_MAX_COUNT" },
  });
  expect(await result("bind", worker, "other")).toBe(true);
});

test.each([
  ["no place", { HANDLER: handler }, 400, "ERROR_ARGUMENT", "Argument 'PLACEMENT' is null or empty", "PLACEMENT"],
  ["an empty place", { PLACEMENT: "", HANDLER: handler }, 400, "ERROR_ARGUMENT", "Argument 'PLACEMENT' is null or empty", "PLACEMENT"],
  ["no handler", { PLACEMENT: "LEFT_MENU" }, 400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty", "HANDLER"],
  [
    ...["a place that is no text", { PLACEMENT: ["LEFT_MENU"], HANDLER: handler }, 400, "ERROR_ARGUMENT"],
    ...["The value of an argument 'PLACEMENT' must be of type string", "PLACEMENT"],
  ],
  ["an unknown place", { ...tab, PLACEMENT: "NO_SUCH" }, 400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found", undefined],
  ["a place of no object", { ...tab, PLACEMENT: "CRM_ORDER_DETAIL_TOOLBAR" }, 400, "ERROR_PLACEMENT_NOT_FOUND", /./, undefined],
  ["a place of another scope", { ...tab, PLACEMENT: "TASK_VIEW_TAB" }, 400, "ERROR_PLACEMENT_NOT_FOUND", /./, undefined],
  ["another protocol", { ...tab, HANDLER: "ftp://app.example/" }, 400, "ERROR_UNSUPPORTED_PROTOCOL", /./, undefined],
  ["an address that is none", { ...tab, HANDLER: "app.example" }, 400, "ERROR_WRONG_HANDLER_URL", /./, undefined],
  [...["a person", { ...tab, USER_ID: people.employee }, 200, "ERROR_PLACEMENT_USER_MODE"], ...["User mode is not available", undefined]],
  ["an unknown person", { ...worker, USER_ID: 99 }, 400, "INVALID_ARG_VALUE", /no such person/, undefined],
  ["no error handler", { ...worker, OPTIONS: {} }, 200, "EMPTY_ERROR_HANDLER_URL", "Empty errorHandlerUrl", undefined],
  ["a wrong error handler", { ...worker, OPTIONS: { errorHandlerUrl: "x" } }, 400, "ERROR_WRONG_HANDLER_URL", /./, undefined],
  ["a long title", { ...tab, TITLE: "x".repeat(256) }, 400, "INVALID_ARG_VALUE", /255/, undefined],
  ["large options", { ...tab, OPTIONS: { a: "x".repeat(16_384) } }, 400, "INVALID_ARG_VALUE", /16384/, undefined],
  ["no language", { ...tab, LANG_ALL: { english: { TITLE: "x" } } }, 400, "INVALID_ARG_VALUE", /languages/, undefined],
  ["texts of no language", { ...tab, LANG_ALL: "x" }, 400, "ERROR_ARGUMENT", /LANG_ALL/, "LANG_ALL"],
] as const)("with %s nothing is bound", async (_, params, status, error, text, argument) => {
  const reply = await call("bind", params);
  expect(reply).toMatchObject({ status, body: { error } });
  expect(reply.body.error_description).toEqual(typeof text === "string" ? text : expect.stringMatching(text));
  expect(reply.body.argument).toBe(argument);
  expect(await result("get")).toEqual([]);
});

test("a place needs the scope that its page names; those of the messenger need none", async () => {
  expect(await call("bind", tab, "bare")).toMatchObject({ status: 400, body: { error: "ERROR_PLACEMENT_NOT_FOUND" } });
  expect(await result("bind", { ...tab, PLACEMENT: "IM_TEXTAREA" }, "bare")).toBe(true);
  expect(await result("bind", { ...tab, PLACEMENT: "CRM_DYNAMIC_183_DETAIL_TAB" })).toBe(true);
});

test("unbinding counts each handler twice, and takes away what was named", async () => {
  const second = `${handler}&b=2`;
  for (const HANDLER of [handler, second]) await call("bind", { ...tab, HANDLER });
  await call("bind", worker);
  await call("bind", { ...worker, USER_ID: people.employee });
  expect(await call("unbind", { PLACEMENT: tab.PLACEMENT, HANDLER: second })).toMatchObject({
    status: 200,
    body: { result: { count: 2 } },
  });
  expect(await result("unbind", { PLACEMENT: tab.PLACEMENT, HANDLER: second })).toEqual({ count: 0 });
  expect(await result("unbind", tab, "other")).toEqual({ count: 0 });
  expect(await result("unbind", { PLACEMENT: worker.PLACEMENT, USER_ID: people.manager })).toEqual({ count: 0 });
  expect(await result("unbind", { PLACEMENT: worker.PLACEMENT, USER_ID: String(people.employee) })).toEqual({ count: 2 });
  expect(await result("unbind", { placement: "page_background_worker", HANDLER: "" })).toEqual({ count: 2 });
  expect((await result("get")).map(({ handler: bound }: { handler: string }) => bound)).toEqual([handler]);
});

test.each([
  [{}, "Argument 'PLACEMENT' is null or empty"],
  [{ PLACEMENT: ["x"] }, "The value of an argument 'PLACEMENT' must be of type string"],
])("unbinding %j is refused", async (params, text) => {
  expect(await call("unbind", params)).toMatchObject({
    status: 400,
    body: { error: "ERROR_ARGUMENT", error_description: text, argument: "PLACEMENT" },
  });
});

test("the places that there are depend on the scopes, on the one asked for, or on nothing", async () => {
  const own = await result("list");
  expect(own).toEqual(expect.arrayContaining(["CRM_DEAL_DETAIL_TAB", "CRM_SMART_INVOICE_ROBOT_DESIGNER_TOOLBAR", "LEFT_MENU"]));
  expect(own).not.toContain("TASK_VIEW_TAB");
  expect(new Set(own).size).toBe(own.length);
  expect(await result("list", { FULL: "true" })).toEqual(expect.arrayContaining([...own, "TASK_VIEW_TAB", "CALL_CARD"]));
  expect(await result("list", { SCOPE: "telephony", FULL: true })).toEqual(["CALL_CARD", "TELEPHONY_ANALYTICS_MENU"]);
  expect(await result("list", { scope: "constructor" })).toEqual([]);
  expect(await result("list", {}, "bare")).not.toContain("CRM_DEAL_DETAIL_TAB");
  expect(await result("list", {}, "employee")).toEqual(own);
});

test.each([
  ["bind", "method Application context required"],
  ["unbind", "method Application context required"],
  ["list", "method Application context required"],
  ["get", "method. Application context required"],
])("placement.%s is for applications", async (method, end) => {
  const description = `Current authorization type is denied for this ${end}`;
  expect(await world.call("admin", `placement.${method}`, tab)).toEqual({
    status: 403,
    body: expect.objectContaining({ error: "WRONG_AUTH_TYPE", error_description: description }),
  });
});

test.each(["bind", "unbind", "get"])("placement.%s is for administrators", async (method) => {
  expect(await call(method, tab, "employee")).toMatchObject({
    status: 403,
    body: { error: "ACCESS_DENIED", error_description: "Access denied!" },
  });
});

test("placements go with their application", async () => {
  await call("bind", tab);
  await removeApplication(world.runtime, world.portalId, application.id);
  const text = "select count(*)::int as left from placement where application_id = $1";
  expect(await world.runtime.database.run({ text, values: [application.id] })).toEqual([{ left: 0 }]);
});
