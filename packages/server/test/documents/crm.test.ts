// Deals and leads over their methods, on a real database.
import { beforeEach, describe, expect, test } from "vitest";
import type { Runtime } from "../../src/operations/runtime.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import type { Method } from "../../src/rest/method.ts";
import { crmDealAdd } from "../../src/rest/methods/crm.deal.add.ts";
import { crmDealDelete } from "../../src/rest/methods/crm.deal.delete.ts";
import { crmDealGet } from "../../src/rest/methods/crm.deal.get.ts";
import { crmDealList } from "../../src/rest/methods/crm.deal.list.ts";
import { crmDealUpdate } from "../../src/rest/methods/crm.deal.update.ts";
import { crmLeadAdd } from "../../src/rest/methods/crm.lead.add.ts";
import { crmLeadDelete } from "../../src/rest/methods/crm.lead.delete.ts";
import { crmLeadGet } from "../../src/rest/methods/crm.lead.get.ts";
import { crmLeadList } from "../../src/rest/methods/crm.lead.list.ts";
import { crmLeadUpdate } from "../../src/rest/methods/crm.lead.update.ts";
import { documentWorld } from "./world.ts";

type Fields = Record<string, unknown>;

const world = await documentWorld();
const { database, portalId, call, result, refusal } = world;
const atom = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/;

beforeEach(async () => {
  await database.run({
    text: "truncate document; truncate template cascade; truncate workflow; truncate workflow_history; update portal set clock_offset_ms = 0",
    values: [],
  });
});

async function addDeals(...deals: Fields[]): Promise<number[]> {
  const ids: number[] = [];
  for (const fields of deals) ids.push(await result<number>(crmDealAdd, { fields }));
  return ids;
}

test("a deal that was given nothing has its defaults", async () => {
  await database.sql`update portal set clock_offset_ms = ${Date.parse("2030-06-30T22:30:00Z") - Date.now()}`;
  const id = await result<number>(crmDealAdd, { fields: {} }, 5);
  expect(Number.isInteger(id)).toBe(true);
  const deal = await result<Fields>(crmDealGet, { id });
  expect(deal).toMatchObject({
    ID: String(id),
    TITLE: `Deal #${id}`,
    STAGE_ID: "NEW",
    STAGE_SEMANTIC_ID: "P",
    IS_NEW: "Y",
    CLOSED: "N",
    CATEGORY_ID: "0",
    OPPORTUNITY: "0.00",
    OPENED: "Y",
    ASSIGNED_BY_ID: "5",
    CREATED_BY_ID: "5",
    MODIFY_BY_ID: "5",
    MOVED_BY_ID: "5",
    COMPANY_ID: null,
    // The portal's clock shows half past midnight of July 1st.
    BEGINDATE: "2030-07-01T00:00:00+02:00",
    CLOSEDATE: "2030-07-08T00:00:00+02:00",
  });
  expect(deal["DATE_CREATE"]).toMatch(/^2030-07-01T00:30:\d\d\+02:00$/);
  expect(deal["MOVED_TIME"]).toBe(deal["DATE_CREATE"]);
  expect(deal).not.toHaveProperty("STAGE_ID_PRINTABLE");
  expect(deal).not.toHaveProperty("CONTACT_IDS");
});

