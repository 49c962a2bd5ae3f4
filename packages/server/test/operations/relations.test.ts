// Fields of the item that a document is linked to, on a real database.
import type { ValueMap } from "@kontor/engine/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { addSmartProcess } from "../../src/operations/document-types.ts";
import type { DocumentKind } from "../../src/operations/get-document.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await addSmartProcess(world.runtime, world.portalId, { name: "Contracts", number: 147, category: 5 });
  await addSmartProcess(world.runtime, world.portalId, { name: "Visits", number: 150, category: 5 });
});
afterAll(() => world.close());

const smart = "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic";
const entities = {
  DEAL: "CCrmDocumentDeal",
  CONTACT: "CCrmDocumentContact",
  COMPANY: "CCrmDocumentCompany",
  DYNAMIC_147: smart,
  DYNAMIC_150: smart,
};
type Code = keyof typeof entities;

function add(code: Code, fields: ValueMap): Promise<number> {
  return addDocument(world.runtime, {
    portalId: world.portalId,
    userId: people.admin,
    kind: { kind: "crm", code } as DocumentKind,
    fields,
  });
}

/** What the step says of the parent of this document, and its errors. */
async function read(code: Code, id: number, properties: object, said: string): Promise<string[]> {
  const { runtime, portalId } = world;
  const documentType = ["crm", entities[code], code];
  const steps = [step("CrmGetRelationsInfoActivity", properties, [], "Parent"), step("LogActivity", { Text: said })];
  const templateId = await world.template([...steps, step("ReviewActivity", { Users: ["user_5"] })], { documentType });
  const documentId = ["crm", entities[code], `${code}_${id}`];
  const workflow = await startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: 1,
    changed: null,
  });
  const rows = await runtime.database.sql<{ text: string }>`
    select text from workflow_log where workflow_id = ${workflow} and type in (6, 9) order by at, seq`;
  return rows.map(({ text }) => text);
}

const fields = { TITLE: { Name: "Title", Type: "string" }, ASSIGNED_BY_ID: { Name: "Owner", Type: "user" } };

it("reads the deal that an item of a smart process hangs on", async () => {
  const deal = await add("DEAL", { TITLE: "Big one", ASSIGNED_BY_ID: people.manager });
  const item = await add("DYNAMIC_147", { TITLE: "Contract", PARENT_ID_2: deal });
  const said = await read(
    "DYNAMIC_147",
    item,
    { ParentTypeId: "2", ParentEntityFields: fields },
    "{=Parent:TITLE}, {=Parent:ASSIGNED_BY_ID > friendly}",
  );
  expect(said).toEqual(["Big one, Manager Test"]);
});

it("reads an item of another smart process", async () => {
  const contract = await add("DYNAMIC_147", { TITLE: "Contract" });
  const visit = await add("DYNAMIC_150", { TITLE: "Visit", PARENT_ID_147: contract });
  expect(await read("DYNAMIC_150", visit, { ParentTypeId: 147, ParentEntityFields: fields }, "{=Parent:TITLE}")).toEqual(["Contract"]);
});

it("reads clients by the fields that name them", async () => {
  const company = await add("COMPANY", { TITLE: "Pumps Ltd" });
  const contact = await add("CONTACT", { NAME: "Eve", COMPANY_ID: company });
  const deal = await add("DEAL", { TITLE: "D", CONTACT_ID: contact, COMPANY_ID: company });
  const item = await add("DYNAMIC_147", { TITLE: "C", COMPANY_ID: company });
  const title = { ParentTypeId: "4", ParentEntityFields: ["TITLE"] };
  for (const [code, id] of [
    ["DEAL", deal],
    ["CONTACT", contact],
    ["DYNAMIC_147", item],
  ] as const)
    expect(await read(code, id, title, "{=Parent:TITLE}")).toEqual(["Pumps Ltd"]);
  expect(await read("DEAL", deal, { ParentTypeId: "3", ParentEntityFields: { NAME: {} } }, "{=Parent:NAME}")).toEqual(["Eve"]);
});

it.each([
  [{ ParentTypeId: "2" }, "The document is linked to no item of DEAL."],
  [{ ParentTypeId: "147" }, "The document is linked to no item of DYNAMIC_147."],
  [{ ParentTypeId: "99" }, "There are no documents of the type 99 here."],
])("says why there is nothing to read, and goes on: %j", async (properties, reason) => {
  const deal = await add("DEAL", { TITLE: "Alone" });
  expect(await read("DEAL", deal, { ...properties, ParentEntityFields: fields }, "{=Parent:ErrorMessage}")).toEqual([reason, reason]);
});

it("says that a linked item is gone", async () => {
  const item = await add("DYNAMIC_147", { TITLE: "C", PARENT_ID_2: 999_999 });
  expect((await read("DYNAMIC_147", item, { ParentTypeId: "2", ParentEntityFields: fields }, "x"))[0]).toBe(
    "The linked item DEAL_999999 is not there any more.",
  );
});
