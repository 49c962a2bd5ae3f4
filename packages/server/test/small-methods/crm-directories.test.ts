import { afterAll, beforeAll, expect, test } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

type Row = Readonly<Record<string, string>>;
const ask = async (method: string, params: object = {}) => (await world.call("employee", method, params)).body;
const column = async (name: string, method: string, params: object): Promise<string[]> =>
  (await ask(method, params)).result.map((row: Row) => row[name]);

const euro = {
  ...{ CURRENCY: "EUR", AMOUNT_CNT: "1", AMOUNT: "1.0000", SORT: "100", BASE: "Y", FULL_NAME: "Euro", LID: "en", FORMAT_STRING: "€#" },
  ...{ DEC_POINT: ".", THOUSANDS_SEP: ",", DECIMALS: "2", DATE_UPDATE: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\+0[12]:00$/) },
};

test("the base currency is the one that a new deal has", async () => {
  const { result: base } = await ask("crm.currency.base.get");
  const { result: id } = await ask("crm.deal.add", { fields: { TITLE: "In the base currency" } });
  expect((await ask("crm.deal.get", { id })).result.CURRENCY_ID).toBe(base);
  expect(await column("CURRENCY", "crm.currency.list", {})).toContain(base);
});

test("all currencies are listed at once, with the total 0", async () => {
  const body = await ask("crm.currency.list");
  expect(body.result[0]).toEqual(euro);
  expect(body.result.length).toBeGreaterThan(100);
  expect([body.total, body.next]).toEqual([0, undefined]);
  expect(body.result.filter(({ BASE }: Row) => BASE === "Y")).toHaveLength(1);
  expect(body.result.find(({ CURRENCY }: Row) => CURRENCY === "JPY")).toMatchObject({ DECIMALS: "0", FORMAT_STRING: "¥#" });
  for (const { FORMAT_STRING } of body.result as Row[]) expect(FORMAT_STRING?.split("#")).toHaveLength(2);
});

test.each([
  [{ order: { currency: "asc" } }, ["AED", "AFN"]],
  [{ ORDER: { CURRENCY: "DESC" } }, ["ZWL", "ZWG"]],
  [{ order: { sort: "desc" } }, ["ZWL", "ZWG"]],
  [{ order: { BASE: "asc", FULL_NAME: "asc" } }, ["AFN", "ALL"]],
  [{ order: { no_such: "asc" } }, ["EUR", "AED"]],
])("currencies are ordered by %j", async (params, first) => {
  expect((await column("CURRENCY", "crm.currency.list", params)).slice(0, 2)).toEqual(first);
});

test("a currency tells how its amounts are written", async () => {
  const written = { FORMAT_STRING: "€#", FULL_NAME: "Euro", DEC_POINT: ".", THOUSANDS_SEP: ",", DECIMALS: "2" };
  expect((await ask("crm.currency.get", { id: "EUR" })).result).toEqual({
    ...euro,
    LANG: { en: { ...written, THOUSANDS_VARIANT: "C", HIDE_ZERO: "N" } },
  });
  expect((await ask("crm.currency.get", { ID: "usd" })).result).toMatchObject({ CURRENCY: "USD", BASE: "N", FORMAT_STRING: "$#" });
});

test.each([[{ id: "XXQ" }], [{}], [{ id: ["EUR"] }]])("there is no currency %j", async (params) => {
  expect(await world.call("employee", "crm.currency.get", params)).toEqual({
    status: 400,
    body: expect.objectContaining({ error: "", error_description: "Not found" }),
  });
});

