// Steps on deals, leads, their clients and smart processes.
import { describe, expect, test } from "vitest";
import { activityName } from "../model/ids.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, log, TestWorkflow, templateOfRoot } from "../test-world.ts";
import { contact, deal, documentOf, element, errorsOf, lead, listType, run } from "./test-crm.ts";

const step = (type: string, properties: ValueMap = {}) => activity(type, "A1", properties);

describe("a stage", () => {
  const to = (TargetStatus: string) => run([step("CrmChangeStatusActivity", { TargetStatus, ModifiedBy: "user_3" }), log("after")]);

  test("is set, and the workflow ends", () => {
    const workflow = to("WON");
    expect(workflow.of("write-document")).toEqual([{ kind: "write-document", fields: { STAGE_ID: "WON" }, modifiedBy: 3 }]);
    expect(workflow.state).toMatchObject({ status: "terminated", stateTitle: "The stage was changed to Won" });
    expect(workflow.report).toEqual([]);
  });

  test("of the first pipeline may be written as if it had a number", () => {
    expect(to("C0:WON").of("write-document")).toEqual([{ kind: "write-document", fields: { STAGE_ID: "WON" }, modifiedBy: 3 }]);
    expect(errorsOf(to("C6:WON"))).toHaveLength(1);
  });

  test("that the document has already changes nothing", () => {
    const workflow = to("NEW");
    expect([workflow.of("write-document"), workflow.report]).toEqual([[], ["after"]]);
  });

  test.each([
    ["NO_SUCH", 'There is no stage NO_SUCH. Name one that exists, or add it with "kontor stage add".'],
    ["", "The step names no stage."],
  ])("%j is an error, and the workflow goes on", (target, text) => {
    const workflow = to(target);
    expect([errorsOf(workflow), workflow.report]).toEqual([[text], ["after"]]);
  });

  test("is nothing that contacts have", () => {
    expect(errorsOf(run([step("CrmChangeStatusActivity", { TargetStatus: "WON" })], contact))).toHaveLength(1);
  });
});

test.each([
  [{ CategoryId: 6 }, { STAGE_ID: "C6:NEW", CATEGORY_ID: "6" }],
  [
    { CategoryId: "6", StageId: "C6:LOSE" },
    { STAGE_ID: "C6:LOSE", CATEGORY_ID: "6" },
  ],
  [
    { CategoryId: 6, StageId: "WON" },
    { STAGE_ID: "C6:NEW", CATEGORY_ID: "6" },
  ],
])("a deal goes to another pipeline: %j", (properties, fields) => {
  const workflow = run([step("CrmChangeDealCategoryActivity", properties), log("after")]);
  expect(workflow.of("write-document")[0]?.fields).toEqual(fields);
  expect(workflow.state.status).toBe("terminated");
});

test("a deal stays in its pipeline, and goes to none that is not there", () => {
  expect(run([step("CrmChangeDealCategoryActivity", { CategoryId: 0 }), log("after")]).report).toEqual(["after"]);
  expect(errorsOf(run([step("CrmChangeDealCategoryActivity", { CategoryId: 7 })]))).toHaveLength(1);
});

describe("people of a document", () => {
  test.each([
    [{ Responsible: "user_4" }, "user_4"],
    [{ Responsible: ["user_4", "user_1"], GetterType: "f" }, "user_4"],
    [{ Responsible: "user_2" }, undefined],
  ])("responsible is %j", (properties, expected) => {
    const workflow = run([step("CrmChangeResponsibleActivity", properties)]);
    expect(workflow.of("write-document")[0]?.fields["ASSIGNED_BY_ID"]).toBe(expected);
  });

  test("nobody who is active is an error", () => {
    expect(errorsOf(run([step("CrmChangeResponsibleActivity", { Responsible: "user_5" })]))).toHaveLength(1);
  });

  test.each([
    ["add", ["user_3", "user_4"]],
    ["replace", ["user_4", "user_3"]],
    ["remove", []],
    ["", ["user_3", "user_4"]],
  ])("observers: %s", (ActionOnObservers, expected) => {
    const workflow = run([step("CrmSetObserverField", { ActionOnObservers, Observers: ["user_4", "user_3"] })]);
    expect(workflow.of("write-document")[0]?.fields).toEqual({ OBSERVER_IDS: expected });
  });
});

