import { afterAll, beforeAll, expect, test } from "vitest";
import { createRestWorld, type RestWorld, type Who } from "../support/rest-world.ts";
import { people } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const ask = async (who: Who, method: string, params: object = {}) => (await world.call(who, method, params)).body.result;

test("access codes have names; those that mean nobody are left out", async () => {
  const everybody = { provider: "", provider_id: "other" };
  expect(await ask("employee", "access.name", { ACCESS: ["AU", "G2", "G1", `U${people.manager}`, "U999", "G77", "u1", "U01"] })).toEqual({
    AU: { ...everybody, name: "All authorized users" },
    G2: { ...everybody, name: "All visitors" },
    G1: { ...everybody, name: "Administrators" },
    [`U${people.manager}`]: { provider: "Users", name: "Manager Test", provider_id: "user" },
  });
  expect(await ask("employee", "access.name", { access: "AU" })).toHaveProperty("AU");
  expect(await ask("employee", "access.name", { ACCESS: ["constructor"] })).toEqual([]);
});

test.each([[{}], [{ ACCESS: [] }], [{ ACCESS: "" }]])("access.name of %j is false", async (params) => {
  expect(await ask("employee", "access.name", params)).toBe(false);
});

test.each([
  ["employee", { ACCESS: ["G2"] }, true],
  ["employee", { ACCESS: ["U999", "AU"] }, true],
  ["employee", { access: [`U${people.employee}`] }, true],
  ["employee", { ACCESS: `U${people.employee}` }, true],
  ["employee", { ACCESS: [`U${people.manager}`, "G1"] }, false],
  ["employee", { ACCESS: [] }, false],
  ["employee", {}, false],
  ["admin", { ACCESS: [`U${people.manager}`] }, true],
  ["admin", {}, true],
  ["application of the employee", { ACCESS: ["G1"] }, false],
] as const)("user.access of the %s with %j is %s", async (who, params, expected) => {
  expect(await ask(who, "user.access", params)).toBe(expected);
});

test("a feature is told by its code", async () => {
  const hasOffline = (await ask("employee", "method.get", { name: "event.offline.get" })).isExisting;
  expect(await ask("employee", "feature.get", { CODE: "rest_offline_extended" })).toEqual({ value: hasOffline ? "Y" : "N" });
  expect(await ask("employee", "feature.get", { code: "rest_auth_connector" })).toEqual({ value: "N" });
  expect(await ask("employee", "feature.get", { CODE: "no_such" })).toEqual({ value: "N" });
});

test.each([[{}], [{ CODE: "" }], [{ CODE: ["x"] }]])("feature.get of %j is refused", async (params) => {
  expect(await world.call("employee", "feature.get", params)).toMatchObject({
    status: 400,
    body: { error: "CODE_EMPTY", error_description: "CODE can't be empty" },
  });
});
