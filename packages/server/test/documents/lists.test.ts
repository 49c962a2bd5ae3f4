// Lists and their elements over the methods, on a real database.
import { beforeEach, describe, expect, test } from "vitest";
import { documentTypeOf } from "../../src/documents/registry.ts";
import { addList } from "../../src/operations/add-list.ts";
import { Refusal } from "../../src/operations/refusal.ts";
import type { Method } from "../../src/rest/method.ts";
import { listsElementAdd } from "../../src/rest/methods/lists.element.add.ts";
import { listsElementDelete } from "../../src/rest/methods/lists.element.delete.ts";
import { listsElementGet } from "../../src/rest/methods/lists.element.get.ts";
import { listsElementUpdate } from "../../src/rest/methods/lists.element.update.ts";
import { documentWorld } from "./world.ts";

type Fields = Record<string, unknown>;

const world = await documentWorld();
const { database, portalId, runtime, call, result, refusal } = world;

const properties = [
  { name: "Amount", type: "N", code: "AMOUNT" },
  { name: "Approvers", type: "S:employee", multiple: true },
  { name: "Needed on", type: "S:DateTime" },
  { name: "Reason", type: "string", default: "none given" },
  { name: "Scan", type: "F" },
];

const number = await addList(runtime, { portalId, name: "Requests", code: "requests", blockType: "bitrix_processes", properties });
const here = { IBLOCK_TYPE_ID: "bitrix_processes", IBLOCK_ID: number };

beforeEach(async () => {
  await database.run({ text: "truncate document; truncate template cascade; truncate workflow_history", values: [] });
});

async function addElement(code: string, FIELDS: Fields): Promise<number> {
  return result<number>(listsElementAdd, { ...here, ELEMENT_CODE: code, FIELDS });
}

async function getElement(id: number): Promise<Fields> {
  const [row] = await result<Fields[]>(listsElementGet, { ...here, ELEMENT_ID: id });
  return row ?? {};
}

/** What the maps of a property hold, whatever their values are numbered. */
function valuesOf(property: unknown): unknown[] {
  return Object.values(property as Fields);
}

test("an element has its system fields and its properties as maps by the number of the value", async () => {
  const FIELDS = { NAME: "Laptop", PROPERTY_1: 12.5, PROPERTY_2: ["1", "user_5"], property_3: "2024-12-31 23:59:59" };
  const id = await addElement("laptop", FIELDS);
  expect(Number.isInteger(id)).toBe(true);
  const element = await getElement(id);
  expect(element).toMatchObject({
    ID: String(id),
    NAME: "Laptop",
    CODE: "laptop",
    IBLOCK_ID: String(number),
    CREATED_BY: "1",
    SORT: "500",
  });
  expect(valuesOf(element["PROPERTY_1"])).toEqual(["12.5"]);
  expect(valuesOf(element["PROPERTY_2"])).toEqual(["1", "5"]);
  expect(valuesOf(element["PROPERTY_3"])).toEqual(["2024-12-31T23:59:59+01:00"]);
  expect(valuesOf(element["PROPERTY_4"])).toEqual(["none given"]);
  expect(element).not.toHaveProperty("PROPERTY_5");
  expect(element).not.toHaveProperty("PROPERTY_AMOUNT");
  const ids = ["PROPERTY_1", "PROPERTY_2", "PROPERTY_3"].flatMap((name) => Object.keys(element[name] as Fields));
  expect(new Set(ids).size).toBe(4);
  expect(ids.every((key) => /^\d+$/.test(key))).toBe(true);
});

test("an element is found by number, by code, and in a list named by its code", async () => {
  const id = await addElement("a", { NAME: "A" });
  await addElement("b", { NAME: "B" });
  const byCode = { IBLOCK_TYPE_ID: "bitrix_processes", IBLOCK_CODE: "requests", ELEMENT_CODE: "a" };
  expect(await result<Fields[]>(listsElementGet, byCode)).toEqual([await getElement(id)]);
  expect(await call(listsElementGet, { ...here, ELEMENT_ID: 999_999_999 })).toEqual({ kind: "list", rows: [], total: 0, start: 0 });
});

