import { beforeAll, expect, test } from "vitest";
import type { RegisteredApplication } from "../../src/operations/add-application.ts";
import { addUser } from "../../src/operations/add-user.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { issueToken } from "../../src/operations/issue-token.ts";
import { setUserActive } from "../../src/operations/set-user-active.ts";
import { addDepartmentMember, insertDepartment } from "../../src/store/department.ts";
import { testServer } from "./server.ts";
import { authWorld } from "./world.ts";

const world = await authWorld();
const { runtime, portalId, admin, ann } = world;
const server = await testServer(runtime);
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
let application: RegisteredApplication;
let dan: number;
const webhooks = new Map<string, string>();

beforeAll(async () => {
  application = await world.addApplication();
  dan = await addUser(runtime, portalId, { email: "dan@portal.example", name: "Dan", lastName: "Doe", workPosition: "Clerk" });
  await insertDepartment(runtime.database, portalId, { id: 1, name: "All", parentId: null, headId: admin });
  await insertDepartment(runtime.database, portalId, { id: 2, name: "Sales", parentId: 1, headId: null });
  for (const user of [admin, ann]) await addDepartmentMember(runtime.database, portalId, 1, user);
  for (const user of [ann, dan]) await addDepartmentMember(runtime.database, portalId, 2, user);
  await setUserActive(runtime, portalId, dan, false);
  for (const scopes of [["user"], ["user_brief"], ["crm", "bizproc"]]) {
    const { secret } = await addWebhook(runtime, { portalId, userId: ann, name: "", scopes });
    webhooks.set(scopes.join(), `${server.url}/rest/${ann}/${secret}`);
  }
});

type Answer = { readonly result: unknown; readonly total?: number; readonly next?: number; readonly error?: string };