describe("the client", () => {
  test("is changed, and later steps see it", () => {
    const workflow = run([
      step("CrmSetContactField", { FieldValue: { NAME: "Eva of {=Document:TITLE}", BIRTHDATE: "01.02.2001" } }),
      log("{=Document:CONTACT.NAME} {=Document:CONTACT.BIRTHDATE}"),
    ]);
    const fields = { NAME: "Eva of Pumps", BIRTHDATE: "2001-02-01" };
    expect(workflow.of("change-document")).toEqual([{ kind: "change-document", id: contact.id, fields, modifiedBy: null }]);
    expect(workflow.report).toEqual(["Eva of Pumps 01.02.2001"]);
  });

  test("that the document does not name is an error", () => {
    expect(errorsOf(run([step("CrmSetCompanyField", { FieldValue: { TITLE: "x" } })]))).toEqual(["The document names no company."]);
  });

  test("is put on the list of exceptions, and the deal goes", () => {
    const workflow = run([step("CrmExcludeActivity")], { ...lead, values: { ...lead.values, CONTACT_ID: "5" } });
    expect(workflow.of("exclude")).toEqual([
      {
        kind: "exclude",
        contacts: [
          { type: "email", value: "tom@example.com" },
          { type: "phone", value: "+123" },
        ],
      },
    ]);
    expect(workflow.of("delete-document")).toMatchObject([{ id: lead.id }]);
    expect(workflow.state.status).toBe("terminated");
  });
});

describe("reading", () => {
  test.each([
    [
      { EntityType: "CONTACT", EntityId: "5", EntityFields: ["NAME", "BIRTHDATE"] },
      { NAME: "Eve", BIRTHDATE: "2000-01-31" },
    ],
    [{ EntityType: "3", EntityId: "CONTACT_5", EntityFields: { BIRTHDATE: {} }, PrintableVersion: "Y" }, { BIRTHDATE: "31.01.2000" }],
    [
      { EntityType: "DEAL", EntityId: 7, EntityFields: ["TITLE", "CONTACT.NAME"] },
      { TITLE: "Pumps", "CONTACT.NAME": "Eve" },
    ],
  ])("%j", (properties, results) => {
    expect(run([step("CrmGetDataEntityActivity", properties)]).resultsOf("A1")).toMatchObject(results);
  });

  test("what was read prints as the field does", () => {
    const properties = { EntityType: "CONTACT", EntityId: "5", EntityFields: ["BIRTHDATE"] };
    expect(run([step("CrmGetDataEntityActivity", properties), log("{=A1:BIRTHDATE}")]).report).toEqual(["31.01.2000"]);
  });

  test.each([
    [{ EntityType: "CONTACT", EntityId: "6" }, 'There is no document "6" of the type CONTACT.'],
    [{ EntityType: "CONTACT", EntityId: "" }, 'There is no document "" of the type CONTACT.'],
    [{ EntityType: "ORDER", EntityId: "6" }, "There are no documents of the type ORDER here."],
  ])("%j is an error", (properties, text) => {
    const workflow = run([step("CrmGetDataEntityActivity", properties), log("{=A1:ErrorMessage}")]);
    expect([errorsOf(workflow), workflow.report]).toEqual([[text], [text]]);
  });
});

