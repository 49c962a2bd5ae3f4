// What the engine is given of a document, and what is stored of what it writes back. No database.
import type { DocumentTriple, Value, ValueMap } from "@kontor/engine/model";
import { describe, expect, test } from "vitest";
import { documentTypeOfStorage, modifiedByFieldOf, parseDocumentId, snapshotOf, toStoredFields } from "../../src/documents/registry.ts";

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

const L = "Bitrix\\Lists\\BizprocDocumentLists";

describe("complex ids", () => {
  const good: [given: string[], code: string | null, number: number, triple: DocumentTriple][] = [
    [["crm", "CCrmDocumentDeal", "DEAL_1"], "DEAL", 1, ["crm", "CCrmDocumentDeal", "DEAL_1"]],
    [["tasks", "ccrmdocumentdeal", "Deal_12"], "DEAL", 12, ["crm", "CCrmDocumentDeal", "DEAL_12"]],
    [["", "CCrmDocumentLead", " LEAD_5 "], "LEAD", 5, ["crm", "CCrmDocumentLead", "LEAD_5"]],
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
    [["crm", "CCrmDocumentContact", "CONTACT_1"], "unknown-type"],
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
  const snapshot = snapshotOf(row("DEAL", stored), null, ["TITLE"], "Europe/Berlin");
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
  const [a, b] = [1, 2].map(() => snapshotOf(row("LEAD", { TITLE: "x" }), null, null, "UTC"));
  expect(a?.fields).toBe(b?.fields);
});

test("an element shows each property by its number and by its code, under the entity that the workflow uses", () => {
  const stored = { NAME: "Laptop", PROPERTY_1: "12.5", PROPERTY_2: ["5", "user_6"], CREATED_BY: "9" };
  const snapshot = snapshotOf(row("iblock_3", stored), list, null, "UTC", ["lists", L, "7"]);
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
  expect(snapshotOf(row("iblock_9", { NAME: "x" }), null, null, "UTC")).toMatchObject({ id: ["lists", "BizprocDocument", "7"], name: "x" });
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
    ["STAGE_ID", "WON", { STAGE_ID: "WON", STAGE_SEMANTIC_ID: "S", CLOSED: "Y", IS_NEW: "N" }],
    ["STAGE_ID", "C1:LOSE", { STAGE_ID: "C1:LOSE", STAGE_SEMANTIC_ID: "F", CLOSED: "Y", IS_NEW: "N" }],
    ["STAGE_ID", "MY_STAGE", { STAGE_ID: "MY_STAGE", STAGE_SEMANTIC_ID: "P", CLOSED: "N", IS_NEW: "N" }],
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
  test.each(cases)("%s: %j", (name, written, stored) => {
    expect(toStoredFields("DEAL", Object.fromEntries([[name, written]]))).toEqual(stored);
  });
});

test("telephones of a lead stay whole and say that there are some", () => {
  const PHONE = [{ VALUE: "+1", VALUE_TYPE: "WORK" }];
  expect(toStoredFields("LEAD", { PHONE: { n0: { VALUE: "+1", VALUE_TYPE: "WORK" } } })).toEqual({ PHONE, HAS_PHONE: "Y" });
  expect(toStoredFields("LEAD", { PHONE: [] })).toEqual({ PHONE: [], HAS_PHONE: "N" });
});

test("properties are stored by number, whichever name the template writes", () => {
  const snapshot = snapshotOf(row("iblock_3", {}), list, null, "UTC");
  const written = { PROPERTY_AMOUNT: 5, PROPERTY_2: "user_4", PROPERTY_NEEDED: "2025-01-02T10:00:00+03:00", PROPERTY_99: "x", NAME: "n" };
  expect(toStoredFields("iblock_3", written, snapshot)).toEqual({
    PROPERTY_1: "5",
    PROPERTY_2: ["4"],
    PROPERTY_3: "2025-01-02T07:00:00+00:00",
    NAME: "n",
  });
  expect(toStoredFields("iblock_3", { PROPERTY_2: ["user_4"] })).toEqual({ PROPERTY_2: ["user_4"] });
});

test("the stored code names the wire's type and the field of the last writer", () => {
  expect(["DEAL", "LEAD", "iblock_4"].map(documentTypeOfStorage)).toEqual(["DEAL", "LEAD", "iblock_4"]);
  expect(["DEAL", "LEAD", "iblock_4"].map(modifiedByFieldOf)).toEqual(["MODIFY_BY_ID", "MODIFY_BY_ID", "MODIFIED_BY"]);
});