test("the stages of deals", async () => {
  const body = await ask("crm.status.list", { order: { SORT: "ASC" }, filter: { ENTITY_ID: "DEAL_STAGE" } });
  expect(body.total).toBe(7);
  expect(body.result[0]).toEqual({
    ...{ ID: "101", ENTITY_ID: "DEAL_STAGE", STATUS_ID: "NEW", NAME: "New", NAME_INIT: "New", SORT: "10", SYSTEM: "Y", CATEGORY_ID: null },
    ...{ COLOR: "#39A8EF", SEMANTICS: null, EXTRA: { SEMANTICS: "process", COLOR: "#39A8EF" } },
  });
  expect(body.result.slice(-2)).toMatchObject([
    { STATUS_ID: "WON", SEMANTICS: "S", EXTRA: { SEMANTICS: "success" } },
    { STATUS_ID: "LOSE", SEMANTICS: "F", EXTRA: { SEMANTICS: "failure" } },
  ]);
});

test("every stage of the list is one that a deal can be moved to", async () => {
  const { result: id } = await ask("crm.deal.add", { fields: { TITLE: "Through all stages" } });
  for (const STAGE_ID of await column("STATUS_ID", "crm.status.list", { filter: { ENTITY_ID: "DEAL_STAGE" } })) {
    await ask("crm.deal.update", { id, fields: { STAGE_ID } });
    const [{ SEMANTICS }] = (await ask("crm.status.list", { filter: { ENTITY_ID: "DEAL_STAGE", STATUS_ID: STAGE_ID } })).result;
    expect((await ask("crm.deal.get", { id })).result).toMatchObject({ STAGE_ID, STAGE_SEMANTIC_ID: SEMANTICS ?? "P" });
  }
});

test.each([
  [{ filter: { ENTITY_ID: "STATUS" } }, ["NEW", "IN_PROCESS", "PROCESSED", "CONVERTED", "JUNK"]],
  [{ filter: { entity_id: "STATUS", SEMANTICS: "F" } }, ["JUNK"]],
  [{ filter: { ENTITY_ID: "STATUS", "!SEMANTICS": ["S", "F"] } }, ["NEW", "IN_PROCESS", "PROCESSED"]],
  [{ filter: { ENTITY_ID: "STATUS", ">=SORT": 40 } }, ["CONVERTED", "JUNK"]],
  [{ filter: { ENTITY_ID: "STATUS", "<ID": "2" } }, ["NEW"]],
  [{ filter: { ENTITY_ID: "STATUS", "%NAME": "JUNK" } }, ["JUNK"]],
  [{ filter: { ENTITY_ID: "STATUS", "!%NAME": "process" } }, ["NEW", "IN_PROCESS", "CONVERTED", "JUNK"]],
  [{ filter: { ENTITY_ID: "STATUS", "=%NAME": "%s%d" } }, ["NEW", "PROCESSED"]],
  [{ filter: { ENTITY_ID: "STATUS", "!=%NAME": "%lead" } }, ["NEW", "IN_PROCESS", "PROCESSED"]],
  [{ filter: { ENTITY_ID: "STATUS", "@STATUS_ID": ["JUNK", "NEW"] }, order: { ID: "desc" } }, ["JUNK", "NEW"]],
  [{ filter: { ENTITY_ID: "STATUS", SYSTEM: "Y" }, order: { NAME: "asc" } }, ["CONVERTED", "JUNK", "NEW"]],
  [{ filter: { ENTITY_ID: "DEAL_TYPE", SORT: 10 } }, ["SALE"]],
  [{ filter: { ENTITY_ID: "SOURCE", STATUS_ID: "CALL" } }, ["CALL"]],
  [{ filter: { ENTITY_ID: "DEAL_STAGE_1" } }, []],
])("directories are filtered by %j", async (params, codes) => {
  expect(await column("STATUS_ID", "crm.status.list", params)).toEqual(codes);
});

test.each([[{ filter: "x" }], [{ order: 1 }]])("directories are not listed with %j", async (params) => {
  expect(await world.call("employee", "crm.status.list", params)).toMatchObject({
    status: 400,
    body: { error: "", error_description: "Invalid parameters." },
  });
});

test("without parameters every item is listed, each under its own number", async () => {
  const numbers = await column("ID", "crm.status.list", {});
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length).toBeGreaterThan(20);
});