describe("elements of lists", () => {
  const where = { DocumentType: [...listType], ElementId: "4" };

  test("are read and changed by their number", () => {
    const workflow = run([
      step("UpdateListsDocumentActivity", { ...where, Fields: { PROPERTY_AMOUNT: "2,5" } }),
      activity("GetListsDocumentActivity", "A2", { ...where, FieldsMap: { NAME: {}, PROPERTY_AMOUNT: {} } }),
    ]);
    expect(workflow.of("change-document")).toMatchObject([{ id: element.id, fields: { PROPERTY_AMOUNT: 2.5 } }]);
    expect(workflow.resultsOf("A2")).toEqual({ NAME: "Laptop", PROPERTY_AMOUNT: 2.5 });
  });

  test("that are not there are an error", () => {
    const workflow = run([step("UpdateListsDocumentActivity", { ...where, ElementId: "5" })]);
    expect(workflow.resultsOf("A1")).toEqual({ ErrorMessage: 'There is no element "5" in iblock_3.' });
  });

  test("an element that a step changes by its number may be the workflow's own", () => {
    const workflow = run([step("UpdateListsDocumentActivity", { ...where, Fields: { NAME: "x" } }), log("{=Document:NAME}")], element);
    expect(workflow.of("write-document")).toMatchObject([{ fields: { NAME: "x" } }]);
    expect(workflow.report).toEqual(["x"]);
  });

  test.each([
    ["PublishDocumentActivity", "Y"],
    ["UnpublishDocumentActivity", "N"],
  ])("%s", (type, value) => {
    expect(run([step(type)], element).of("write-document")).toMatchObject([{ fields: { BP_PUBLISHED: value } }]);
    expect(errorsOf(run([step(type)]))).toHaveLength(1);
  });
});