async function ask(scopes: string, method: string, params: object = {}): Promise<Answer> {
  const response = await fetch(`${webhooks.get(scopes)}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return (await response.json()) as Answer;
}

async function askAsApplication(method: string, userId: number): Promise<Record<string, unknown>> {
  const { accessToken } = await issueToken(runtime, { portalId, clientId: application.clientId, userId });
  const response = await fetch(`${server.url}/rest/${method}?auth=${accessToken}`);
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}

test("the profile needs no scope", async () => {
  expect(await ask("crm,bizproc", "profile")).toMatchObject({
    result: { ID: String(ann), ADMIN: false, NAME: "Ann", LAST_NAME: "Lee", PERSONAL_GENDER: "", TIME_ZONE: "" },
  });
  expect((await ask("crm,bizproc", "user.admin")).result).toBe(false);
  expect(await askAsApplication("user.admin", admin)).toBe(true);
});

test("the server's time has the offset of the portal's zone", async () => {
  const { result } = await ask("user", "server.time");
  expect(result).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
  expect(Math.abs(Date.parse(String(result)) - Date.now())).toBeLessThan(5000);
});

test("an application learns of itself in the portal's words and in the authorisation server's", async () => {
  const info = await askAsApplication("app.info", ann);
  expect(info).toEqual({
    ID: application.id,
    CODE: application.clientId,
    VERSION: 1,
    STATUS: "L",
    INSTALLED: true,
    PAYMENT_EXPIRED: "N",
    DAYS: null,
    LANGUAGE_ID: "en",
    LICENSE: "en_selfhosted",
    LICENSE_TYPE: "selfhosted",
    LICENSE_FAMILY: "selfhosted",
    client_id: application.clientId,
    scope: "crm,bizproc",
    expires: expect.stringMatching(iso),
    user_id: ann,
    install: {
      installed: true,
      version: "1",
      status: "L",
      scope: "crm,bizproc",
      domain: "portal.example",
      uri: "https://portal.example",
      client_endpoint: "https://portal.example/rest/",
      member_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      member_type: "bitrix24",
    },
  });
});

test("a webhook learns its scopes and the licence", async () => {
  expect((await ask("crm,bizproc", "app.info")).result).toEqual({ SCOPE: ["crm", "bizproc"], LICENSE: "en_selfhosted" });
  expect((await ask("crm,bizproc", "scope")).result).toEqual(["crm", "bizproc"]);
  expect((await ask("crm,bizproc", "scope", { full: "true" })).result).toEqual(
    expect.arrayContaining(["bizproc", "disk", "user.userfield"]),
  );
});

test("methods are listed by what the caller may use, by scope, or all", async () => {
  expect((await ask("crm,bizproc", "methods")).result).not.toContain("user.get");
  expect((await ask("user", "methods")).result).toContain("user.get");
  expect((await ask("crm,bizproc", "methods", { full: 1 })).result).toContain("user.get");
  expect((await ask("crm,bizproc", "methods", { scope: "user" })).result).toEqual(["user.current", "user.get"]);
  expect((await ask("crm,bizproc", "methods", { scope: "" })).result).toEqual(expect.arrayContaining(["profile", "scope"]));
  expect((await ask("crm,bizproc", "methods", { scope: "" })).result).not.toContain("user.get");
});

test.each([
  ["crm,bizproc", "profile", true, true],
  ["crm,bizproc", "user.get", true, false],
  ["user", "User.Get", true, true],
  ["user", "no.such", false, false],
  ["user", "", false, false],
  ["user", "constructor", false, false],
])("to %s, the method %s exists: %s, is open: %s", async (scopes, name, isExisting, isAvailable) => {
  expect((await ask(scopes, "method.get", { name })).result).toEqual({ isExisting, isAvailable });
});

test("the caller is described with the fields that the scope opens", async () => {
  const { result } = await ask("user", "user.current");
  expect(result).toEqual({
    ID: String(ann),
    ACTIVE: true,
    NAME: "Ann",
    LAST_NAME: "Lee",
    EMAIL: "ann@portal.example",
    LAST_LOGIN: expect.stringMatching(iso),
    DATE_REGISTER: expect.stringMatching(iso),
    TIME_ZONE: "",
    IS_ONLINE: "N",
    PERSONAL_GENDER: "",
    WORK_POSITION: "",
    UF_DEPARTMENT: [1, 2],
    USER_TYPE: "employee",
  });
  expect((await ask("user_brief", "user.current")).result).not.toHaveProperty("EMAIL");
  expect(await ask("crm,bizproc", "user.current")).toMatchObject({ error: "insufficient_scope" });
});

test.each([
  ["nothing", {}, ["1", "2", "3"]],
  ["active ones", { filter: { ACTIVE: true } }, ["1", "2"]],
  ["active ones, as forms say it", { FILTER: { ACTIVE: "Y" } }, ["1", "2"]],
  ["dismissed ones", { filter: { ACTIVE: "false" } }, ["3"]],
  ["a number", { filter: { ID: 2 } }, ["2"]],
  ["a number beside the filter", { ID: 2 }, ["2"]],
  ["numbers", { filter: { "@ID": [1, 3] } }, ["1", "3"]],
  ["a cursor", { filter: { ">ID": 1 }, start: -1 }, ["2", "3"]],
  ["a part of a name", { filter: { "%LAST_NAME": "o" } }, ["1", "3"]],
  ["a pattern without prefix", { filter: { NAME: "A%" } }, ["2"]],
  ["anything personal", { filter: { NAME_SEARCH: "clerk" } }, ["3"]],
  ["a department", { UF_DEPARTMENT: 2 }, ["2", "3"]],
  ["departments", { filter: { UF_DEPARTMENT: [1, 2], ACTIVE: 1 } }, ["1", "2"]],
  ["a type", { filter: { USER_TYPE: "employee" } }, ["1", "2", "3"]],
  ["an order", { sort: "NAME", order: "DESC" }, ["3", "1", "2"]],
  ["an order in capitals", { SORT: "ID", ORDER: "desc" }, ["3", "2", "1"]],
  ["a field that does not exist", { filter: { NO_SUCH: 1 } }, ["1", "2", "3"]],
])("users are found by %s", async (_, params, ids) => {
  const { result, total } = await ask("user", "user.get", params);
  expect((result as { ID: string }[]).map(({ ID }) => ID)).toEqual(ids);
  expect(total).toBe("start" in params ? 0 : ids.length);
});

test("only the selected fields come, and never one that the scope hides", async () => {
  expect((await ask("user", "user.get", { select: ["ID", "NAME"], filter: { ID: ann } })).result).toEqual([
    { ID: String(ann), NAME: "Ann" },
  ]);
  const brief = await ask("user_brief", "user.get", { select: ["ID", "EMAIL"], filter: { ID: ann } });
  expect(brief.result).toEqual([{ ID: String(ann) }]);
  // Asking by a hidden field must not tell it.
  expect((await ask("user_brief", "user.get", { filter: { "%EMAIL": "ann" } })).total).toBe(0);
});
