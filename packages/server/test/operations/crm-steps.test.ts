// Steps of the CRM on a real database: other documents, stages, locks, versions, rights.
import type { DocumentTriple, ValueMap } from "@kontor/engine/model";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readAccessRights } from "../../src/operations/access-rights.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { deleteDocument } from "../../src/operations/delete-document.ts";
import { addPipeline, addSmartProcess } from "../../src/operations/document-types.ts";
import type { DocumentKind } from "../../src/operations/get-document.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import { addOwnField } from "../../src/operations/own-fields.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { readDocument } from "../../src/store/document.ts";
import { listDocumentVersions } from "../../src/store/document-version.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { dealType, people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
const settle = { timeout: 20_000, interval: 20 };
const leadType: DocumentTriple = ["crm", "CCrmDocumentLead", "LEAD"];
const smartType: DocumentTriple = ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic", "DYNAMIC_147"];

beforeAll(async () => {
  world = await createWorkingWorld();
  ({ runtime } = world);
  await addPipeline(runtime, world.portalId, "DEAL", { name: "Repairs", id: 6, sort: 10 });
  await addSmartProcess(runtime, world.portalId, { name: "Contracts", number: 147, category: 5 });
});
afterAll(() => world.close());

const crm = (code: "DEAL" | "LEAD" | "CONTACT" | "COMPANY"): DocumentKind => ({ kind: "crm", code });
const add = (code: "DEAL" | "LEAD" | "CONTACT" | "COMPANY", fields: ValueMap) =>
  addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind: crm(code), fields });
const update = (deal: number, fields: ValueMap) =>
  updateDocument(runtime, { portalId: world.portalId, userId: people.manager, kind: crm("DEAL"), key: { number: deal }, fields });
const fieldsOf = async (type: string, id: number) => (await readDocument(runtime.database, world.portalId, type, id))?.fields ?? null;
const stateOf = (id: string) => readWorkflowState(runtime.database, world.portalId, id);
const statusOf = async (id: string) => (await stateOf(id))?.status;
const ended = (id: string, status = "completed") => vi.waitFor(async () => expect(await statusOf(id)).toBe(status), settle);
const errorsOf = (id: string) => runtime.database.sql`select text from workflow_log where workflow_id = ${id} and type = 9`;

