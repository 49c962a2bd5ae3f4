// A template from another portal brings the fields of documents that it names.
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { addList } from "../../src/operations/add-list.ts";
import { addTemplate } from "../../src/operations/add-template.ts";
import { findDocumentType } from "../../src/operations/document-types.ts";
import { getDocument } from "../../src/operations/get-document.ts";
import { addOwnField, listOwnFields } from "../../src/operations/own-fields.ts";
import { changeTemplate } from "../../src/operations/update-template.ts";
import { createWorld, dealType, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

function packageWith(fields: object): Uint8Array {
  const root = step("SequentialWorkflowActivity", {}, [], "Template") as unknown as Plain;
  return writeBpt(
    fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: fields as Plain }),
  );
}

function bring(fields: object, documentType: readonly string[] = dealType): Promise<number> {
  const { runtime, portalId } = world;
  const about = { portalId, userId: 1, applicationId: null, documentType, name: "Brought", description: "", autoExecute: 0 };
  return addTemplate(runtime, { ...about, data: packageWith(fields) });
}

const own = async (type: string) =>
  Object.fromEntries((await listOwnFields(world.runtime, world.portalId, type)).map(({ id, definition }) => [id, definition]));

const size = { Name: "Size", Type: "select", Multiple: "0", Required: true, Options: { s: "Small", l: "Large" }, BaseType: "select" };

it("fields of the portal's own come with their types; those that are there, printable and dotted ones, and the type's own do not", async () => {
  const { runtime, portalId } = world;
  const taken = {
    type: "DEAL",
    id: "UF_CRM_TAKEN",
    name: "Taken",
    fieldType: "int",
    multiple: false,
    required: false,
    options: null,
    default: null,
  };
  await addOwnField(runtime, portalId, taken);
  await bring({
    TITLE: { Name: "Title\0", Type: "string" },
    OPPORTUNITY: { Name: "Not the program's", Type: "text" },
    UF_CRM_SIZE: size,
    UF_CRM_SIZE_PRINTABLE: { Name: "Size (text)", Type: "string" },
    UF_CRM_PEOPLE: { Name: "People\0", Type: "employee", Multiple: "Y" },
    UF_CRM_COST: { Name: "Cost", Type: "UF:money" },
    UF_CRM_TAKEN: { Name: "Other", Type: "string" },
    "CONTACT.UF_CRM_X": { Name: "X", Type: "string" },
    uf_crm_small: { Name: "Small letters", Type: "string" },
  });
  expect(await own("DEAL")).toEqual({
    UF_CRM_TAKEN: expect.objectContaining({ name: "Taken", type: "int" }),
    UF_CRM_SIZE: expect.objectContaining({
      name: "Size",
      type: "select",
      multiple: false,
      required: false,
      options: { s: "Small", l: "Large" },
    }),
    UF_CRM_PEOPLE: expect.objectContaining({ name: "People", type: "user", multiple: true }),
    UF_CRM_COST: expect.objectContaining({ name: "Cost", type: "UF:money" }),
  });
  expect((await findDocumentType(runtime, portalId, "DEAL")).fields["OPPORTUNITY"]?.type).toBe("double");
  const fields = { TITLE: "Desk", UF_CRM_SIZE: "Large", UF_CRM_PEOPLE: ["2", "user_3"] };
  const kind = { kind: "crm", code: "DEAL" } as const;
  const number = await addDocument(runtime, { portalId, userId: 1, kind, fields });
  expect(await getDocument(runtime, { portalId, kind, key: { number } })).toMatchObject({ UF_CRM_SIZE: "l", UF_CRM_PEOPLE: ["2", "3"] });
});

it("a new version brings fields too, two of them at a time", async () => {
  const { runtime, portalId } = world;
  const ids = [await bring({}), await bring({})];
  const change = (id: number, fields: object) =>
    changeTemplate(runtime, { portalId, userId: 1, applicationId: null, id, data: packageWith(fields) });
  await Promise.all([change(ids[0] ?? 0, { UF_CRM_A: size, UF_CRM_B: size }), change(ids[1] ?? 0, { UF_CRM_B: size, UF_CRM_C: size })]);
  expect(Object.keys(await own("DEAL"))).toEqual(expect.arrayContaining(["UF_CRM_A", "UF_CRM_B", "UF_CRM_C"]));
});

it("properties of a list keep their numbers; those with a code get the next one", async () => {
  const { runtime, portalId } = world;
  const properties = [{ name: "Amount", type: "double", code: "AMOUNT" }];
  const number = await addList(runtime, { portalId, name: "Requests", code: "", blockType: "lists", properties });
  const type = ["lists", "BizprocDocument", `iblock_${number}`];
  await bring({ NAME: {}, PROPERTY_AMOUNT: size, PROPERTY_1: size, PROPERTY_25: size, PROPERTY_KIND: size, UF_CRM_NO: size }, type);
  await bring({ PROPERTY_KIND: size }, type);
  expect(await own(`iblock_${number}`)).toEqual({
    PROPERTY_1: expect.objectContaining({ name: "Amount", type: "double" }),
    PROPERTY_25: expect.objectContaining({ name: "Size", type: "select" }),
    PROPERTY_26: expect.objectContaining({ name: "Size", type: "select" }),
  });
  expect((await findDocumentType(runtime, portalId, `iblock_${number}`)).fields).toHaveProperty("PROPERTY_KIND");
});

it("a package with too many fields, or with one that is too large, is refused and adds nothing", async () => {
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`UF_CRM_MANY_${index}`, { Type: "int" }]));
  await expect(bring(many)).rejects.toThrow("more than 1000 fields");
  await expect(bring({ UF_CRM_LONG: { Type: "select", Options: { a: "x".repeat(70_000) } } })).rejects.toThrow("UF_CRM_LONG");
  expect(Object.keys(await own("DEAL")).filter((name) => /MANY|LONG/.test(name))).toEqual([]);
});
