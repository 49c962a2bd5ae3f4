// What SDKs and installers send in one batch when they start.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

test("the first batch of the JS helper is answered whole", async () => {
  const cmd = {
    get_app_info: "app.info",
    get_profile: "profile",
    get_currency_base: "crm.currency.base.get",
    get_currency_list: "crm.currency.list",
    get_app_options: "app.option.get",
    get_user_options: "user.option.get",
  };
  const { result } = (await world.call("application", "batch", { cmd, halt: 1 })).body.result;
  expect(Object.keys(result)).toEqual(Object.keys(cmd));
  expect(result).toMatchObject({
    get_app_info: { CODE: world.clientId, LICENSE: expect.stringContaining("selfhosted") },
    get_profile: { ID: "1", ADMIN: true },
    get_currency_base: "EUR",
    get_app_options: [],
    get_user_options: [],
  });
  expect(result.get_currency_list[0]).toMatchObject({ CURRENCY: "EUR", BASE: "Y" });
});

test("options are written and read in one batch, and each command is refused for itself", async () => {
  const cmd = {
    write: "user.option.set?options[theme]=dark&options[size]=2",
    read: "user.option.get?option=theme",
    beside: "user.option.set?lang=de",
    all: "user.option.get?",
    empty: "user.option.set?",
    closed: "app.option.set?options[a]=1",
  };
  const { result, result_error } = (await world.call("application of the employee", "batch", { cmd, halt: 0 })).body.result;
  expect(result).toEqual({ write: true, read: "dark", beside: true, all: { theme: "dark", size: "2", lang: "de" } });
  expect(result_error).toMatchObject({
    empty: { error: "ArgumentNullException", error_description: "options is empty" },
    closed: { error: "ACCESS_DENIED" },
  });
});

test("a search for people leads to their departments", async () => {
  const cmd = { found: "user.search?FIND=emp", departments: "user.get?UF_DEPARTMENT=$result[found][0][UF_DEPARTMENT][0]&select[]=ID" };
  const { result } = (await world.call("employee", "batch", { cmd })).body.result;
  expect(result.departments).toEqual([{ ID: "2" }, { ID: "3" }, { ID: "6" }]);
});
