import { afterAll, beforeAll, expect, test } from "vitest";
import { addUser } from "../../src/operations/add-user.ts";
import { addWebhook } from "../../src/operations/add-webhook.ts";
import { addDepartmentMember } from "../../src/store/department.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people } from "../support/world.ts";

let world: RestWorld;
const urls = new Map<string, string>();

beforeAll(async () => {
  world = await createRestWorld();
  const { runtime, portalId } = world;
  for (const scope of ["user", "user_basic", "user_brief"]) {
    const { secret } = await addWebhook(runtime, { portalId, userId: people.employee, name: "", scopes: [scope] });
    urls.set(scope, `${new URL(world.door("admin").url).origin}/rest/${people.employee}/${secret}/`);
  }
  const zoe = await addUser(runtime, portalId, {
    email: "zoe@mail.example",
    name: "Zoe",
    lastName: "Al_Din",
    workPosition: "Head of Legal",
  });
  const rest = { email: "al@mail.example", name: "Al", lastName: "Zebra", workPosition: "" };
  expect([zoe, await addUser(runtime, portalId, rest)]).toEqual([7, 8]);
  await addDepartmentMember(runtime.database, portalId, 2, zoe);
});
afterAll(() => world.close());

async function ask(method: string, params: object = {}, scope = "user") {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params) };
  return await (await fetch(`${urls.get(scope)}${method}`, init)).json();
}

async function ids(...given: Parameters<typeof ask>): Promise<string> {
  return (await ask(...given)).result.map(({ ID }: { ID: string }) => ID).join(" ");
}

const all = "1 2 3 4 5 6 7 8";

test.each([
  [{ filter: { NAME: "Zoe" } }, "7"],
  [{ filter: { "=NAME": "zoe" } }, ""],
  [{ filter: { "!NAME": "Zoe", "!=ID": 8 } }, "1 2 3 4 5 6"],
  [{ filter: { ">ID": "6" } }, "7 8"],
  [{ filter: { ">=ID": 7, "<ID": 8 } }, "7"],
  [{ filter: { "<=ID": 2 } }, "1 2"],
  [{ filter: { "@ID": [1, "2", "x"] } }, "1 2"],
  [{ filter: { "!@ID": [1, 2, 3] } }, "4 5 6 7 8"],
  [{ filter: { ID: [7, 8] } }, "7 8"],
  [{ filter: { "%LAST_NAME": "EBR" } }, "8"],
  [{ filter: { "=%LAST_NAME": "Z%" } }, "8"],
  [{ filter: { "%=LAST_NAME": "%a" } }, "8"],
  [{ filter: { "!%LAST_NAME": "est" } }, "7 8"],
  [{ filter: { "!=%LAST_NAME": "T%" } }, "7 8"],
  [{ filter: { "!%=LAST_NAME": "T%" } }, "7 8"],
  [{ filter: { LAST_NAME: "Z%" } }, "8"],
  [{ filter: { "!LAST_NAME": "T%" } }, "7 8"],
  [{ filter: { "%LAST_NAME": "l_d" } }, "7"],
  [{ filter: { "%LAST_NAME": "ebr%" } }, ""],
  [{ filter: { ACTIVE: "N" } }, "6"],
  [{ filter: { "!ACTIVE": true } }, "6"],
  [{ filter: { "@ACTIVE": ["Y", "N"] } }, all],
  [{ filter: { "@ACTIVE": ["N"] } }, "6"],
  [{ filter: { UF_DEPARTMENT: 2 } }, "2 3 6 7"],
  [{ filter: { "@UF_DEPARTMENT": ["1", 2], ">ID": 4 } }, "5 6 7"],
  [{ filter: { "!UF_DEPARTMENT": 2 } }, "1 4 5 8"],
  [{ filter: { "!@UF_DEPARTMENT": [1, 2] } }, "8"],
  [{ filter: { UF_DEPARTMENT: "none" } }, ""],
  [{ filter: { EMAIL: "al@mail.example" } }, "8"],
  [{ filter: { "@EMAIL": ["al@mail.example", "zoe@mail.example"] } }, "7 8"],
  [{ filter: { ">DATE_REGISTER": "2020-01-01T00:00:00+02:00" } }, all],
  [{ filter: { "<LAST_LOGIN": "01.01.2020" } }, ""],
  [{ filter: { ">DATE_REGISTER": "yesterday" } }, ""],
  [{ filter: { IS_ONLINE: "Y" } }, ""],
  [{ filter: { IS_ONLINE: "N", USER_TYPE: "employee" } }, all],
  [{ filter: { USER_TYPE: "extranet" } }, ""],
  [{ filter: { "@PERSONAL_CITY": ["New York", "Los Angeles"] } }, ""],
  [{ filter: { PERSONAL_CITY: "Berlin" } }, ""],
  [{ filter: { "!PERSONAL_CITY": "Berlin", PERSONAL_MOBILE: "" } }, all],
  [{ filter: { UF_PHONE_INNER: 12 } }, ""],
  [{ filter: { NAME_SEARCH: "zebra al" } }, "8"],
  [{ filter: { NAME_SEARCH: "mail.example" } }, "7 8"],
  [{ filter: { NAME_SEARCH: "" } }, all],
  [{ ACTIVE: true, FILTER: { "%EMAIL": "mail" }, ADMIN_MODE: "True", IMAGE_RESIZE: "small" }, "7 8"],
  [{ sort: "LAST_NAME", order: "DESC", filter: { ">ID": 6 } }, "8 7"],
  [{ sort: "NAME", order: "asc", filter: { ">ID": 6 } }, "8 7"],
  [{ sort: "PERSONAL_CITY", order: "desc", filter: { ">ID": 6 } }, "7 8"],
  [{ order: { ID: "DESC" }, filter: { ">ID": 6 } }, "8 7"],
  [{ START: "6" }, "7 8"],
  [{ FIND: "zoe" }, all],
])("user.get with %j finds %s", async (params, expected) => {
  expect(await ids("user.get", params)).toBe(expected);
});