test("an update overwrites the whole element", async () => {
  const id = await addElement("a", { NAME: "A", PROPERTY_1: 1, PROPERTY_4: "x", DETAIL_TEXT: "long" });
  expect(await result(listsElementUpdate, { ...here, ELEMENT_CODE: "a", FIELDS: { NAME: "B", PROPERTY_2: "5" } }, 5)).toBe(true);
  const element = await getElement(id);
  expect(element).toMatchObject({ NAME: "B", CODE: "a", CREATED_BY: "1", MODIFIED_BY: "5", DETAIL_TEXT: null, SORT: "500" });
  expect(valuesOf(element["PROPERTY_2"])).toEqual(["5"]);
  expect(element).not.toHaveProperty("PROPERTY_1");
  expect(element).not.toHaveProperty("PROPERTY_4");
});

test("values come in keyed forms too", async () => {
  const id = await addElement("a", { NAME: "A", PROPERTY_1: { n0: "7" }, PROPERTY_2: { 3743: { VALUE: "1" }, n1: "5" } });
  const element = await getElement(id);
  expect([valuesOf(element["PROPERTY_1"]), valuesOf(element["PROPERTY_2"])]).toEqual([["7"], ["1", "5"]]);
});

const filters: [filter: Fields, found: string][] = [
  [{}, "abc"],
  [{ NAME: "Test one" }, "a"],
  [{ NAME: "%Test%" }, "ab"],
  [{ "%NAME": "test" }, "ab"],
  [{ ">PROPERTY_1": 9 }, "bc"],
  [{ PROPERTY_2: 5 }, "ab"],
  [{ "!PROPERTY_2": "5" }, "c"],
  [{ "@PROPERTY_2": ["1", "7"] }, "b"],
  [{ ">=PROPERTY_3": "2025-01-01" }, "b"],
  [{ PROPERTY_AMOUNT: 10 }, "b"],
  [{ PROPERTY_99: 1 }, "abc"],
  [{ CREATED_BY: 1 }, "abc"],
  [{ "<=DATE_CREATE": "2001-12-31" }, ""],
];
test.each(filters)("FILTER %j", async (FILTER, found) => {
  await addElement("a", { NAME: "Test one", PROPERTY_1: 9, PROPERTY_2: [5], PROPERTY_3: "2024-06-01" });
  await addElement("b", { NAME: "Second test", PROPERTY_1: 10, PROPERTY_2: [5, 1], PROPERTY_3: "2025-06-01" });
  await addElement("c", { NAME: "Other", PROPERTY_1: 100 });
  const rows = await result<Fields[]>(listsElementGet, { ...here, FILTER, SELECT: ["CODE"] });
  expect(rows.map((row) => row["CODE"]).join("")).toBe(found);
  const turned = await result<Fields[]>(listsElementGet, { ...here, FILTER, SELECT: ["CODE"], ELEMENT_ORDER: { PROPERTY_1: "desc" } });
  expect(turned.map((row) => row["CODE"]).join("")).toBe([...found].reverse().join(""));
});