describe("smart processes", () => {
  const item = documentOf("DYNAMIC_147", 3, { TITLE: "Lease" });
  const others = [deal, contact, item];

  test("an item is made, changed, read and deleted by its number", () => {
    const workflow = run(
      [
        activity("CrmCreateDynamicActivity", "A1", {
          DynamicTypeId: "147",
          DynamicEntitiesFields: { "147_TITLE": "New", OPPORTUNITY: "5,5" },
        }),
        activity("CrmUpdateDynamicActivity", "A2", {
          DynamicTypeId: 147,
          DynamicId: "{=A1:ItemId}",
          DynamicEntitiesFields: { "147_TITLE": "Newer" },
        }),
        activity("CrmGetDynamicInfoActivity", "A3", { DynamicTypeId: 147, DynamicId: 101, ReturnFields: ["TITLE", "OPPORTUNITY"] }),
        activity("CrmDeleteDynamicActivity", "A4", { DynamicTypeId: 147, DynamicId: 3 }),
        activity("CrmGetDynamicInfoActivity", "A5", { DynamicTypeId: 147, DynamicId: 3, ReturnFields: ["TITLE"] }),
      ],
      deal,
      others,
    );
    expect(workflow.of("create-document")).toMatchObject([{ type: item.type, fields: { TITLE: "New", OPPORTUNITY: 5.5 } }]);
    expect(workflow.resultsOf("A3")).toEqual({ TITLE: "Newer", OPPORTUNITY: 5.5 });
    expect(workflow.of("delete-document")).toMatchObject([{ id: item.id }]);
    expect(workflow.resultsOf("A5")).toHaveProperty("ErrorMessage");
  });

  test.each([
    ["CrmUpdateDynamicActivity", { DynamicId: "{=Variable:None}" }, "The number of the item, DynamicId, is empty."],
    ["CrmDeleteDynamicActivity", { DynamicId: "{=Variable:None}", DynamicFilterFields: { items: [] } }, "The number of the item"],
    ["CrmDeleteDynamicActivity", {}, "The step names neither the number of an item nor conditions."],
    ["CrmGetDynamicInfoActivity", { DynamicId: "{=Variable:None}", ReturnFields: ["TITLE"] }, "The number of the item"],
  ])("%s with %j touches no item, whichever comes first", (type, properties, text) => {
    const workflow = run(
      [step("SetVariableActivity", { VariableValue: { None: "" } }), activity(type, "A2", { DynamicTypeId: 147, ...properties })],
      deal,
      others,
    );
    workflow.found = item.id;
    expect(errorsOf(workflow)).toEqual([expect.stringContaining(text)]);
    expect(workflow.asked.map(({ kind }) => kind)).not.toContain("find-document");
    expect([...workflow.of("change-document"), ...workflow.of("delete-document")]).toEqual([]);
  });

  test("a step that reads and says nothing of which item reads the first", () => {
    const workflow = run([step("CrmGetDynamicInfoActivity", { DynamicTypeId: 147, ReturnFields: ["TITLE"] })], deal, others);
    expect(workflow.asked).toContainEqual(expect.objectContaining({ kind: "find-document", groups: [[]] }));
  });

  test("an item is looked for by conditions, in what is saved", () => {
    const filter = {
      items: [
        [{ object: "Document", field: "TITLE", operator: "contain", value: "{=Document:TITLE}" }, "AND"],
        [{ object: "Document", field: "ASSIGNED_BY_ID", operator: "=", value: ["user_2"] }, "OR"],
        [{ object: "Document", field: "OPPORTUNITY", operator: "between", value: ["1", "2,5"] }, "AND"],
      ],
    };
    const find = activity("CrmGetDynamicInfoActivity", "A2", { DynamicTypeId: 147, DynamicFilterFields: filter, ReturnFields: ["TITLE"] });
    const workflow = run([activity("CreateCrmLeadDocumentActivity", "A1", {}), find], deal, others);
    expect(workflow.isOver, "the new lead is saved first").toBe(false);
    workflow.found = item.id;
    workflow.fire("A2");
    expect(workflow.resultsOf("A2")).toEqual({ TITLE: "Lease" });
    expect(workflow.asked.find(({ kind }) => kind === "find-document")).toMatchObject({
      groups: [
        [
          { field: "TITLE", operator: "contain", values: ["Pumps"] },
          { field: "ASSIGNED_BY_ID", operator: "=", values: ["user_2"] },
        ],
        [{ field: "OPPORTUNITY", operator: "between", values: [1, 2.5] }],
      ],
    });
  });

  test.each([
    ["OPPORTUNITY", ["{=Variable:None}", "2,5"], [null, 2.5]],
    ["OPPORTUNITY", ["1", ""], [1, null]],
    ["CLOSEDATE", ["", "31.12.2025"], [null, "2025-12-31"]],
    ["NO_SUCH_FIELD", ["", "z"], ["", "z"]],
  ])("an empty end of a range keeps its place: %s between %j", (field, value, values) => {
    const filter = { items: [[{ object: "Document", field, operator: "between", value }, "AND"]] };
    const workflow = run([step("CrmGetDynamicInfoActivity", { DynamicTypeId: 147, DynamicFilterFields: filter, ReturnFields: ["TITLE"] })]);
    expect(workflow.asked.find(({ kind }) => kind === "find-document")).toMatchObject({ groups: [[{ operator: "between", values }]] });
  });

  test("none is an error, and so is a type that is not there", () => {
    const filter = { items: [[{ object: "Document", field: "TITLE", operator: "=", value: "x" }, "AND"]] };
    expect(errorsOf(run([step("CrmUpdateDynamicActivity", { DynamicTypeId: 147, DynamicFilterFields: filter })]))).toEqual([
      "No item of DYNAMIC_147 is the one that the step looks for.",
    ]);
    expect(errorsOf(run([step("CrmCreateDynamicActivity", { DynamicTypeId: 999 })]))).toEqual([
      "There are no documents of the type 999 here.",
    ]);
  });
});

test("a new document lacks what its fields cannot hold, and the log says so", () => {
  const Fields = { TITLE: "New", OPPORTUNITY: "a lot", CLOSEDATE: "soon", ASSIGNED_BY_ID: "nobody", STAGE_ID: "GONE" };
  const workflow = run([step("CreateCrmDealDocumentActivity", { Fields }), log("{=A1:DealId} {=A1:ErrorMessage}")]);
  expect(workflow.of("create-document")[0]?.fields).toEqual({ TITLE: "New" });
  expect(errorsOf(workflow)).toEqual([
    'The field "OPPORTUNITY" (double) cannot hold "a lot": it was left as it is.',
    'The field "CLOSEDATE" (date) cannot hold "soon": it was left as it is.',
    'The field "ASSIGNED_BY_ID" (user) cannot hold "nobody": it was left as it is.',
    'The field "STAGE_ID" cannot hold "GONE", which is no stage: it was left as it is.',
  ]);
  expect(workflow.report[0]).toContain('101 The field "OPPORTUNITY"');
});

