// What the engine is given of a document, and what is stored of what it writes back. No database.
import type { DocumentTriple, Value, ValueMap } from "@kontor/engine/model";
import { describe, expect, test } from "vitest";
import { type DocumentType, parseDocumentId, snapshotOf, storedFields, typeOf } from "../../src/documents/registry.ts";

const at = new Date("2025-07-01T22:30:00Z");

function row(type: string, fields: ValueMap) {
  return { type, id: 7, fields, createdAt: at, modifiedAt: at };
}

const list = {
  code: "iblock_3",
  name: "Requests",
  fields: {
    PROPERTY_1: { Name: "Amount", Type: "N", Code: "AMOUNT" },
    PROPERTY_2: { Name: "Approvers", Type: "S:employee", Multiple: true },
    PROPERTY_3: { Name: "Needed on", Type: "S:DateTime", Code: "NEEDED" },
  },
};

const [deal, lead] = [typeOf("DEAL", null), typeOf("LEAD", null)];
const stored = (type: DocumentType, fields: ValueMap) => storedFields(type, fields, { zone: "UTC", decimals: type.decimals });

const D = "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic";
const SI = "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice";
const L = "Bitrix\\Lists\\BizprocDocumentLists";

describe("complex ids", () => {
  const good: [given: string[], code: string | null, number: number, triple: DocumentTriple][] = [
    [["crm", "CCrmDocumentDeal", "DEAL_1"], "DEAL", 1, ["crm", "CCrmDocumentDeal", "DEAL_1"]],
    [["tasks", "ccrmdocumentdeal", "Deal_12"], "DEAL", 12, ["crm", "CCrmDocumentDeal", "DEAL_12"]],
    [["", "CCrmDocumentLead", " LEAD_5 "], "LEAD", 5, ["crm", "CCrmDocumentLead", "LEAD_5"]],
    [["crm", "CCrmDocumentContact", "CONTACT_2"], "CONTACT", 2, ["crm", "CCrmDocumentContact", "CONTACT_2"]],
    [["tasks", SI, "SMART_INVOICE_3"], "SMART_INVOICE", 3, ["crm", SI, "SMART_INVOICE_3"]],
    [
      ["crm", `\\${SI.replaceAll("SmartInvoice", "Quote")}`, "quote_777"],
      "QUOTE",
      777,
      ["crm", SI.replace("SmartInvoice", "Quote"), "QUOTE_777"],
    ],
    [["crm", D.replaceAll("\\", "\\\\"), "Dynamic_147_8"], "DYNAMIC_147", 8, ["crm", D, "DYNAMIC_147_8"]],
    [["lists", "BizprocDocument", "777"], null, 777, ["lists", "BizprocDocument", "777"]],
    [["lists", L, "777"], null, 777, ["lists", L, "777"]],
    [["lists", "Bitrix\\\\Lists\\\\BizprocDocumentLists", "777"], null, 777, ["lists", L, "777"]],
    [["lists", "bitrix\\lists\\BIZPROCDOCUMENTLISTS", "777"], null, 777, ["lists", L, "777"]],
  ];
  test.each(good)("%j is read", (given, code, number, triple) => {
    expect(parseDocumentId(given)).toEqual({ kind: "ok", code, number, triple });
  });

  const bad: [given: string[], kind: string][] = [
    [[], "malformed"],
    [["crm", "CCrmDocumentDeal"], "malformed"],
    [["crm", "", "DEAL_1"], "malformed"],
    [["crm", "CCrmDocumentDeal", "LEAD_1"], "malformed"],
    [["crm", "CCrmDocumentDeal", "DEAL_0"], "malformed"],
    [["crm", "CCrmDocumentDeal", "DEAL_1x"], "malformed"],
    [["crm", "CCrmDocumentDeal", "DEAL_99999999999999999999"], "malformed"],
    [["lists", "BizprocDocument", "iblock_1"], "malformed"],
    [["crm", D, "DYNAMIC_147"], "malformed"],
    [["crm", D, "147_1"], "malformed"],
    [["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Order", "ORDER_1"], "unknown-type"],
    [["crm", SI, "INVOICE_3"], "malformed"],
    [["x", "constructor", "1"], "unknown-type"],
  ];
  test.each(bad)("%j is %s", (given, kind) => {
    expect(parseDocumentId(given)).toEqual({ kind });
  });
});