const written: [name: string, given: unknown, read: unknown][] = [
  ["TITLE", "New Deal #1", "New Deal #1"],
  ["TITLE", "", "Deal #"],
  ["OPPORTUNITY", 1_000_000, "1000000.00"],
  ["OPPORTUNITY", "19999.99", "19999.99"],
  ["CURRENCY_ID", "USD", "USD"],
  ["CURRENCY_ID", "", "EUR"],
  ["PROBABILITY", 99, "99"],
  ["IS_MANUAL_OPPORTUNITY", true, "Y"],
  ["IS_MANUAL_OPPORTUNITY", "0", "N"],
  ["ASSIGNED_BY_ID", 5, "5"],
  ["ASSIGNED_BY_ID", "user_5", "5"],
  ["CONTACT_ID", "84", "84"],
  ["BEGINDATE", "2024-08-30", "2024-08-30T00:00:00+02:00"],
  ["BEGINDATE", "2024-08-30T23:30:00+00:00", "2024-08-31T00:00:00+02:00"],
  ["BEGINDATE", "30.08.2024", "2024-08-30T00:00:00+02:00"],
  ["UF_CRM_1", "Hello", "Hello"],
  ["UF_CRM_1", 5, "5"],
  ["UF_CRM_1", ["a", 2], ["a", "2"]],
  ["PARENT_ID_1220", 22, "22"],
  ["NO_SUCH_FIELD", "x", undefined],
  ["ID", "99999", "ID"],
  ["STAGE_SEMANTIC_ID", "S", "P"],
  ["CLOSED", "Y", "N"],
  ["CREATED_BY_ID", "77", "1"],
];
test.each(written)("%s given as %j is read as %j", async (name, given, read) => {
  const id = await result<number>(crmDealAdd, { FIELDS: { [name.toLowerCase()]: given } });
  const deal = await result<Fields>(crmDealGet, { ID: String(id) });
  const expected = { "Deal #": `Deal #${id}`, ID: String(id) }[String(read)] ?? read;
  expect(deal[name]).toEqual(expected);
});

test("the first of several contacts is the deal's contact", async () => {
  const [id] = await addDeals({ CONTACT_IDS: [84, 83] });
  expect(await result(crmDealGet, { id })).toMatchObject({ CONTACT_ID: "84" });
});

test("an update changes what it names and tells who did it when", async () => {
  const [id] = await addDeals({ TITLE: "a", OPPORTUNITY: 5, UF_CRM_1: "x" });
  await database.sql`update portal set clock_offset_ms = 86400000`;
  expect(await result(crmDealUpdate, { id, fields: { STAGE_ID: "WON", UF_CRM_1: null } }, 5)).toBe(true);
  const deal = await result<Fields>(crmDealGet, { id });
  const kept = { TITLE: "a", OPPORTUNITY: "5.00", CREATED_BY_ID: "1" };
  const changed = { STAGE_SEMANTIC_ID: "S", CLOSED: "Y", IS_NEW: "N", MODIFY_BY_ID: "5", MOVED_BY_ID: "5", UF_CRM_1: null };
  expect(deal).toMatchObject({ ...kept, ...changed });
  expect(Date.parse(String(deal["DATE_MODIFY"])) - Date.parse(String(deal["DATE_CREATE"]))).toBeGreaterThan(86_000_000);
});

test("a stage that is written but stays the same has not been moved", async () => {
  const [id] = await addDeals({});
  await result(crmDealUpdate, { id, fields: { STAGE_ID: "NEW" } }, 5);
  expect(await result(crmDealGet, { id })).toMatchObject({ MOVED_BY_ID: "1", MODIFY_BY_ID: "5" });
});

test("a lead tells its telephones, and only when it has some", async () => {
  const PHONE = [{ VALUE: "+15550100", VALUE_TYPE: "WORK" }];
  const id = await result<number>(crmLeadAdd, { fields: { NAME: "Ann", PHONE } });
  const lead = await result<Fields>(crmLeadGet, { id });
  const phones = [{ ID: "1", VALUE_TYPE: "WORK", VALUE: "+15550100", TYPE_ID: "PHONE" }];
  expect(lead).toMatchObject({
    NAME: "Ann",
    TITLE: `Lead #${id}`,
    STATUS_ID: "NEW",
    STATUS_SEMANTIC_ID: "P",
    HAS_PHONE: "Y",
    HAS_EMAIL: "N",
    PHONE: phones,
  });
  expect(lead).not.toHaveProperty("EMAIL");
  await result(crmLeadUpdate, { id, fields: { STATUS_ID: "JUNK", PHONE: [] } });
  expect(await result(crmLeadGet, { id })).toMatchObject({ STATUS_SEMANTIC_ID: "F", HAS_PHONE: "N" });
});