test("a document does not go to a stage that is not there", () => {
  const workflow = run([step("SetFieldActivity", { FieldValue: { STAGE_ID: "GONE", TITLE: "x" } }), log("{=Document:STAGE_ID}")]);
  expect(workflow.of("write-document")[0]?.fields).toEqual({ TITLE: "x" });
  expect(errorsOf(workflow)).toHaveLength(1);
  expect(workflow.report).toEqual(["NEW"]);
  expect(errorsOf(run([step("SetFieldActivity", { FieldValue: { STAGE_ID: "{=Document:CLOSEDATE}" } })]))).toEqual([
    expect.stringContaining("cannot be empty"),
  ]);
  const moved = run([step("SetFieldActivity", { FieldValue: { STAGE_ID: "C6:LOSE" } })]);
  expect([moved.of("write-document")[0]?.fields, errorsOf(moved)]).toEqual([{ STAGE_ID: "C6:LOSE" }, []]);
  const won = run([step("SetFieldActivity", { FieldValue: { STAGE_ID: "C0:WON" } })]);
  expect([won.of("write-document")[0]?.fields, errorsOf(won)]).toEqual([{ STAGE_ID: "WON" }, []]);
});

test.each([
  [{ CATEGORY_ID: "9" }, 'The field "CATEGORY_ID" cannot hold "9", which is no pipeline: it was left as it is.'],
  [{ CATEGORY_ID: "6" }, 'The field "CATEGORY_ID" changes with the stage, or by a step that changes the pipeline: it was left as it is.'],
])("a document does not leave its stage behind in another pipeline: %j", (FieldValue, text) => {
  const workflow = run([step("SetFieldActivity", { FieldValue })]);
  expect([workflow.of("write-document"), errorsOf(workflow)]).toEqual([[], [text]]);
});

test("a new deal may name its pipeline, and no stage", () => {
  const workflow = run([step("CreateCrmDealDocumentActivity", { Fields: { TITLE: "New", CATEGORY_ID: "6", STAGE_ID: "" } })]);
  expect([workflow.of("create-document")[0]?.fields, errorsOf(workflow)]).toEqual([{ TITLE: "New", CATEGORY_ID: 6 }, []]);
});