test("a deal is shown to the engine with its users, dates in the portal's zone, and its own fields", () => {
  const stored = {
    TITLE: "Pumps",
    OPPORTUNITY: "1000.00",
    ASSIGNED_BY_ID: "5",
    STAGE_ID: "WON",
    BEGINDATE: "2025-07-01",
    MOVED_TIME: "2025-07-01T22:00:00+00:00",
    CLOSED: "Y",
    COMPANY_ID: null,
    UF_CRM_1: ["a", "b"],
    NOT_A_FIELD: "x",
  };
  const snapshot = snapshotOf(row("DEAL", stored), deal, ["TITLE"], "Europe/Berlin");
  expect(snapshot).toMatchObject({
    id: ["crm", "CCrmDocumentDeal", "DEAL_7"],
    type: ["crm", "CCrmDocumentDeal", "DEAL"],
    name: "Pumps",
    url: "/crm/deal/details/7/",
    changed: ["TITLE"],
    authorField: "ASSIGNED_BY_ID",
    responsibleField: "ASSIGNED_BY_ID",
  });
  expect(snapshot.values).toEqual({
    ID: "7",
    TITLE: "Pumps",
    OPPORTUNITY: "1000.00",
    ASSIGNED_BY_ID: "user_5",
    STAGE_ID: "WON",
    STAGE_ID_PRINTABLE: "Deal won",
    BEGINDATE: "2025-07-01",
    MOVED_TIME: "2025-07-02T00:00:00+02:00",
    CLOSED: "Y",
    COMPANY_ID: null,
    UF_CRM_1: ["a", "b"],
    DATE_CREATE: "2025-07-02T00:30:00+02:00",
    DATE_MODIFY: "2025-07-02T00:30:00+02:00",
  });
  expect(snapshot.fields["UF_CRM_1"]).toMatchObject({ type: "string", multiple: true, name: "UF_CRM_1" });
  expect(snapshot.fields["ASSIGNED_BY_ID"]).toMatchObject({ type: "user", multiple: false });
});

test("static field tables are shared between snapshots", () => {
  const [a, b] = [1, 2].map(() => snapshotOf(row("LEAD", { TITLE: "x" }), lead, null, "UTC"));
  expect(a?.fields).toBe(b?.fields);
});

test("an element shows each property by its number and by its code, under the entity that the workflow uses", () => {
  const stored = { NAME: "Laptop", PROPERTY_1: "12.5", PROPERTY_2: ["5", "user_6"], CREATED_BY: "9" };
  const snapshot = snapshotOf(row("iblock_3", stored), typeOf("iblock_3", list, L), null, "UTC", ["lists", L, "7"]);
  expect(snapshot).toMatchObject({ id: ["lists", L, "7"], type: ["lists", L, "iblock_3"], name: "Laptop", authorField: "CREATED_BY" });
  expect(snapshot.url).toBe("/bizproc/processes/?livefeed=y&list_id=3&element_id=7");
  expect(snapshot.values).toMatchObject({
    ID: "7",
    PROPERTY_1: "12.5",
    PROPERTY_AMOUNT: "12.5",
    PROPERTY_2: ["user_5", "user_6"],
    PROPERTY_NEEDED: null,
    CREATED_BY: "user_9",
    TIMESTAMP_X: "2025-07-01T22:30:00+00:00",
  });
  expect(snapshot.fields["PROPERTY_AMOUNT"]).toMatchObject({ type: "double", name: "Amount" });
});

test("a list that is gone still gives a snapshot of its element", () => {
  expect(snapshotOf(row("iblock_9", { NAME: "x" }), typeOf("iblock_9", null), null, "UTC")).toMatchObject({
    id: ["lists", "BizprocDocument", "7"],
    name: "x",
  });
});