describe("telephones and addresses of leads", () => {
  async function lead(fields: Fields): Promise<number> {
    return result<number>(crmLeadAdd, { fields });
  }

  test.each<[Fields, string]>([
    [{ PHONE: "555" }, "0"],
    [{ "@PHONE": ["111", "9"] }, "0"],
    [{ "!PHONE": "555" }, "12"],
    [{ "%PHONE": "55" }, "01"],
    [{ "%PHONE": "WORK" }, ""],
    [{ EMAIL: "a@example.org" }, "1"],
    [{ PHONE: "" }, "2"],
    [{ "!PHONE": "" }, "01"],
  ])("are looked for by what they are: %j", async (filter, found) => {
    const ids = [
      await lead({ PHONE: [{ VALUE: "555", VALUE_TYPE: "WORK" }, { VALUE: "111" }] }),
      await lead({ PHONE: [{ VALUE: "5556" }], EMAIL: [{ VALUE: "a@example.org" }] }),
      await lead({}),
    ];
    const rows = await result<Fields[]>(crmLeadList, { filter, select: ["ID"] });
    expect(rows.map((row) => ids.indexOf(Number(row["ID"]))).join("")).toBe(found);
  });

  test("are changed and removed by their ids, and the rest stays", async () => {
    const id = await lead({
      PHONE: [{ VALUE: "1", VALUE_TYPE: "HOME" }, { VALUE: "2" }, { VALUE: "3" }],
      EMAIL: [{ VALUE: "a@example.org" }],
    });
    const after = async (fields: Fields) => {
      await result(crmLeadUpdate, { id, fields });
      const { PHONE = [] } = (await result<Fields>(crmLeadGet, { id })) as { PHONE?: readonly Fields[] };
      return PHONE.map(({ ID, VALUE, VALUE_TYPE }) => `${ID}:${VALUE}:${VALUE_TYPE}`);
    };
    expect(await after({ PHONE: [{ ID: 1, VALUE: "11" }] })).toEqual(["1:11:HOME", "2:2:WORK", "3:3:WORK"]);
    expect(await after({ PHONE: { 1: { ID: "1", VALUE: "" } } })).toEqual(["2:2:WORK", "3:3:WORK"]);
    expect(await after({ phone: [{ ID: "2", DELETE: "Y" }, { VALUE: "4" }] })).toEqual(["3:3:WORK", "4:4:WORK"]);
    expect(await after({ PHONE: [{ ID: "3", VALUE_TYPE: "FAX" }, { VALUE: "" }] })).toEqual(["3:3:FAX", "4:4:WORK"]);
    expect(await after({ EMAIL: [{ ID: 1, VALUE: "" }], TITLE: "t" })).toEqual(["3:3:FAX", "4:4:WORK"]);
    expect(await result<Fields>(crmLeadGet, { id })).toMatchObject({ HAS_PHONE: "Y", HAS_EMAIL: "N" });
  });

  test("that have ids from elsewhere get places of their own", async () => {
    const id = await lead({
      PHONE: [
        { ID: 7, VALUE: "1" },
        { ID: 7, VALUE: "2" },
      ],
    });
    const { PHONE } = await result<Fields>(crmLeadGet, { id });
    expect(PHONE).toMatchObject([{ ID: "1" }, { ID: "2" }]);
  });

  test("are in a list only where they are asked for by name", async () => {
    await lead({ PHONE: [{ VALUE: "555" }], UF_CRM_1: "x" });
    const names = async (select?: readonly string[]) => Object.keys((await result<Fields[]>(crmLeadList, { select }))[0] ?? {});
    for (const select of [undefined, ["*"], ["*", "UF_*"]]) expect(await names(select)).not.toContain("PHONE");
    expect(await names()).toEqual(expect.arrayContaining(["HAS_PHONE", "UF_CRM_1"]));
    expect(await names(["*", "phone"])).toEqual(expect.arrayContaining(["TITLE", "PHONE"]));
  });
});