describe("documents made of others", () => {
  test.each([
    [{ CategoryId: "9" }, undefined, "There is no pipeline 9."],
    [{ StageId: "GONE" }, undefined, '"GONE", which is no stage'],
  ])("a copy begins nowhere that is not there: %j", (properties, stage, text) => {
    const workflow = run([step("CrmCopyDealActivity", properties)]);
    expect(workflow.of("create-document").map(({ fields }) => fields["STAGE_ID"])).toEqual("CategoryId" in properties ? [] : [stage]);
    expect(errorsOf(workflow)).toEqual([expect.stringContaining(text)]);
  });

  test("a copy in another pipeline begins at one of its stages", () => {
    const made = (StageId: string) => run([step("CrmCopyDealActivity", { CategoryId: 6, StageId })]).of("create-document")[0]?.fields;
    expect(made("C6:LOSE")).toMatchObject({ CATEGORY_ID: 6, STAGE_ID: "C6:LOSE" });
    expect(made("WON")).not.toHaveProperty("STAGE_ID");
  });

  test("a copy of a deal begins at the first stage", () => {
    const workflow = run([step("CrmCopyDealActivity", { DealTitle: "Again", CategoryId: 6, Responsible: "user_4" })]);
    const [made] = workflow.of("create-document");
    expect(made?.fields).toMatchObject({
      TITLE: "Again",
      CATEGORY_ID: 6,
      ASSIGNED_BY_ID: "user_4",
      CONTACT_ID: "5",
      OPPORTUNITY: "10.00",
    });
    expect(made?.fields).not.toHaveProperty("STAGE_ID");
    expect(workflow.resultsOf("A1")).toEqual({ DealId: 101 });
  });

  test("a lead comes again with the client of the deal", () => {
    const workflow = run([step("CrmCreateReturnLeadActivity", { LeadTitle: "Once more" })]);
    expect(workflow.of("create-document")).toMatchObject([
      { fields: { TITLE: "Once more", CONTACT_ID: "5", ASSIGNED_BY_ID: "user_2" }, origin: { IS_RETURN_CUSTOMER: "Y" } },
    ]);
    expect(workflow.resultsOf("A1")).toEqual({ LeadId: 101 });
  });

  test("a lead gets a contact, once", () => {
    const make = (name: string) => activity("CrmCreateLeadContactActivity", name);
    const workflow = run([make("A1"), make("A2")], lead);
    expect(workflow.of("create-document")).toMatchObject([
      { fields: { NAME: "Tom", EMAIL: lead.values["EMAIL"] }, origin: { LEAD_ID: "9" } },
    ]);
    expect(workflow.of("write-document")).toMatchObject([{ fields: { CONTACT_ID: "101" } }]);
    expect(errorsOf(workflow)).toEqual(["The lead has a contact already."]);
  });

  test("a lead becomes a contact, a company and a deal that names both", () => {
    const workflow = run([step("CrmConvertDocumentActivity", { Items: ["DEAL", "CONTACT", "COMPANY"], DealCategoryId: 6 })], lead);
    expect(workflow.of("create-document")).toMatchObject([
      { number: 101, type: contact.type, fields: { NAME: "Tom" } },
      { number: 102, fields: { TITLE: "Tom & Sons", EMAIL: lead.values["EMAIL"] } },
      {
        number: 103,
        type: deal.type,
        fields: { TITLE: "Asks for pumps", OPPORTUNITY: "99.00", CONTACT_ID: "101", COMPANY_ID: "102", CATEGORY_ID: "6" },
        origin: { LEAD_ID: "9" },
      },
    ]);
    expect(workflow.of("write-document")).toMatchObject([{ fields: { STATUS_ID: "CONVERTED", CONTACT_ID: "101", COMPANY_ID: "102" } }]);
  });

  test("what cannot be made of a document is an error", () => {
    expect(errorsOf(run([step("CrmConvertDocumentActivity", { Items: ["INVOICE"] })]))).toEqual([
      "Of a document of the type DEAL can be made: nothing; not INVOICE.",
    ]);
  });
});

describe("waiting for a stage", () => {
  const listen = (DealId: string, more: ValueMap = {}) => step("CrmDealStageListenActivity", { DealId, ...more });
  const news = (stage: string, semantics: "P" | "S" | "F" | "", what: "stage" | "gone" = "stage") =>
    ({ kind: "document-changed", activity: activityName("A1"), what, stage, semantics }) as const;

  test("ends with the deal's way", () => {
    const workflow = run([listen("7")], lead);
    expect(workflow.of("await-document")).toMatchObject([{ activity: "A1", id: deal.id, until: "stage", seen: "NEW" }]);
    workflow.send(news("PREPARATION", "P"));
    expect(workflow.isOver).toBe(false);
    workflow.send(news("WON", "S"));
    expect(workflow.resultsOf("A1")).toEqual({ StageId: "WON", StageSemantics: "S" });
    expect(workflow.of("forget-document")).toHaveLength(1);
    expect(workflow.isOver).toBe(true);
  });

  test("ends at once where the way is over, and with a stage that the step names", () => {
    const won = { ...deal, values: { ...deal.values, STAGE_ID: "WON" } };
    expect(run([listen("7")], lead, [won]).resultsOf("A1")).toEqual({ StageId: "WON", StageSemantics: "S" });
    const named = run([listen("7", { WaitForState: ["C6:NEW"] })], lead);
    named.send(news("C6:NEW", "P"));
    expect(named.isOver).toBe(true);
  });

  test("ends with the deal itself, and with the workflow", () => {
    const workflow = run([listen("7")], lead);
    workflow.send(news("", "", "gone"));
    expect([workflow.isOver, errorsOf(workflow)]).toEqual([true, ["The document was deleted while the step waited for it."]]);
    const ended = run([listen("7")], lead);
    ended.send({ kind: "terminated", title: "" });
    expect(ended.of("forget-document")).toHaveLength(1);
  });

  test("for a lead or a deal that is not there is an error", () => {
    expect(errorsOf(run([listen("8")], lead))).toEqual(['There is no document "8" of the type DEAL to wait for.']);
    expect(run([step("CrmLeadStatusListenActivity", { LeadId: "LEAD_9" })]).of("await-document")).toMatchObject([{ id: lead.id }]);
  });
});