async function start(children: readonly object[], number: number, documentType: readonly string[] = dealType): Promise<string> {
  const templateId = await world.template(children, { documentType });
  const [module = "", entity = "", type = ""] = documentType;
  const documentId = [module, entity, `${type}_${number}`];
  return startWorkflow(runtime, runtime.database, {
    portalId: world.portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const pause = () => step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" });

describe("other documents", () => {
  it("fields of the client and of people are read where they are named", async () => {
    const contact = await add("CONTACT", { NAME: "Eve", PHONE: [{ VALUE: "+1", VALUE_TYPE: "WORK" }] });
    const deal = await add("DEAL", { TITLE: "Desk", CONTACT_ID: contact, ASSIGNED_BY_ID: people.manager });
    const text = "{=Document:CONTACT.NAME} {=Document:CONTACT.PHONE}, {=Document:ASSIGNED_BY_PRINTABLE} {=Document:ASSIGNED_BY_EMAIL}";
    await start([step("SetFieldActivity", { FieldValue: { COMMENTS: `${text} {=Document:COMPANY.TITLE}` } })], deal);
    expect(await fieldsOf("DEAL", deal)).toMatchObject({ COMMENTS: "Eve +1, Manager Test manager@example.org " });
  });

  it("a lead becomes a contact, a company and a deal in one pipeline", async () => {
    const lead = await add("LEAD", { TITLE: "Asks", NAME: "Tom", COMPANY_TITLE: "Tom & Sons", OPPORTUNITY: "99" });
    const items = { Items: ["DEAL", "CONTACT", "COMPANY"], DealCategoryId: "6" };
    await start([step("CrmConvertDocumentActivity", items)], lead, leadType);
    const after = await fieldsOf("LEAD", lead);
    expect(after).toMatchObject({ STATUS_ID: "CONVERTED", STATUS_SEMANTIC_ID: "S" });
    const [made] = await runtime.database.sql<{ id: number }>`
      select id from document where type = 'DEAL' and fields->>'LEAD_ID' = ${String(lead)}`;
    const { CONTACT_ID, COMPANY_ID } = after as Record<string, string>;
    expect(await fieldsOf("DEAL", made?.id ?? 0)).toMatchObject({
      ...{ TITLE: "Asks", OPPORTUNITY: "99.00", STAGE_ID: "C6:NEW", CATEGORY_ID: "6", CONTACT_ID, COMPANY_ID },
    });
    expect(await fieldsOf("CONTACT", Number(CONTACT_ID))).toMatchObject({ NAME: "Tom", LEAD_ID: String(lead) });
    expect(await fieldsOf("COMPANY", Number(COMPANY_ID))).toMatchObject({ TITLE: "Tom & Sons" });
  });

  it("a smart process is a document with workflows, stages and fields of its own", async () => {
    const field = { type: "DYNAMIC_147", id: "UF_CRM_END", name: "Ends on", fieldType: "date" };
    await addOwnField(runtime, world.portalId, { ...field, multiple: false, required: false, options: null, default: null });
    const fields = { "147_TITLE": "Lease", UF_CRM_END: "31.12.2026", OPPORTUNITY: "12" };
    const deal = await add("DEAL", { TITLE: "Desk" });
    const id = await start([step("CrmCreateDynamicActivity", { DynamicTypeId: "147", DynamicEntitiesFields: fields }, [], "Make")], deal);
    const item = Number((await stateOf(id))?.results["Make"]?.["ItemId"]);
    expect(await fieldsOf("DYNAMIC_147", item)).toMatchObject({ TITLE: "Lease", STAGE_ID: "DT147_5:NEW", UF_CRM_END: "2026-12-31" });
    const own = await start([step("CrmChangeStatusActivity", { TargetStatus: "DT147_5:SUCCESS" }), pause()], item, smartType);
    expect(await stateOf(own)).toMatchObject({ status: "terminated", stateTitle: "The stage was changed to Success" });
    expect(await fieldsOf("DYNAMIC_147", item)).toMatchObject({ STAGE_ID: "DT147_5:SUCCESS", CATEGORY_ID: "5", MOVED_BY: "1" });
  });

  it("an item is found by conditions, in what the workflow itself has just written, and never by a condition that makes no sense", async () => {
    const make = step("CrmCreateDynamicActivity", { DynamicTypeId: 147, DynamicEntitiesFields: { TITLE: "Blue", OPPORTUNITY: "500" } });
    const find = (name: string, ...items: object[]) =>
      step("CrmGetDynamicInfoActivity", { DynamicTypeId: 147, ReturnFields: ["TITLE"], DynamicFilterFields: { items } }, [], name);
    const item = (field: string, operator: string, value: unknown, joiner = "AND") => [
      { object: "Document", field, operator, value },
      joiner,
    ];
    const id = await start(
      [
        make,
        find("Found", item("TITLE", "contain", "lu"), item("OPPORTUNITY", "between", ["400", "600"])),
        find("Either", item("TITLE", "=", "nothing", "OR"), item("OPPORTUNITY", ">", "499")),
        find("None", item("TITLE", "!empty", ""), item("NO_SUCH_FIELD", "=", "x")),
      ],
      await add("DEAL", { TITLE: "Desk" }),
    );
    await ended(id);
    expect((await stateOf(id))?.results).toMatchObject({
      ...{ Found: { TITLE: "Blue" }, Either: { TITLE: "Blue" }, None: { ErrorMessage: expect.stringContaining("DYNAMIC_147") } },
    });
  });
});

describe("stages", () => {
  const listen = (deal: number) => [step("CrmDealStageListenActivity", { DealId: String(deal) }, [], "Listen")];
  const waits = () => runtime.database.sql`select workflow_id from document_wait`;

  it("are told to who waits for them, whoever changes them", async () => {
    const deal = await add("DEAL", { TITLE: "Desk" });
    const waiting = await start(listen(deal), await add("DEAL", { TITLE: "Other" }));
    await update(deal, { STAGE_ID: "EXECUTING" });
    await world.quiet();
    expect(await statusOf(waiting)).toBe("running");
    const changing = await start([step("CrmChangeStatusActivity", { TargetStatus: "WON", ModifiedBy: `user_${people.director}` })], deal);
    expect(await statusOf(changing)).toBe("terminated");
    await ended(waiting);
    expect((await stateOf(waiting))?.results["Listen"]).toEqual({ StageId: "WON", StageSemantics: "S" });
    expect(await fieldsOf("DEAL", deal)).toMatchObject({ CLOSED: "Y", MOVED_BY_ID: "4", MODIFY_BY_ID: "4" });
    expect(await waits()).toEqual([]);
  });

  it("are told where the document is deleted, and the wait goes with a workflow that ends", async () => {
    const deal = await add("DEAL", { TITLE: "Desk" });
    const [first, second] = [await start(listen(deal), await add("DEAL", {})), await start(listen(deal), await add("DEAL", {}))];
    await terminateWorkflow(runtime, { portalId: world.portalId, workflowId: second, title: "", userId: null });
    expect(await waits()).toEqual([{ workflow_id: first }]);
    await deleteDocument(runtime, { portalId: world.portalId, userId: people.admin, kind: crm("DEAL"), key: { number: deal } });
    await ended(first);
    expect(await errorsOf(first)).toEqual([{ text: "The document was deleted while the step waited for it." }]);
  });

  it("a deal that goes to another pipeline stands at its first stage", async () => {
    const deal = await add("DEAL", { TITLE: "Desk" });
    await start([step("CrmChangeDealCategoryActivity", { CategoryId: "6" })], deal);
    expect(await fieldsOf("DEAL", deal)).toMatchObject({ STAGE_ID: "C6:NEW", CATEGORY_ID: "6", STAGE_SEMANTIC_ID: "P" });
  });
});

describe("a lock", () => {
  const holding = () => [step("LockDocumentActivity"), pause()];
  const writing = (title: string) => [step("SetFieldActivity", { FieldValue: { TITLE: title } })];
  const holder = async (deal: number) => (await readDocument(runtime.database, world.portalId, "DEAL", deal))?.lockedBy ?? null;
  const locked = (deal: number, by: string | null) => vi.waitFor(async () => expect(await holder(deal)).toBe(by), settle);

  it.each(["terminated", "killed"] as const)("keeps other workflows from writing until its workflow is %s", async (how) => {
    const deal = await add("DEAL", { TITLE: "Desk" });
    const first = await start(holding(), deal);
    await locked(deal, first);
    const second = await start(writing("Written"), deal);
    const third = await start(holding(), deal);
    await world.quiet();
    expect([await statusOf(second), (await fieldsOf("DEAL", deal))?.["TITLE"]]).toEqual(["running", "Desk"]);
    const ending = { portalId: world.portalId, workflowId: first, title: "", userId: null };
    await (how === "killed" ? killWorkflow(runtime, ending) : terminateWorkflow(runtime, ending));
    await locked(deal, third);
    await terminateWorkflow(runtime, { ...ending, workflowId: third });
    await ended(second);
    expect((await fieldsOf("DEAL", deal))?.["TITLE"]).toBe("Written");
    expect(await holder(deal)).toBe(null);
  });

  it("is no hindrance to its own workflow, and ends where a step says so", async () => {
    const deal = await add("DEAL", { TITLE: "Desk" });
    const id = await start([step("LockDocumentActivity"), ...writing("Own"), step("UnlockDocumentActivity"), pause()], deal);
    await vi.waitFor(async () => expect((await fieldsOf("DEAL", deal))?.["TITLE"]).toBe("Own"), settle);
    await locked(deal, null);
    expect(await statusOf(id)).toBe("running");
  });
});

it("a version is kept as the document is after the steps before", async () => {
  const deal = await add("DEAL", { TITLE: "First" });
  const save = (Name: string) => step("SaveHistoryActivity", { Name, UserId: `user_${people.manager}` });
  const id = await start([step("SetFieldActivity", { FieldValue: { TITLE: "Second" } }), save("v {=Document:TITLE}")], deal);
  expect(await listDocumentVersions(runtime.database, world.portalId, "DEAL", deal)).toMatchObject([
    { name: "v Second", fields: { TITLE: "Second" }, userId: people.manager, workflowId: id },
  ]);
});

it("rights are kept for the workflow and for its document, and cleared", async () => {
  const deal = await add("DEAL", { TITLE: "Desk" });
  const set = (properties: object) => step("SetPermissionsActivity", properties);
  const Permission = { read: ["author", "user_3"], write: ["user_3"] };
  const id = await start([set({ Permission }), set({ Permission, SetMode: "1", SetScope: "2" }), pause()], deal);
  const holders = async (of: string | readonly string[]) =>
    (await readAccessRights(runtime, world.portalId, of)).map(({ operation, holder }) => `${operation} ${holder}`);
  // The author as of now. Rights that are added to none keep the document open to everybody.
  const all = ["read user_1", "read user_3", "write user_3"];
  const document = [...dealType.slice(0, 2), `DEAL_${deal}`];
  expect([await holders(id), await holders(document)]).toEqual([all, ["all group_ua", ...all]]);
  await start([set({ SetMode: "3", SetScope: "2" })], deal);
  expect(await holders(document)).toEqual([]);
  await killWorkflow(runtime, { portalId: world.portalId, workflowId: id, userId: null });
  expect(await holders(id)).toEqual([]);
});

it("the client of a lead is put on the list of exceptions, and the lead goes", async () => {
  const lead = await add("LEAD", { TITLE: "Spam", EMAIL: [{ VALUE: "A@b.example", VALUE_TYPE: "WORK" }] });
  const id = await start([step("CrmExcludeActivity"), pause()], lead, leadType);
  expect([await statusOf(id), await fieldsOf("LEAD", lead)]).toEqual(["terminated", null]);
  expect(await runtime.database.sql`select type, value from exclusion`).toEqual([{ type: "email", value: "a@b.example" }]);
});