test.each([
  [{ FILTER: { NAME: "Z" } }, "7"],
  [{ filter: { NAME: "oe" } }, ""],
  [{ filter: { LAST_NAME: "al_" } }, "7"],
  [{ filter: { LAST_NAME: "alx" } }, ""],
  [{ filter: { WORK_POSITION: "head" } }, "7"],
  [{ filter: { "%NAME": "oe" } }, "7"],
  [{ filter: { NAME: "%oe" } }, "7"],
  [{ filter: { UF_DEPARTMENT_NAME: "sal" } }, "2 3 6 7"],
  [{ filter: { UF_DEPARTMENT_NAME: "ales" } }, ""],
  [{ filter: { UF_DEPARTMENT_NAME: "comp", USER_TYPE: "employee" } }, "1 4 5"],
  [{ filter: { FIND: "zoe" } }, "7"],
  [{ FIND: "sales zo" }, "7"],
  [{ filter: { FIND: "legal AL" } }, "7"],
  [{ filter: { FIND: "egal" } }, ""],
  [{ filter: { FIND: "test", ACTIVE: false } }, "6"],
  [{ filter: { FIND: "%" } }, ""],
  [{ filter: { FIND: "zoe@mail" } }, ""],
  [{ UF_DEPARTMENT: 1, SORT: "ID", ORDER: "desc" }, "5 4 1"],
  [{ select: ["ID"], filter: { ID: 3 }, start: -1 }, "3"],
  [{}, all],
])("user.search with %j finds %s", async (params, expected) => {
  expect(await ids("user.search", params)).toBe(expected);
});

test("a search tells the total and the same fields as the list", async () => {
  const found = await ask("user.search", { FIND: "zoe" });
  expect(found).toMatchObject({
    total: 1,
    result: [{ ID: "7", ACTIVE: true, NAME: "Zoe", EMAIL: "zoe@mail.example", UF_DEPARTMENT: [2] }],
  });
  expect(found.result).toEqual((await ask("user.get", { ID: 7 })).result);
});

test.each([
  ["user", true, true],
  ["user_basic", true, false],
  ["user_brief", false, false],
])("%s opens the e-mail address: %s, the last sign-in: %s; in every method", async (scope, hasEmail, hasLogin) => {
  const shown = [
    (await ask("user.current", {}, scope)).result,
    (await ask("user.get", { ID: people.employee }, scope)).result[0],
    (await ask("user.search", { ID: people.employee, select: ["*"] }, scope)).result[0],
    (await ask("user.fields", {}, scope)).result,
  ];
  for (const fields of shown) {
    expect([Object.hasOwn(fields, "EMAIL"), Object.hasOwn(fields, "LAST_LOGIN")]).toEqual([hasEmail, hasLogin]);
    expect(fields).toHaveProperty("UF_DEPARTMENT");
  }
  // What is hidden is not found by, not sorted by, and not shown when it is selected.
  expect(await ids("user.get", { filter: { "%EMAIL": "zoe@mail" } }, scope)).toBe(hasEmail ? "7" : "");
  expect(await ids("user.get", { NAME_SEARCH: "zoe@mail" }, scope)).toBe(hasEmail ? "7" : "");
  expect(await ids("user.get", { sort: "EMAIL", order: "asc", filter: { ">ID": 6 } }, scope)).toBe(hasEmail ? "8 7" : "7 8");
  const selected = await ask("user.get", { select: ["ID", "EMAIL", "NO_SUCH", "PERSONAL_CITY"], filter: { ID: 7 } }, scope);
  expect(Object.keys(selected.result[0])).toEqual(hasEmail ? ["ID", "EMAIL"] : ["ID"]);
});

test("fields have names, more of them in a larger scope", async () => {
  const count = async (scope: string) => Object.keys((await ask("user.fields", {}, scope)).result).length;
  expect((await ask("user.fields")).result).toMatchObject({
    ID: "ID",
    NAME: "First name",
    UF_PHONE_INNER: "Extension",
    USER_TYPE: expect.any(String),
  });
  expect(await count("user_brief")).toBeLessThan(await count("user_basic"));
  expect(await count("user_basic")).toBeLessThan(await count("user"));
  expect((await ask("user.fields", {}, "user_brief")).result).not.toHaveProperty("PERSONAL_MOBILE");
});

test("custom fields are selected by their mask", async () => {
  expect((await ask("user.get", { select: ["ID", "UF_*"], filter: { ID: 7 } })).result).toEqual([{ ID: "7", UF_DEPARTMENT: [2] }]);
});
