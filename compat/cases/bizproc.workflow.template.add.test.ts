import { expect } from "vitest";
import { addList } from "../../packages/server/src/operations/add-list.ts";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { packed, step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { newDeal } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import {
  addedTemplate,
  automatic,
  automaticStarts,
  base64,
  dataForms,
  documented,
  expectPackage,
  goodTemplate,
  invalid,
  keptTemplate,
  names,
  stopAutomaticStarts,
  wrongAutomatic,
  wrongData,
  wrongNames,
} from "../support/templates.ts";

const as = "application";
const json = ["POST JSON"] as const;
const added = { result: expect.any(Number) };

/** An addition with these fields, of which this is kept. */
function keeps(line: string, fields: Params, kept: Params, only?: Case["only"]): Case {
  return {
    ...{ line, as, answers: added, params: async () => goodTemplate(fields) },
    async leaves(world, _params, { body }) {
      expect(await keptTemplate(world, body.result)).toMatchObject(kept);
    },
    ...(only === undefined ? {} : { only }),
  };
}

function refuses(line: string, text: string, fields: Params, only?: Case["only"]): Case {
  return {
    ...{ line: `${invalid}, ${text}: ${line}`, as, answers: { status: 400, error: invalid, text } },
    params: async () => without(goodTemplate(fields)),
    ...(only === undefined ? {} : { only }),
  };
}

/** Left out is what is undefined. */
function without(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

function newList(world: RestWorld): Promise<number> {
  return addList(world.runtime, { portalId: world.portalId, name: "Requests", code: "", blockType: "bitrix_processes", properties: [] });
}

const onList = (line: string, triple: (list: number) => readonly string[], entity: string): Case => ({
  ...{ line: `DOCUMENT_TYPE: ${line}`, as, answers: added },
  params: async (world) => goodTemplate({ DOCUMENT_TYPE: triple(await newList(world)) }),
  async leaves(world, { DOCUMENT_TYPE }, { body }) {
    const code = (DOCUMENT_TYPE as readonly string[])[2]?.trim().toLowerCase();
    expect(await keptTemplate(world, body.result)).toMatchObject({ module: "lists", entity, document_type: code });
  },
});

const lists = "Bitrix\\Lists\\BizprocDocumentLists";
const crm = "Bitrix\\Crm\\Integration\\BizProc\\Document";

const documentTypes: readonly (readonly [line: string, given: unknown, kept: readonly [string, string, string]])[] = [
  ...(
    [
      ["crm", "CCrmDocumentLead", "LEAD"],
      ["crm", "CCrmDocumentContact", "CONTACT"],
      ["crm", "CCrmDocumentCompany", "COMPANY"],
      ["crm", "CCrmDocumentDeal", "DEAL"],
      ["crm", `${crm}\\Quote`, "QUOTE"],
      ["crm", `${crm}\\SmartInvoice`, "SMART_INVOICE"],
      ["crm", `${crm}\\Dynamic`, "DYNAMIC_147"],
      ["disk", "Bitrix\\Disk\\BizProcDocument", "STORAGE_5"],
    ] as const
  ).map((triple) => [triple.join(" "), triple, triple] as const),
  ["other case", ["CRM", "ccrmdocumentdeal", "deal"], ["crm", "CCrmDocumentDeal", "DEAL"]],
  ["other case, of a type without documents", ["CRM", "CCRMDOCUMENTCONTACT", "contact"], ["crm", "CCrmDocumentContact", "CONTACT"]],
  ["blanks around", [" crm", "CCrmDocumentDeal ", " DEAL "], ["crm", "CCrmDocumentDeal", "DEAL"]],
  ["backslashes twice", ["crm", `${crm}\\Quote`.replaceAll("\\", "\\\\"), "QUOTE"], ["crm", `${crm}\\Quote`, "QUOTE"]],
  ["a backslash before it", ["crm", `\\${crm}\\Dynamic`, "dynamic_9"], ["crm", `${crm}\\Dynamic`, "DYNAMIC_9"]],
  ["a wrong module, as the PHP SDK names it", ["tasks", "CCrmDocumentDeal", "DEAL"], ["crm", "CCrmDocumentDeal", "DEAL"]],
  ["a map", { module: "crm", entity: "CCrmDocumentDeal", type: "DEAL" }, ["crm", "CCrmDocumentDeal", "DEAL"]],
];

const wrongTypes: readonly (readonly [line: string, value: unknown, only?: Case["only"]])[] = [
  ["none", undefined],
  ["null", null, json],
  ["an empty text", ""],
  ["an empty list", [], json],
  ["a text", "DEAL"],
  ["three parts in one text", "crm,CCrmDocumentDeal,DEAL"],
  ["two parts", ["crm", "CCrmDocumentDeal"]],
  ["four parts", ["crm", "CCrmDocumentDeal", "DEAL", "1"]],
  ["no entity", ["crm", "", "DEAL"]],
  ["no type", ["crm", "CCrmDocumentDeal", ""]],
  ["a part that is a list", ["crm", ["CCrmDocumentDeal"], "DEAL"]],
  ["an unknown entity", ["crm", "Unheard", "DEAL"]],
  ["an unknown module", ["unheard", "Unheard", "UNHEARD"]],
  ["an entity of a name that only ends as a known one", ["crm", "Unheard\\Quote", "QUOTE"]],
  ["a name of every object", ["crm", "constructor", "__proto__"]],
  ["parts of two types", ["crm", "CCrmDocumentDeal", "LEAD"]],
  ["parts of two types without documents", ["crm", "CCrmDocumentContact", "COMPANY"]],
  ["a document in place of its type", ["crm", "CCrmDocumentDeal", "DEAL_1"]],
  ["a type without its number", ["crm", `${crm}\\Dynamic`, "DYNAMIC"]],
  ["a list that there is not", ["lists", lists, "iblock_987654"]],
  ["a process that there is not", ["lists", "BizprocDocument", "iblock_987654"]],
  ["a list without its number", ["lists", lists, "iblock_"]],
  ["a storage of lists", ["lists", lists, "STORAGE_5"]],
];

const documentType = "Incorrect field DOCUMENT_TYPE!";
const autoExecute = "Incorrect field AUTO_EXECUTE!";
const templateData = "Incorrect field TEMPLATE_DATA!";
const name = "Empty template name!";

replay("bizproc.workflow.template.add", "bizproc/template/bizproc-workflow-template-add.md", [
  {
    ...{ line: "what the page demands, and the defaults of the rest", as, answers: added, params: goodTemplate() },
    async leaves(world, _params, { body }) {
      expect(await keptTemplate(world, body.result)).toEqual({
        ...{ module: "crm", entity: "CCrmDocumentDeal", document_type: "DEAL", name: "Approval", description: "", auto_execute: 0 },
        ...{ application_id: world.applicationId, system_code: `rest_app_${world.applicationId}`, is_modified: false, user_id: 1 },
        ...{ constant_values: {}, modified_at: expect.any(Date) },
      });
    },
  },
  {
    ...{ line: "all parameters, as in the page's example", as, answers: added },
    params: async (world) =>
      goodTemplate({
        DOCUMENT_TYPE: ["lists", "BizprocDocument", `iblock_${await newList(world)}`],
        NAME: "App template",
        DESCRIPTION: "Template was generated by rest application.",
        AUTO_EXECUTE: 3,
        TEMPLATE_DATA: ["bp-379.bpt", base64(documented)],
      }),
    async leaves(world, { DOCUMENT_TYPE }, { body }) {
      expect(await keptTemplate(world, body.result)).toMatchObject({
        ...{ name: "App template", description: "Template was generated by rest application.", auto_execute: 3 },
        ...{ module: "lists", entity: "BizprocDocument", document_type: (DOCUMENT_TYPE as readonly string[])[2] },
      });
      await expectPackage(world, body.result, documented);
    },
  },
  ...([(name: string) => name.toLowerCase(), (name: string) => `${name.slice(0, 1)}${name.slice(1).toLowerCase()}`] as const).map(
    (spelled): Case => ({
      ...{ line: `names of parameters: ${spelled("DOCUMENT_TYPE")}`, as, answers: added },
      params: Object.fromEntries(
        Object.entries(goodTemplate({ DESCRIPTION: "About", AUTO_EXECUTE: 0 })).map(([key, value]) => [spelled(key), value]),
      ),
      async leaves(world, _params, { body }) {
        expect(await keptTemplate(world, body.result)).toMatchObject({ name: "Approval", description: "About" });
      },
    }),
  ),
  keeps("parameters that the page does not know", { UNHEARD: { a: ["b"] }, SYSTEM_CODE: "mine", USER_ID: 3, ID: 7 }, { user_id: 1 }),
  {
    ...{ line: "SYSTEM_CODE is the application's own", as: "other application", answers: added },
    params: async () => goodTemplate({ SYSTEM_CODE: "rest_app_1" }),
    async leaves(world, _params, { body }) {
      const { application_id, system_code } = (await keptTemplate(world, body.result)) ?? {};
      expect(application_id).not.toBe(world.applicationId);
      expect(system_code).toBe(`rest_app_${application_id}`);
    },
  },
  {
    ...{ line: "the same template twice: two templates", as, answers: added },
    params: async (world) => ({ ...goodTemplate(), first: await addedTemplate(world) }),
    async leaves(world, { first }, { body }) {
      expect(body.result).not.toBe(first);
      expect(await keptTemplate(world, first)).toBeDefined();
    },
  },
  {
    ...{ line: "bizproc.workflow.template.list shows it, and bizproc.workflow.start starts it", as, answers: added },
    params: goodTemplate(),
    async leaves(world, _params, { body }) {
      const select = ["ID", "NAME", "SYSTEM_CODE", "TEMPLATE"];
      const listed = await world.call("admin", "bizproc.workflow.template.list", { filter: { ID: body.result }, select });
      const TEMPLATE = [expect.objectContaining({ Name: "Template" })];
      const row = { ID: String(body.result), NAME: "Approval", SYSTEM_CODE: `rest_app_${world.applicationId}`, TEMPLATE };
      expect(listed.body.result).toEqual([row]);
      const DOCUMENT_ID = await newDeal(world);
      expect((await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID: body.result, DOCUMENT_ID })).status).toBe(200);
    },
  },
  {
    ...{ line: "on behalf of the administrator whose token it is", as, answers: added, params: goodTemplate() },
    async leaves(world, _params, { body }) {
      expect(await keptTemplate(world, body.result)).toMatchObject({ user_id: 1 });
    },
  },

  ...documentTypes.map(([line, DOCUMENT_TYPE, [module, entity, document_type]]) =>
    keeps(`DOCUMENT_TYPE: ${line}`, { DOCUMENT_TYPE }, { module, entity, document_type }),
  ),
  onList("lists BizprocDocument iblock_XXX", (list) => ["lists", "BizprocDocument", `iblock_${list}`], "BizprocDocument"),
  onList(`lists ${lists} iblock_XXX`, (list) => ["lists", lists, `iblock_${list}`], lists),
  onList("a list in other case", (list) => ["Lists", lists.toUpperCase(), `IBLOCK_${list}`], lists),
  onList("backslashes of lists twice", (list) => ["lists", lists.replaceAll("\\", "\\\\"), `iblock_${list}`], lists),
  ...names.map(([line, NAME, kept]) => keeps(`NAME: ${line}`, { NAME }, { name: kept })),
  keeps("NAME: one that another template has", { NAME: "Approval" }, { name: "Approval" }),
  keeps("DESCRIPTION: a text", { DESCRIPTION: "What it does: 5 > 3 & <b>" }, { description: "What it does: 5 > 3 & <b>" }),
  keeps("DESCRIPTION: a long text", { DESCRIPTION: "x".repeat(10_000) }, { description: "x".repeat(10_000) }),
  keeps("DESCRIPTION empty", { DESCRIPTION: "" }, { description: "" }),
  keeps("DESCRIPTION: a number", { DESCRIPTION: 5 }, { description: "5" }),
  keeps("DESCRIPTION null", { DESCRIPTION: null }, { description: "" }, json),
  keeps("AUTO_EXECUTE null: 0", { AUTO_EXECUTE: null }, { auto_execute: 0 }, json),
  ...automatic.map(
    ([AUTO_EXECUTE, auto_execute, starts]): Case => ({
      ...{ line: `AUTO_EXECUTE ${JSON.stringify(AUTO_EXECUTE)}: what a new deal and its change start`, as, answers: added },
      async params(world) {
        await stopAutomaticStarts(world);
        return goodTemplate({ AUTO_EXECUTE });
      },
      async leaves(world, _params, { body }) {
        expect(await keptTemplate(world, body.result)).toMatchObject({ auto_execute });
        expect(await automaticStarts(world, body.result)).toEqual(starts);
      },
    }),
  ),
  {
    ...{ line: "AUTO_EXECUTE left out: a new deal and its change start nothing", as, answers: added },
    async params(world) {
      await stopAutomaticStarts(world);
      return goodTemplate();
    },
    async leaves(world, _params, { body }) {
      expect(await automaticStarts(world, body.result)).toEqual({ created: 0, changed: 0 });
    },
  },
  ...dataForms.map(
    ([line, file, form, only]): Case => ({
      ...{ line: `TEMPLATE_DATA: ${line}`, as, answers: added, params: async () => goodTemplate({ TEMPLATE_DATA: form(file) }) },
      async leaves(world, _params, { body }) {
        await expectPackage(world, body.result, file);
      },
      ...(only === undefined ? {} : { only }),
    }),
  ),
  {
    ...{ line: "TEMPLATE_DATA: the template's parameters, variables and constants", as, answers: added },
    params: async () => {
      const property = { Name: "Value", Type: "string", Default: "x" };
      const parts = { PARAMETERS: { First: property }, VARIABLES: { Second: property }, CONSTANTS: { Third: property } };
      return goodTemplate({ TEMPLATE_DATA: ["a.bpt", base64(packed([step("LogActivity", { Text: "{=Template:First}" })], parts))] });
    },
    async leaves(world, _params, { body }) {
      const select = ["PARAMETERS", "VARIABLES", "CONSTANTS", "TEMPLATE"];
      const { body: listed } = await world.call("admin", "bizproc.workflow.template.list", { filter: { ID: body.result }, select });
      const property = { Name: "Value", Type: "string", Default: "x" };
      expect(listed.result[0]).toMatchObject({
        ...{ PARAMETERS: { First: property }, VARIABLES: { Second: property }, CONSTANTS: { Third: property } },
        TEMPLATE: [{ Children: [{ Type: "LogActivity", Properties: { Text: "{=Template:First}" } }] }],
      });
    },
  },

  { ...refuses("no parameters", documentType, {}), params: {} },
  ...wrongTypes.map(([line, DOCUMENT_TYPE, only]) => refuses(line, documentType, { DOCUMENT_TYPE }, only)),
  refuses("none", name, { NAME: undefined }),
  refuses("null", name, { NAME: null }, json),
  ...wrongNames.map(([line, NAME]) => refuses(line, name, { NAME })),
  ...wrongAutomatic.map(([AUTO_EXECUTE, only]) => refuses(JSON.stringify(AUTO_EXECUTE), autoExecute, { AUTO_EXECUTE }, only)),
  refuses("none", templateData, { TEMPLATE_DATA: undefined }),
  refuses("null", templateData, { TEMPLATE_DATA: null }, json),
  ...wrongData.map(([line, TEMPLATE_DATA, only]) => refuses(line, templateData, { TEMPLATE_DATA }, only)),
  {
    ...{ line: "DESCRIPTION: a list", as, params: async () => goodTemplate({ DESCRIPTION: ["About"] }) },
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid value of 'DESCRIPTION': expected text" },
  },

  ...(
    [
      ["Application context required", "admin"],
      ["Application context required", "employee"],
      ["Access denied!", "application of the employee"],
    ] as readonly (readonly [string, Who])[]
  ).map(
    ([text, who]): Case => ({
      ...{ line: `ACCESS_DENIED, ${text}: the ${who}`, as: who, params: goodTemplate() },
      answers: { status: 403, error: "ACCESS_DENIED", text },
    }),
  ),
]);