describe("locks, versions and rights", () => {
  test("a lock is waited for, and given back", () => {
    const workflow = run([step("LockDocumentActivity"), activity("UnlockDocumentActivity", "A2")]);
    expect(workflow.of("await-document")).toMatchObject([{ activity: "A1", id: deal.id, until: "lock" }]);
    workflow.send({ kind: "document-changed", activity: activityName("A1"), what: "locked", stage: "", semantics: "" });
    expect(workflow.of("unlock-document")).toHaveLength(1);
    expect(workflow.isOver).toBe(true);
  });

  test("a version is kept under its name", () => {
    const workflow = run([step("SaveHistoryActivity", { Name: "Before {=Document:TITLE}", UserId: "user_3" })]);
    expect(workflow.of("keep-version")).toEqual([{ kind: "keep-version", name: "Before Pumps", user: 3 }]);
  });

  const Permission = { read: ["author", "user_3", "group_d2"], write: [] };
  // The author as of now; groups stay groups.
  const rightsWith = (author: string) => [{ operation: "read", holders: [author, "user_3", "group_d2"] }];
  const rights = rightsWith("user_2");
  test.each([
    [{ Permission }, { scope: "workflow", mode: "replace", rights }],
    [
      { Permission, Rewrite: "N" },
      { scope: "workflow", mode: "add", rights },
    ],
    [
      { Permission, SetMode: 1, SetScope: 2 },
      { scope: "document", mode: "add", rights },
    ],
    [
      { Permission, SetMode: "2", SetScope: "1" },
      { scope: "workflow", mode: "replace", rights },
    ],
    [{ SetMode: 3 }, { scope: "workflow", mode: "clear", rights: [] }],
    [
      { Permission: { W: ["{=Document:COMMENTS}"] }, SetMode: 2 },
      { scope: "workflow", mode: "replace", rights: [{ operation: "W", holders: [] }] },
    ],
  ])("rights: %j", (properties, effect) => {
    expect(run([step("SetPermissionsActivity", properties)]).of("set-rights")).toEqual([{ kind: "set-rights", ...effect }]);
  });

  test("operations that nobody knows are told", () => {
    const Permission = { view_workflow: ["user_3"], read: ["user_3"], D: ["user_4"], wirte: [] };
    expect(errorsOf(run([step("SetPermissionsActivity", { Permission })]))).toEqual([
      expect.stringMatching(/^There is no operation "view_workflow": that right lets nobody do anything\./),
    ]);
  });

  test("the root and each status may give rights of their own", () => {
    const root = new TestWorkflow(templateOfRoot(activity("SequentialWorkflowActivity", "T", { Permission })), contextOf());
    root.send({ kind: "started" });
    expect(root.of("set-rights")).toEqual([{ kind: "set-rights", scope: "workflow", mode: "add", rights: rightsWith("user_1") }]);
    const odd = activity("StateActivity", "S", { Permission, PermissionMode: "9", PermissionScope: "2" });
    const oddly = new TestWorkflow(
      templateOfRoot(activity("StateMachineWorkflowActivity", "T", { InitialStateName: "S" }, [odd])),
      contextOf(),
    );
    oddly.send({ kind: "started" });
    expect(errorsOf(oddly)).toEqual([expect.stringMatching(/^PermissionMode is "9"/)]);
    const status = activity("StateActivity", "S", { Permission, PermissionMode: "3", PermissionScope: "2" });
    const machine = new TestWorkflow(
      templateOfRoot(activity("StateMachineWorkflowActivity", "T", { InitialStateName: "S" }, [status])),
      contextOf(),
    );
    machine.send({ kind: "started" });
    expect(machine.of("set-rights")).toEqual([{ kind: "set-rights", scope: "document", mode: "clear", rights: rightsWith("user_1") }]);
  });
});