test("deals and leads do not stand in for each other", async () => {
  const [id] = await addDeals({});
  expect(await refusal(crmLeadGet, { id })).toEqual([400, "", "Not found"]);
  expect(await result(crmLeadList, {})).toEqual([]);
});

describe("refusals", () => {
  const invalid = [400, "", "ID is not defined or invalid."] as const;
  const notFound = [400, "", "Not found"] as const;
  const array = (name: string) => [400, "", `Parameter '${name}' must be array.`] as const;
  const currency = [400, "", 'Invalid value for the "Currency" field'] as const;
  const cases: [method: Method, params: object, wire: readonly [number, string, string]][] = [
    ...[crmDealGet, crmLeadGet, crmDealDelete, crmLeadDelete, crmDealUpdate, crmLeadUpdate].flatMap(
      (method): [Method, object, readonly [number, string, string]][] => [
        [method, {}, invalid],
        [method, { id: 0 }, invalid],
        [method, { id: "-1" }, invalid],
        [method, { id: "abc" }, invalid],
        [method, { id: [1] }, invalid],
        [method, { id: 999_999_999, fields: {} }, notFound],
      ],
    ),
    ...[crmDealAdd, crmLeadAdd].flatMap((method): [Method, object, readonly [number, string, string]][] => [
      [method, {}, array("fields")],
      [method, { fields: "x" }, array("fields")],
      [method, { fields: {}, params: "x" }, array("params")],
      [method, { fields: { CURRENCY_ID: "EURO" } }, currency],
    ]),
    [crmDealUpdate, { id: 1, fields: "x" }, array("fields")],
    [crmDealUpdate, { id: 1, fields: {}, params: 1 }, array("params")],
    [crmDealList, { filter: "x" }, array("filter")],
    [crmDealList, { order: "x" }, array("order")],
  ];
  test.each(cases.map(([method, params, wire]) => [method.name, params, wire, method] as const))(
    "%s %j: %j",
    async (_, params, wire, method) => {
      expect(await refusal(method, params)).toEqual(wire);
    },
  );

  test("an update with a currency that does not exist changes nothing", async () => {
    const [id] = await addDeals({ TITLE: "a" });
    expect(await refusal(crmDealUpdate, { id, fields: { TITLE: "b", CURRENCY_ID: "EURO" } })).toEqual(currency);
    expect(await result(crmDealGet, { id })).toMatchObject({ TITLE: "a", CURRENCY_ID: "EUR" });
  });
});

