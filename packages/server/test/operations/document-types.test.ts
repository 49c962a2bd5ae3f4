// What a portal adds to its documents: smart processes, pipelines, stages and fields, and documents that use them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { addList } from "../../src/operations/add-list.ts";
import { addPipeline, addSmartProcess, findDocumentType, listDocumentTypes, writeStage } from "../../src/operations/document-types.ts";
import { getDocument } from "../../src/operations/get-document.ts";
import { listDirectoryItems } from "../../src/operations/list-directory-items.ts";
import { addOwnField, listOwnFields, removeOwnField } from "../../src/operations/own-fields.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { createWorld, people, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const stages = async (type: string, category: number) =>
  (await findDocumentType(world.runtime, world.portalId, type)).pipelines?.stages
    .filter((stage) => stage.category === category)
    .map(({ id }) => id);
const deal = { kind: "crm", code: "DEAL" } as const;
const add = async (fields: Record<string, string>) => {
  const id = await addDocument(world.runtime, { portalId: world.portalId, userId: people.admin, kind: deal, fields });
  return getDocument(world.runtime, { portalId: world.portalId, kind: deal, key: { number: id } });
};
const field = { name: "Size", fieldType: "string", multiple: false, required: false, options: null, default: null };

it("a smart process has a number, a pipeline and stages of its own", async () => {
  const { runtime, portalId } = world;
  const type = await addSmartProcess(runtime, portalId, { name: "Contracts", number: 147, category: 5 });
  expect(type.code).toBe("DYNAMIC_147");
  expect(await stages("dynamic_147", 5)).toEqual(["NEW", "PREPARATION", "CLIENT", "SUCCESS", "FAIL"].map((id) => `DT147_5:${id}`));
  expect((await addSmartProcess(runtime, portalId, { name: "Leases", number: null, category: null })).code).toBe("DYNAMIC_148");
  await expect(addSmartProcess(runtime, portalId, { name: "Again", number: 147, category: null })).rejects.toThrow("already");
  await expect(addSmartProcess(runtime, portalId, { name: "Low", number: 127, category: null })).rejects.toThrow("from 128");
  const codes = (await listDocumentTypes(runtime, portalId)).map(({ code }) => code);
  expect(codes).toEqual(["DEAL", "LEAD", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE", "DYNAMIC_147", "DYNAMIC_148"]);
});

it("an estimate begins as a draft, and is closed by the status that ends it", async () => {
  const quote = { kind: "crm", code: "QUOTE" } as const;
  const request = { portalId: world.portalId, userId: people.admin, kind: quote };
  const id = await addDocument(world.runtime, { ...request, fields: { OPPORTUNITY: "100" } });
  const read = () => getDocument(world.runtime, { portalId: world.portalId, kind: quote, key: { number: id } });
  expect(await read()).toMatchObject({ TITLE: `Estimate #${id}`, QUOTE_NUMBER: String(id), STATUS_ID: "DRAFT", OPPORTUNITY: "100.00" });
  await updateDocument(world.runtime, { ...request, key: { number: id }, fields: { STATUS_ID: "DECLAINED" } });
  expect(await read()).toMatchObject({ STATUS_ID: "DECLAINED", CLOSED: "Y" });
  const statuses = (await listDirectoryItems(world.runtime, world.portalId)).filter(({ directory }) => directory === "QUOTE_STATUS");
  expect(statuses.map(({ code, semantics }) => [code, semantics])).toEqual([
    ["DRAFT", "P"],
    ["SENT", "P"],
    ["APPROVED", "S"],
    ["DECLAINED", "F"],
  ]);
});

it("invoices stand on the stages of the type 31, and have pipelines", async () => {
  const { runtime, portalId } = world;
  const invoice = { kind: "crm", code: "SMART_INVOICE" } as const;
  const id = await addDocument(runtime, { portalId, userId: people.admin, kind: invoice, fields: { TITLE: "For chairs" } });
  expect(await getDocument(runtime, { portalId, kind: invoice, key: { number: id } })).toMatchObject({
    ...{ TITLE: "For chairs", ACCOUNT_NUMBER: String(id), STAGE_ID: "DT31_1:N", CATEGORY_ID: "1", CREATED_BY: String(people.admin) },
  });
  await expect(addPipeline(runtime, portalId, "SMART_INVOICE", { name: "x", id: 1, sort: 0 })).rejects.toThrow("pipeline 1 already");
  await addPipeline(runtime, portalId, "SMART_INVOICE", { name: "Abroad", id: 9, sort: 10 });
  expect(await stages("SMART_INVOICE", 9)).toEqual(["N", "S", "P", "D"].map((stage) => `DT31_9:${stage}`));
  const directories = new Set((await listDirectoryItems(runtime, portalId)).map(({ directory }) => directory));
  expect([...directories]).toEqual(expect.arrayContaining(["SMART_INVOICE_STAGE_1", "SMART_INVOICE_STAGE_9"]));
});

it("a pipeline of deals has stages of its own, and new deals begin at its first", async () => {
  const { runtime, portalId } = world;
  expect(await addPipeline(runtime, portalId, "DEAL", { name: "Repairs", id: 6, sort: 10 })).toBe(6);
  const stage = { type: "DEAL", name: "Waiting for parts", category: 6, semantics: "P", sort: null } as const;
  expect(await writeStage(runtime, portalId, { ...stage, id: "waiting" })).toMatchObject({ id: "C6:WAITING" });
  expect(await stages("DEAL", 6)).toEqual(
    ["NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WAITING", "WON", "LOSE"].map((id) => `C6:${id}`),
  );
  expect(await add({ CATEGORY_ID: "6" })).toMatchObject({ STAGE_ID: "C6:NEW", CATEGORY_ID: "6", STAGE_SEMANTIC_ID: "P", IS_NEW: "Y" });
  expect(await add({ STAGE_ID: "C6:WON" })).toMatchObject({ CATEGORY_ID: "6", STAGE_SEMANTIC_ID: "S", CLOSED: "Y" });
  const listed = (await listDirectoryItems(runtime, portalId)).filter(({ directory }) => directory === "DEAL_STAGE_6");
  expect(listed).toHaveLength(8);
  expect(listed[0]).toMatchObject({ code: "C6:NEW", category: 6 });
  await expect(writeStage(runtime, portalId, { ...stage, id: "X", category: 7 })).rejects.toThrow("no pipeline 7");
  await expect(addPipeline(runtime, portalId, "LEAD", { name: "x", id: null, sort: 0 })).rejects.toThrow("no pipelines");
});

it("a stage of the program is renamed by a stage of the same id", async () => {
  const { runtime, portalId } = world;
  const type = "LEAD";
  await writeStage(runtime, portalId, { type, id: "IN_PROCESS", name: "Talking", category: 0, semantics: "P", sort: null });
  await writeStage(runtime, portalId, { type, id: "LOST", name: "Lost", category: 0, semantics: "F", sort: null });
  expect(await stages("LEAD", 0)).toEqual(["NEW", "IN_PROCESS", "PROCESSED", "CONVERTED", "JUNK", "LOST"]);
  const renamed = (await listDirectoryItems(runtime, portalId)).find(({ code }) => code === "IN_PROCESS");
  expect(renamed).toMatchObject({ name: "Talking", sort: 20 });
});

it("fields of the portal's own have types, in the CRM and in lists", async () => {
  const { runtime, portalId } = world;
  const size = { ...field, type: "DEAL", id: "uf_crm_size", fieldType: "select", options: { S: "Small", L: "Large" }, default: "S" };
  expect(await addOwnField(runtime, portalId, size)).toBe("UF_CRM_SIZE");
  await addOwnField(runtime, portalId, { ...field, type: "DEAL", id: "UF_CRM_AREA", fieldType: "double" });
  expect(await add({ UF_CRM_AREA: "12,5" })).toMatchObject({ UF_CRM_SIZE: "S", UF_CRM_AREA: "12.50" });
  expect(await add({ UF_CRM_SIZE: "Large" })).toMatchObject({ UF_CRM_SIZE: "L", UF_CRM_AREA: null });
  await expect(addOwnField(runtime, portalId, size)).rejects.toThrow("already");
  await expect(addOwnField(runtime, portalId, { ...size, id: "SIZE" })).rejects.toThrow("UF_CRM_");
  await expect(addOwnField(runtime, portalId, { ...size, id: "UF_X", options: null })).rejects.toThrow("choices");
  await removeOwnField(runtime, portalId, "DEAL", "UF_CRM_AREA");
  expect((await listOwnFields(runtime, portalId, "DEAL")).map(({ id }) => id)).toEqual(["UF_CRM_SIZE"]);
  const number = await addList(runtime, { portalId, name: "Requests", code: "", blockType: "lists", properties: [] });
  expect(await addOwnField(runtime, portalId, { ...field, type: `IBLOCK_${number}`, id: "AMOUNT" })).toBe("PROPERTY_1");
  expect((await findDocumentType(runtime, portalId, `iblock_${number}`)).fields).toHaveProperty("PROPERTY_AMOUNT");
  await expect(findDocumentType(runtime, portalId, "iblock_999")).rejects.toThrow("no documents of the type");
});
