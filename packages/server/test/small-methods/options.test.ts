import { afterAll, beforeAll, expect, test } from "vitest";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const result = async (...call: Parameters<RestWorld["call"]>) => (await world.call(...call)).body.result;

test.each(["app", "user"] as const)("%s options: nothing is an empty list, an unknown key is null", async (kind) => {
  expect(await world.call("other application", `${kind}.option.get`)).toMatchObject({ status: 200, body: { result: [] } });
  expect(await world.call("other application", `${kind}.option.get`, { option: "no such" })).toMatchObject({ body: { result: null } });
  expect(await result("other application", `${kind}.option.get`, { option: "constructor" })).toBeNull();
});

test.each(["app", "user"] as const)(
  "%s options are kept: new keys are added, known ones change, values come back as they were",
  async (kind) => {
    const values = { z: "text", list: [1, "2"], map: { b: 1, a: [] }, flag: true, number: 1.5, empty: "", nothing: null };
    expect(await world.call("application", `${kind}.option.set`, { options: values })).toMatchObject({
      status: 200,
      body: { result: true },
    });
    expect(await result("application", `${kind}.option.set`, { OPTIONS: { z: "new", more: "x" } })).toBe(true);
    const kept = await result("application", `${kind}.option.get`);
    expect(kept).toEqual({ ...values, z: "new", more: "x" });
    expect(Object.keys(kept)).toEqual([...Object.keys(values), "more"]);
    expect(Object.keys(kept.map)).toEqual(["b", "a"]);
    expect(await result("application", `${kind}.option.get`, { option: "z" })).toBe("new");
    expect(await result("application", `${kind}.option.get`, { OPTION: "map" })).toEqual({ b: 1, a: [] });
    expect(Object.keys(await result("application", `${kind}.option.get`, { option: "" }))).toHaveLength(8);
  },
);

test("keys may stand beside `options`, and what clients add of their own is no key", async () => {
  const given = { colour: "red", bx24_request_id: "1", __order: "order0000000000" };
  expect(await result("other application", "app.option.set", given)).toBe(true);
  expect(await result("other application", "app.option.get")).toEqual({ colour: "red" });
});

test("odd keys are only keys", async () => {
  const { url, auth } = world.door("other application");
  const body = JSON.stringify({ auth, options: JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') });
  await fetch(`${url}user.option.set`, { method: "POST", headers: { "content-type": "application/json" }, body });
  expect(await result("other application", "user.option.get", { option: "__proto__" })).toBe("p");
  expect(Object.keys(await result("other application", "user.option.get"))).toEqual(["__proto__", "constructor", "toString"]);
});

test("each person has options of their own, and each application", async () => {
  await world.call("application of the employee", "user.option.set", { options: { who: "employee" } });
  await world.call("application", "user.option.set", { options: { who: "admin" } });
  expect(await result("application of the employee", "user.option.get", { option: "who" })).toBe("employee");
  expect(await result("application", "user.option.get", { option: "who" })).toBe("admin");
  expect(await result("other application", "user.option.get", { option: "who" })).toBeNull();
  await world.call("application", "app.option.set", { options: { shared: 1 } });
  expect(await result("application of the employee", "app.option.get", { option: "shared" })).toBe(1);
});

test.each([
  ["application", "app.option.set", {}, 400, "ArgumentNullException", "options is empty"],
  ["application", "app.option.set", { options: [] }, 400, "ArgumentNullException", "options is empty"],
  ["application", "user.option.set", { options: "text" }, 400, "ArgumentNullException", "options is empty"],
  ["application", "user.option.set", { bx24_sdk_ver: "1" }, 400, "ArgumentNullException", "options is empty"],
  ["application of the employee", "app.option.set", { options: { a: 1 } }, 403, "ACCESS_DENIED", /Administrator authorization required/],
  ["admin", "app.option.get", {}, 403, "ACCESS_DENIED", "Access denied! Application context required"],
  ["admin", "app.option.set", { options: { a: 1 } }, 403, "ACCESS_DENIED", "Access denied! Application context required"],
  ["admin", "user.option.get", {}, 403, "ACCESS_DENIED", "Access denied! Application context required"],
  ["admin", "user.option.set", { options: { a: 1 } }, 403, "ACCESS_DENIED", "Access denied! Application context required"],
  ["application", "app.option.set", { options: { ["k".repeat(256)]: 1 } }, 400, "INVALID_ARG_VALUE", /255/],
  ["application", "app.option.set", { options: { a: "ü".repeat(140_000) } }, 400, "INVALID_ARG_VALUE", /262144 bytes/],
] as const)("%s, %s is refused", async (who, name, params, status, error, text) => {
  const reply = await world.call(who, name, params);
  expect(reply).toMatchObject({ status, body: { error } });
  expect(reply.body.error_description).toEqual(typeof text === "string" ? text : expect.stringMatching(text));
});

test("what is kept already counts towards the limit", async () => {
  for (const key of ["a", "b"]) {
    expect(await result("application", "user.option.set", { options: { [key]: "x".repeat(120_000) } })).toBe(true);
  }
  expect(await world.call("application", "user.option.set", { options: { c: "x".repeat(120_000) } })).toMatchObject({ status: 400 });
  expect(await result("application", "user.option.get", { option: "c" })).toBeNull();
});

test("writers at the same moment keep each other's keys", async () => {
  const keys = Array.from({ length: 12 }, (_, index) => `key${index}`);
  await Promise.all(keys.map((key) => world.call("other application", "app.option.set", { options: { [key]: key } })));
  expect(Object.keys(await result("other application", "app.option.get"))).toEqual(expect.arrayContaining(keys));
});

test("options go with their application", async () => {
  const { runtime, portalId, applicationId } = world;
  await removeApplication(runtime, portalId, applicationId);
  for (const table of ["application_option", "user_option"]) {
    const text = `select count(*)::int as left from ${table} where application_id = $1`;
    expect(await runtime.database.run({ text, values: [applicationId] })).toEqual([{ left: 0 }]);
  }
});