describe("lists", () => {
  const four = [
    { TITLE: "alpha", OPPORTUNITY: 9, STAGE_ID: "NEW", ASSIGNED_BY_ID: 1, BEGINDATE: "2025-01-01", UF_CRM_1: "5" },
    { TITLE: "beta 50%", OPPORTUNITY: 10, STAGE_ID: "WON", ASSIGNED_BY_ID: 5, BEGINDATE: "2025-02-01", UF_CRM_1: ["5", "6"] },
    { TITLE: "Alphabet", OPPORTUNITY: 100, STAGE_ID: "LOSE", ASSIGNED_BY_ID: 5, BEGINDATE: "2025-03-01", COMPANY_ID: 3 },
    { TITLE: "gamma", OPPORTUNITY: "9.5", STAGE_ID: "NEW", ASSIGNED_BY_ID: 1, BEGINDATE: "", UF_CRM_1: "" },
  ];
  // Which of the four are found, by their place.
  const filters: [filter: Fields, found: string][] = [
    [{}, "0123"],
    [{ TITLE: "alpha" }, "0"],
    [{ "=TITLE": "alpha" }, "0"],
    [{ "!TITLE": "alpha" }, "123"],
    [{ "!=title": "alpha" }, "123"],
    [{ "%TITLE": "alpha" }, "02"],
    [{ "%TITLE": "50%" }, "1"],
    [{ "%TITLE": "_" }, ""],
    [{ "!%TITLE": "alpha" }, "13"],
    [{ "=%TITLE": "alpha%" }, "02"],
    [{ "%=TITLE": "%bet" }, "2"],
    [{ "!=%TITLE": "%a" }, "12"],
    [{ ">OPPORTUNITY": 9 }, "123"],
    [{ ">=OPPORTUNITY": "9.5", "<OPPORTUNITY": "100" }, "13"],
    [{ "<=OPPORTUNITY": 9 }, "0"],
    [{ OPPORTUNITY: 10 }, "1"],
    [{ OPPORTUNITY: "ten" }, ""],
    [{ "!OPPORTUNITY": "ten" }, "0123"],
    [{ ">OPPORTUNITY": "ten" }, ""],
    [{ "@STAGE_ID": ["WON", "LOSE"] }, "12"],
    [{ STAGE_ID: ["WON", "LOSE"] }, "12"],
    [{ "!@STAGE_ID": ["WON", "LOSE"] }, "03"],
    [{ "!STAGE_ID": ["WON"] }, "023"],
    [{ "@STAGE_ID": [] }, ""],
    [{ STAGE_SEMANTIC_ID: "P" }, "03"],
    [{ CLOSED: "Y" }, "12"],
    [{ CLOSED: true }, "12"],
    [{ CLOSED: "N" }, "03"],
    [{ ASSIGNED_BY_ID: 5 }, "12"],
    [{ ASSIGNED_BY_ID: "user_5" }, "12"],
    [{ "@ASSIGNED_BY_ID": [1, "5"] }, "0123"],
    [{ COMPANY_ID: "" }, "013"],
    [{ "!COMPANY_ID": "" }, "2"],
    [{ "!COMPANY_ID": 3 }, "013"],
    [{ COMPANY_ID: 0 }, "013"],
    [{ "!COMPANY_ID": "0" }, "2"],
    [{ "@COMPANY_ID": [0, 3] }, "0123"],
    [{ COMPANY_ID: "three" }, ""],
    [{ COMPANY_ID: false }, "013"],
    [{ "!COMPANY_ID": false }, "2"],
    [{ "!UF_CRM_1": false }, "01"],
    [{ CLOSED: false }, "03"],
    [{ ">COMPANY_ID": 2 }, "2"],
    [{ ">=BEGINDATE": "2025-02-01" }, "12"],
    [{ "<BEGINDATE": "2025-02-01T00:00:00+01:00" }, "0"],
    [{ BEGINDATE: "2025-02-01T00:00:00+01:00" }, "1"],
    [{ BEGINDATE: "" }, "3"],
    [{ ">DATE_CREATE": "2001-01-01" }, "0123"],
    [{ "<DATE_CREATE": "2001-01-01T00:00:00Z" }, ""],
    [{ DATE_CREATE: "" }, ""],
    [{ ">MOVED_TIME": "2001-01-01" }, "0123"],
    [{ "<MOVED_TIME": "2001-01-01T00:00:00Z" }, ""],
    [{ UF_CRM_1: "5" }, "01"],
    [{ UF_CRM_1: 6 }, "1"],
    [{ "!UF_CRM_1": "6" }, "023"],
    [{ "@UF_CRM_1": ["6", "7"] }, "1"],
    [{ UF_CRM_1: "" }, "23"],
    [{ "!UF_CRM_1": "" }, "01"],
    [{ NO_SUCH_FIELD: "x" }, "0123"],
    [{ "UF_X' or true --": "x" }, "0123"],
    [{ TITLE: "x' or 'a'='a" }, ""],
    [{ "%TITLE": "\0alpha" }, "02"],
    [{ ID: "0 or 1=1" }, ""],
    [{ ">ID": 0, CLOSED: "Y" }, "12"],
    [{ ">ID": "99999999999999999999" }, ""],
  ];
  test.each(filters)("%j", async (filter, found) => {
    const ids = await addDeals(...four);
    const rows = await result<Fields[]>(crmDealList, { filter, select: ["ID"] });
    expect(rows.map((row) => ids.indexOf(Number(row["ID"]))).join("")).toBe(found);
  });

  test("a moment that was read finds its row again", async () => {
    const [id] = await addDeals({});
    const { DATE_CREATE, DATE_MODIFY, MOVED_TIME } = await result<Fields>(crmDealGet, { id });
    expect(await result(crmDealList, { filter: { DATE_CREATE, DATE_MODIFY, MOVED_TIME }, select: ["ID"] })).toHaveLength(1);
  });

  test("a group of conditions is refused, since passing it over would find too much", async () => {
    expect((await refusal(crmDealList, { filter: { logic: "OR", 0: { ID: 1 } } }))[0]).toBe(400);
    expect((await refusal(crmDealList, { filter: { 0: { ID: 1 } } }))[0]).toBe(400);
  });

  const orders: [order: Fields, found: string][] = [
    [{}, "0123"],
    [{ ID: "DESC" }, "3210"],
    [{ OPPORTUNITY: "asc" }, "0312"],
    [{ opportunity: "desc" }, "2130"],
    [{ STAGE_ID: "ASC", TITLE: "DESC" }, "2301"],
    [{ BEGINDATE: "ASC" }, "3012"],
    [{ BEGINDATE: "DESC" }, "2103"],
    [{ UF_CRM_1: "DESC", ID: "DESC" }, "1032"],
    [{ "ID; drop table document": "ASC" }, "0123"],
  ];
  test.each(orders)("ordered by %j", async (order, found) => {
    const ids = await addDeals(...four);
    const rows = await result<Fields[]>(crmDealList, { order, select: ["ID"] });
    expect(rows.map((row) => ids.indexOf(Number(row["ID"]))).join("")).toBe(found);
  });

  const selections: [select: unknown, keys: string[]][] = [
    [
      ["ID", "title", "UF_CRM_1"],
      ["ID", "TITLE", "UF_CRM_1"],
    ],
    ["TITLE", ["TITLE"]],
    [
      ["UF_*", "ID"],
      ["UF_CRM_1", "ID"],
    ],
    [["NO_SUCH_FIELD", "ID"], ["ID"]],
  ];
  test.each(selections)("select %j gives %j", async (select, keys) => {
    await addDeals(four[0] ?? {});
    const [row] = await result<Fields[]>(crmDealList, { SELECT: select });
    expect(Object.keys(row ?? {})).toEqual(keys);
  });

  test("without a selection all fields come, with * all but those that the portal added", async () => {
    const [id] = await addDeals(four[0] ?? {});
    const [all] = await result<Fields[]>(crmDealList, {});
    expect(all).toEqual(await result(crmDealGet, { id }));
    const [own] = await result<Fields[]>(crmDealList, { select: ["*"] });
    expect(own).not.toHaveProperty("UF_CRM_1");
    expect(Object.keys(own ?? {}).length).toBe(Object.keys(all ?? {}).length - 1);
    expect(all?.["DATE_CREATE"]).toMatch(atom);
  });

  test("pages hold fifty rows, and nothing is counted from -1", async () => {
    await database.sql`
      insert into document (portal_id, type, fields, created_at, modified_at)
      select ${portalId}, 'DEAL', '{}', now(), now() from generate_series(1, 120)`;
    const pages = [0, "50", 100].map((start) => call(crmDealList, { start, select: ["ID"] }));
    const sizes = (await Promise.all(pages)).map((page) =>
      page.kind === "list" ? [(page.rows as unknown[]).length, page.total, page.start] : [],
    );
    expect(sizes).toEqual([
      [50, 120, 0],
      [50, 120, 50],
      [20, 120, 100],
    ]);
    const seen: number[] = [];
    for (let last = 0; ; ) {
      const page = await call(crmDealList, { START: "-1", order: { ID: "ASC" }, filter: { ">ID": last }, select: ["ID"] });
      if (page.kind !== "list") throw new Error("a list was expected");
      expect(page.total).toBe(null);
      const ids = (page.rows as Fields[]).map((row) => Number(row["ID"]));
      seen.push(...ids);
      last = ids.at(-1) ?? 0;
      if (ids.length < 50) break;
    }
    expect(new Set(seen).size).toBe(120);
  });
});