describe("refusals", () => {
  const lacking = (name: string) => [400, "ERROR_REQUIRED_PARAMETERS_MISSING", `Required parameter \`${name}\` is missing`] as const;
  const noList = [400, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found"] as const;
  const noElement = [400, "ERROR_ELEMENT_NOT_FOUND", "Element not found"] as const;
  const byId = [400, "ERROR_ELEMENT_FIELD_VALUE", "Writing file values by ID is not supported"] as const;
  const FIELDS = { NAME: "x" };
  const every = [listsElementAdd, listsElementGet, listsElementUpdate, listsElementDelete];
  const cases: [method: Method, params: object, wire: readonly [number, string, string]][] = [
    ...every.flatMap((method): [Method, object, readonly [number, string, string]][] => [
      [method, { IBLOCK_ID: number, ELEMENT_CODE: "a", FIELDS }, lacking("IBLOCK_TYPE_ID")],
      [method, { IBLOCK_TYPE_ID: "lists", ELEMENT_CODE: "a", FIELDS }, lacking("IBLOCK_ID")],
      [method, { ...here, IBLOCK_ID: 999, ELEMENT_CODE: "a", FIELDS }, noList],
      [method, { ...here, IBLOCK_ID: "x", ELEMENT_CODE: "a", FIELDS }, noList],
      [method, { IBLOCK_TYPE_ID: "bitrix_processes", IBLOCK_CODE: "nope", ELEMENT_CODE: "a", FIELDS }, noList],
      [method, { ...here, IBLOCK_TYPE_ID: "lists", ELEMENT_CODE: "a", FIELDS }, noList],
    ]),
    [listsElementAdd, { ...here, FIELDS }, lacking("ELEMENT_CODE")],
    [listsElementAdd, { ...here, ELEMENT_CODE: "a" }, lacking("FIELDS")],
    [listsElementAdd, { ...here, ELEMENT_CODE: "a", FIELDS: { PROPERTY_1: 1 } }, lacking("NAME")],
    [listsElementAdd, { ...here, ELEMENT_CODE: "a", FIELDS: { NAME: "x", PROPERTY_5: "17" } }, byId],
    [listsElementUpdate, { ...here, FIELDS }, lacking("ELEMENT_ID")],
    [listsElementUpdate, { ...here, ELEMENT_ID: 1 }, lacking("FIELDS")],
    [listsElementUpdate, { ...here, ELEMENT_ID: 999_999, FIELDS }, noElement],
    [listsElementUpdate, { ...here, ELEMENT_CODE: "nope", FIELDS }, noElement],
    [listsElementDelete, { ...here }, lacking("ELEMENT_ID")],
    [listsElementDelete, { ...here, ELEMENT_ID: 999_999 }, noElement],
    [listsElementDelete, { ...here, ELEMENT_CODE: "nope" }, noElement],
  ];
  test.each(cases.map(([method, params, wire]) => [method.name, params, wire, method] as const))(
    "%s %j: %j",
    async (_, params, wire, method) => {
      expect(await refusal(method, params)).toEqual(wire);
    },
  );

  test("a code is used once in a list, also by two who add at once", async () => {
    const both = await Promise.allSettled([1, 2].map(() => addElement("same", { NAME: "x" })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(listsElementAdd, { ...here, ELEMENT_CODE: "same", FIELDS })).toEqual([
      400,
      "ERROR_ELEMENT_ALREADY_EXISTS",
      "Element already exists",
    ]);
  });
});

describe("definitions", () => {
  test("a list is known by its code, in any case, under the entity that the caller names", async () => {
    const L = "Bitrix\\Lists\\BizprocDocumentLists";
    const process = await documentTypeOf(database, portalId, ["lists", "bizprocdocument", `IBLOCK_${number}`]);
    expect(process?.triple).toEqual(["lists", "BizprocDocument", `iblock_${number}`]);
    expect(process?.fields["PROPERTY_AMOUNT"]).toMatchObject({ name: "Amount", type: "double" });
    expect((await documentTypeOf(database, portalId, ["x", L, `iblock_${number}`]))?.triple[1]).toBe(L);
    expect((await documentTypeOf(database, portalId, ["crm", "ccrmdocumentdeal", "deal"]))?.triple).toEqual([
      "crm",
      "CCrmDocumentDeal",
      "DEAL",
    ]);
    const unknown = [
      ["lists", L, "iblock_999"],
      ["crm", "CCrmDocumentDeal", "LEAD"],
      ["crm", "CCrmDocumentQuote", "QUOTE"],
      ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic", "DYNAMIC_999"],
      ["lists", L],
      [],
    ];
    for (const triple of unknown) expect(await documentTypeOf(database, portalId, triple)).toBe(null);
  });

  test.each([
    ["list-already-exists", { code: "requests" }],
    ["list-add-failed", { name: " " }],
    ["list-add-failed", { properties: [{ name: "x", type: "string", code: "lower" }] }],
  ])("%s: %j", async (code, change) => {
    const list = { portalId, name: "Other", code: "", blockType: "lists", properties: [], ...change } as const;
    await expect(addList(runtime, list)).rejects.toEqual(expect.objectContaining({ code }));
    await expect(addList(runtime, list)).rejects.toBeInstanceOf(Refusal);
  });
});

test("templates of the list start on new and on changed elements", async () => {
  await world.addTemplate(["lists", "BizprocDocument", `iblock_${number}`], 3);
  const id = await addElement("a", { NAME: "A", PROPERTY_1: 1 });
  await result(listsElementUpdate, { ...here, ELEMENT_ID: id, FIELDS: { NAME: "A", PROPERTY_1: "1", PROPERTY_4: "none given" } });
  expect(await world.finished()).toEqual([{ documentId: String(id), entity: "BizprocDocument", startedBy: 1 }]);
  await result(listsElementUpdate, { ...here, ELEMENT_ID: id, FIELDS: { NAME: "A" } });
  expect(await world.finished()).toHaveLength(2);
});

test("a deleted element is gone", async () => {
  const id = await addElement("a", { NAME: "A" });
  expect(await result(listsElementDelete, { ...here, ELEMENT_ID: id })).toBe(true);
  expect(await result(listsElementGet, { ...here })).toEqual([]);
});