describe("what the engine writes to a deal", () => {
  const cases: [field: string, written: Value, stored: ValueMap][] = [
    ["ASSIGNED_BY_ID", "user_5", { ASSIGNED_BY_ID: "5" }],
    ["ASSIGNED_BY_ID", ["user_6", "user_7"], { ASSIGNED_BY_ID: "6" }],
    ["ASSIGNED_BY_ID", 8, { ASSIGNED_BY_ID: "8" }],
    ["ASSIGNED_BY_ID", "nobody", { ASSIGNED_BY_ID: null }],
    ["OPPORTUNITY", 1000, { OPPORTUNITY: "1000.00" }],
    ["OPPORTUNITY", "12,345", { OPPORTUNITY: "12.35" }],
    ["OPPORTUNITY", "1e99", { OPPORTUNITY: "0.00" }],
    ["STAGE_ID", "WON", { STAGE_ID: "WON", CATEGORY_ID: "0", STAGE_SEMANTIC_ID: "S", CLOSED: "Y", IS_NEW: "N" }],
    ["STAGE_ID", "C1:LOSE", { STAGE_ID: "C1:LOSE", CATEGORY_ID: "1", STAGE_SEMANTIC_ID: "F", CLOSED: "Y", IS_NEW: "N" }],
    ["STAGE_ID", "MY_STAGE", { STAGE_ID: "MY_STAGE", CATEGORY_ID: "0", STAGE_SEMANTIC_ID: "P", CLOSED: "N", IS_NEW: "N" }],
    ["OPENED", true, { OPENED: "Y" }],
    ["OPENED", "N", { OPENED: "N" }],
    ["BEGINDATE", "2025-12-31", { BEGINDATE: "2025-12-31" }],
    ["BEGINDATE", "31.12.2025 10:00:00", { BEGINDATE: "2025-12-31" }],
    ["BEGINDATE", "2025-02-30", { BEGINDATE: null }],
    ["PROBABILITY", "50 %", { PROBABILITY: "50" }],
    ["COMMENTS", "a\0b\uD800", { COMMENTS: "ab\uFFFD" }],
    ["CONTACT_IDS", [1, "2", ""], { CONTACT_IDS: ["1", "2"], CONTACT_ID: "1" }],
    ["UF_CRM_1", { a: [1, "x\0"] }, { UF_CRM_1: { a: [1, "x"] } }],
    ["ID", "9", {}],
    ["DATE_CREATE", "2025-01-01", {}],
    ["STAGE_SEMANTIC_ID", "S", {}],
    ["NOT_A_FIELD", "x", {}],
    ["__proto__", "x", {}],
    ["constructor", "x", {}],
  ];
  test.each(cases)("%s: %j", (name, written, expected) => {
    expect(stored(deal, Object.fromEntries([[name, written]]))).toEqual(expected);
  });
});

test("telephones of a lead stay whole and say that there are some", () => {
  const PHONE = [{ VALUE: "+1", VALUE_TYPE: "WORK" }];
  expect(stored(lead, { PHONE: { n0: { VALUE: "+1", VALUE_TYPE: "WORK" } } })).toEqual({ PHONE, HAS_PHONE: "Y" });
  expect(stored(lead, { PHONE: [] })).toEqual({ PHONE: [], HAS_PHONE: "N" });
});

test("properties are stored by number, whichever name the template writes", () => {
  const written = { PROPERTY_AMOUNT: 5, PROPERTY_2: "user_4", PROPERTY_NEEDED: "2025-01-02T10:00:00+03:00", PROPERTY_99: "x", NAME: "n" };
  expect(stored(typeOf("iblock_3", list), written)).toEqual({
    PROPERTY_1: "5",
    PROPERTY_2: ["4"],
    PROPERTY_3: "2025-01-02T07:00:00+00:00",
    NAME: "n",
  });
});