describe("workflows of a deal", () => {
  const dealType = ["crm", "CCrmDocumentDeal", "DEAL"] as const;

  test("templates start on creation and on a real change, each by its own bit", async () => {
    await world.addTemplate(dealType, 1);
    await world.addTemplate(["crm", "CCrmDocumentLead", "LEAD"], 3);
    const [id] = await addDeals({ TITLE: "a" });
    expect(await world.finished()).toEqual([{ documentId: `DEAL_${id}`, entity: "CCrmDocumentDeal", startedBy: 1 }]);
    await result(crmDealUpdate, { id, fields: { TITLE: "b" } });
    expect(await world.finished()).toHaveLength(1);
    await world.addTemplate(dealType, 2);
    for (const fields of [{}, { TITLE: "b" }, { OPPORTUNITY: 0, COMMENTS: "" }, { NO_SUCH_FIELD: 1 }])
      await result(crmDealUpdate, { id, fields });
    expect(await world.finished()).toHaveLength(1);
    await result(crmDealUpdate, { id, fields: { TITLE: "c" } });
    expect(await world.finished()).toHaveLength(2);
  });

  test("a template that cannot start undoes the change, and what had started before it", async () => {
    const [id] = await addDeals({ TITLE: "a" });
    await world.addTemplate(dealType, 2);
    await world.addTemplate(dealType, 2);
    let asked = 0;
    const get: Runtime["templates"]["get"] = (...version) => {
      asked += 1;
      return asked === 1 ? world.runtime.templates.get(...version) : Promise.reject(new Error("broken template"));
    };
    const change = { portalId, userId: 1, kind: { kind: "crm", code: "DEAL" }, key: { number: id ?? 0 }, fields: { TITLE: "b" } } as const;
    await expect(updateDocument({ ...world.runtime, templates: { get } }, change)).rejects.toThrow("broken template");
    expect(await result(crmDealGet, { id })).toMatchObject({ TITLE: "a" });
    expect(await world.finished()).toEqual([]);
  });

  test("a deleted deal is gone and its workflows have ended", async () => {
    const [id] = await addDeals({});
    await database.sql`
      insert into workflow (portal_id, id, version, template_id, version_hash, module, entity, document_type, document_id, storage_type, document_number,
                            status, state, started_at, modified_at)
      values (${portalId}, 'w1', 1, 1, decode(repeat('11', 32), 'hex'), 'crm', 'CCrmDocumentDeal', 'DEAL', ${`DEAL_${id}`}, 'DEAL', ${id}, 'held',
              ${"{}"}::jsonb, now(), now())`;
    // The row above holds no state that can be read: reaching it shows that the workflow's end was asked for, and the deal stays.
    await database.sql`insert into template_version (portal_id, hash, tree) values (${portalId}, decode(repeat('11', 32), 'hex'), '') on conflict do nothing`;
    await expect(result(crmDealDelete, { id })).rejects.toThrow();
    expect(await result(crmDealGet, { id })).toMatchObject({ ID: String(id) });
    await database.sql`delete from workflow`;
    expect(await result(crmDealDelete, { id })).toBe(true);
    expect(await refusal(crmDealDelete, { id })).toEqual([400, "", "Not found"]);
  });
});