describe("what a portal adds to deals", () => {
  const definition = {
    code: "DEAL",
    name: "",
    fields: {
      UF_CRM_SIZE: { Name: "Size", Type: "select", Options: { S: "Small", L: "Large" } },
      UF_CRM_SEEN: { Name: "Seen on", Type: "datetime" },
      UF_CRM_WHO: { Name: "Who", Type: "user", Multiple: true },
    },
    categories: [{ id: 6, name: "Repairs", sort: 10 }],
    stages: [
      { id: "NEW", category: 0, name: "Fresh", semantics: "P", sort: 10 },
      { id: "C6:NEW", category: 6, name: "Came in", semantics: "P", sort: 10 },
      { id: "C6:DONE", category: 6, name: "Repaired", semantics: "S", sort: 20 },
    ],
  } as const;
  const own = typeOf("DEAL", definition);

  test("fields have their types, and choices are known by their labels too", () => {
    const written = { UF_CRM_SIZE: "Large", UF_CRM_SEEN: "2025-07-01T10:00:00+03:00", UF_CRM_WHO: ["user_5"], UF_CRM_OTHER: 7 };
    const expected = { UF_CRM_SIZE: "L", UF_CRM_SEEN: "2025-07-01T07:00:00+00:00", UF_CRM_WHO: ["5"], UF_CRM_OTHER: "7" };
    expect(stored(own, written)).toEqual(expected);
    const { values, fields } = snapshotOf(row("DEAL", expected), own, null, "Europe/Berlin");
    expect(values).toMatchObject({ UF_CRM_SEEN: "2025-07-01T09:00:00+02:00", UF_CRM_WHO: ["user_5"], UF_CRM_OTHER: "7" });
    expect(fields["UF_CRM_SIZE"]).toMatchObject({ type: "select", name: "Size" });
  });

  test("stages of every pipeline are known", () => {
    expect(stored(own, { STAGE_ID: "C6:DONE" })).toMatchObject({ CATEGORY_ID: "6", STAGE_SEMANTIC_ID: "S", CLOSED: "Y" });
    const { values } = snapshotOf(row("DEAL", { STAGE_ID: "NEW" }), own, null, "UTC");
    expect(values["STAGE_ID_PRINTABLE"]).toBe("Fresh");
    expect(own.pipelines?.stages.map(({ id }) => id)).toEqual([
      "NEW",
      "PREPARATION",
      "PREPAYMENT_INVOICE",
      "EXECUTING",
      "FINAL_INVOICE",
      "WON",
      "LOSE",
      "C6:NEW",
      "C6:DONE",
    ]);
  });

  test.each([
    [undefined, "NEW", "0"],
    ["6", "C6:NEW", "6"],
    ["99", "NEW", "0"],
  ])("a new deal of the pipeline %j begins at its first stage", (category, STAGE_ID, CATEGORY_ID) => {
    expect(own.defaults({ id: 1, userId: 1, today: "2025-07-01", category })).toMatchObject({ STAGE_ID, CATEGORY_ID });
  });
});

test("a smart process has what the portal says", () => {
  const stages = [
    { id: "DT147_5:NEW", category: 5, name: "Start", semantics: "P", sort: 10 },
    { id: "DT147_5:SUCCESS", category: 5, name: "Done", semantics: "S", sort: 20 },
  ] as const;
  const definition = { code: "DYNAMIC_147", name: "Contracts", fields: {}, categories: [{ id: 5, name: "", sort: 0 }], stages };
  const type = typeOf("DYNAMIC_147", definition);
  expect(type.triple).toEqual(["crm", D, "DYNAMIC_147"]);
  expect(type.defaults({ id: 3, userId: 1, today: "2025-07-01" })).toMatchObject({
    TITLE: "Contracts #3",
    STAGE_ID: "DT147_5:NEW",
    CATEGORY_ID: "5",
    CREATED_BY: "1",
  });
  const snapshot = snapshotOf(row("DYNAMIC_147", { TITLE: "Lease", STAGE_ID: "DT147_5:SUCCESS" }), type, null, "UTC");
  expect(snapshot).toMatchObject({ id: [type.triple[0], type.triple[1], "DYNAMIC_147_7"], name: "Lease" });
  expect(snapshot.values).toMatchObject({ STAGE_ID_PRINTABLE: "Done", UPDATED_TIME: "2025-07-01T22:30:00+00:00" });
});
