import { expect } from "vitest";
import { setTemplateConstant } from "../../packages/server/src/operations/set-constant.ts";
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
  expectPackage,
  invalid,
  keptTemplate,
  names,
  stopAutomaticStarts,
  strangersTemplate,
  waiting,
  wrongAutomatic,
  wrongData,
  wrongIds,
  wrongNames,
} from "../support/templates.ts";

const as = "application";
const json = ["POST JSON"] as const;
const changed = { result: expect.any(Number) };
const before = { DESCRIPTION: "Before", AUTO_EXECUTE: 0 };
const old = waiting("Old");

/** A call that changes these fields of a template, which another person has made long ago. */
const change = (FIELDS: unknown) => async (world: RestWorld) => {
  await stopAutomaticStarts(world);
  const ID = await addedTemplate(world, { ...before, TEMPLATE_DATA: ["a.bpt", base64(old)] });
  await world.test.database.sql`update template set user_id = 2, modified_at = '2025-01-01T00:00:00Z' where id = ${ID}`;
  return { ID, FIELDS };
};

const unchanged = {
  ...{ module: "crm", entity: "CCrmDocumentDeal", document_type: "DEAL", name: "Approval", description: "Before", auto_execute: 0 },
  ...{ is_modified: false, user_id: 1, constant_values: {} },
};

/** A change after which this is different, and nothing else. */
function keeps(line: string, FIELDS: Params, kept: Params, only?: Case["only"]): Case {
  return {
    ...{ line, as, answers: changed, params: change(FIELDS) },
    async leaves(world, { ID }, { body }) {
      expect(body.result).toBe(ID);
      const template = await keptTemplate(world, ID);
      const own = { application_id: world.applicationId, system_code: `rest_app_${world.applicationId}` };
      expect(template).toEqual({ ...unchanged, ...own, modified_at: expect.any(Date), ...kept });
      expect(Number(template?.["modified_at"])).toBeGreaterThan(Date.parse("2025-01-02"));
      if (!("TEMPLATE_DATA" in FIELDS)) await expectPackage(world, ID, old);
    },
    ...(only === undefined ? {} : { only }),
  };
}

function refuses(line: string, text: string, FIELDS: unknown, only?: Case["only"]): Case {
  return {
    ...{ line: `${invalid}, ${text}: ${line}`, as, answers: { status: 400, error: invalid, text }, params: change(FIELDS) },
    ...(only === undefined ? {} : { only }),
  };
}

const unknown = { status: 400, error: "ERROR_TEMPLATE_NOT_FOUND", text: "Workflow template not found." };
const foreign = {
  ...{ status: 400, error: "ERROR_TEMPLATE_NOT_OWNER", text: "You can update ONLY templates created by current application" },
};
const FIELDS = { NAME: "After" };

/** Two reviews, one after the other, that have the name of the version. */
function twoReviews(version: string): Uint8Array {
  const review = (name: string) => step("ReviewActivity", { Title: name, Name: name, Users: ["user_5"] }, [], name.replace(" ", ""));
  return packed([review(`${version} 1`), review(`${version} 2`)]);
}

async function startedOf(world: RestWorld, TEMPLATE_ID: unknown): Promise<string> {
  const DOCUMENT_ID = await newDeal(world);
  return (await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID })).body.result;
}

async function openTask(world: RestWorld, workflow: string): Promise<{ ID: string; NAME: string }> {
  const filter = { WORKFLOW_ID: workflow, STATUS: 0 };
  return (await world.call("admin", "bizproc.task.list", { filter, select: ["ID", "NAME"] })).body.result[0];
}

const constants = { CONSTANTS: { Approver: { Name: "Approver", Type: "user", Default: "user_1" } } };

replay("bizproc.workflow.template.update", "bizproc/template/bizproc-workflow-template-update.md", [
  keeps(
    "ID and FIELDS, as in the page's example",
    { NAME: "Display Time", DESCRIPTION: "Template shows a message with local and server time", AUTO_EXECUTE: 0 },
    { name: "Display Time", description: "Template shows a message with local and server time" },
  ),
  keeps(
    "all fields",
    { NAME: "After", DESCRIPTION: "After", AUTO_EXECUTE: 3, TEMPLATE_DATA: ["b.bpt", base64(waiting("New"))] },
    { name: "After", description: "After", auto_execute: 3, is_modified: true },
  ),
  keeps("NAME alone: the others stay", { NAME: "After" }, { name: "After" }),
  keeps("DESCRIPTION alone: the others stay", { DESCRIPTION: "After" }, { description: "After" }),
  keeps("AUTO_EXECUTE alone: the others stay", { AUTO_EXECUTE: 2 }, { auto_execute: 2 }),
  keeps("TEMPLATE_DATA alone: the others stay", { TEMPLATE_DATA: ["b.bpt", base64(waiting("New"))] }, { is_modified: true }),
  keeps("names of fields in lower case", { name: "After", auto_execute: 1 }, { name: "After", auto_execute: 1 }),
  keeps("names of fields as Name", { Name: "After", Description: "After" }, { name: "After", description: "After" }),
  keeps("NAME as it is already", { NAME: "Approval" }, {}),
  {
    ...{ line: "names of parameters in lower case", as, answers: changed },
    async params(world) {
      const { ID, FIELDS: fields } = await change({ name: "After" })(world);
      return { id: ID, fields };
    },
    async leaves(world, { id }) {
      expect(await keptTemplate(world, id)).toMatchObject({ name: "After" });
    },
  },
  {
    ...{ line: "ID as text", as, answers: changed },
    async params(world) {
      const { ID } = await change({})(world);
      return { ID: ` ${ID} `, FIELDS };
    },
    async leaves(world, { ID }, { body }) {
      expect(body.result).toBe(Number(ID));
      expect(await keptTemplate(world, ID)).toMatchObject({ name: "After" });
    },
  },
  {
    ...{ line: "other templates stay as they are", as, answers: changed },
    params: async (world) => ({ other: await addedTemplate(world, before), ...(await change(FIELDS)(world)) }),
    async leaves(world, { other }) {
      expect(await keptTemplate(world, other)).toMatchObject({ name: "Approval", description: "Before" });
    },
  },
  keeps(
    "FIELDS: other fields of a template are passed over",
    {
      ...{ NAME: "After", ID: 7, MODULE_ID: "lists", ENTITY: "BizprocDocument", DOCUMENT_TYPE: ["crm", "CCrmDocumentLead", "LEAD"] },
      ...{ TEMPLATE: [], PARAMETERS: { A: "b" }, VARIABLES: { A: "b" }, CONSTANTS: { A: "b" }, MODIFIED: "2020-01-01", IS_MODIFIED: "Y" },
      ...{ USER_ID: 3, SYSTEM_CODE: "other", APPLICATION_ID: 7, UNHEARD: "x" },
    },
    { name: "After" },
  ),
  {
    ...{ line: "fields beside FIELDS are passed over", as, answers: changed },
    params: async (world) => ({ ...(await change(FIELDS)(world)), DESCRIPTION: "Beside", AUTO_EXECUTE: 3 }),
    async leaves(world, { ID }) {
      expect(await keptTemplate(world, ID)).toMatchObject({ name: "After", description: "Before", auto_execute: 0 });
    },
  },
  keeps(
    "FIELDS: null is as good as left out",
    { NAME: "After", DESCRIPTION: null, AUTO_EXECUTE: null, TEMPLATE_DATA: null },
    { name: "After" },
    json,
  ),
  ...names.map(([line, NAME, kept]) => keeps(`NAME: ${line}`, { NAME }, { name: kept })),
  keeps("DESCRIPTION empty", { DESCRIPTION: "" }, { description: "" }),
  keeps("DESCRIPTION: a long text", { DESCRIPTION: "x".repeat(10_000) }, { description: "x".repeat(10_000) }),
  keeps("DESCRIPTION: a number", { DESCRIPTION: 5 }, { description: "5" }),
  ...automatic.map(
    ([AUTO_EXECUTE, auto_execute, starts]): Case => ({
      ...{ line: `AUTO_EXECUTE ${JSON.stringify(AUTO_EXECUTE)}: what a new deal and its change start`, as, answers: changed },
      params: change({ AUTO_EXECUTE }),
      async leaves(world, { ID }) {
        expect(await keptTemplate(world, ID)).toMatchObject({ auto_execute });
        expect(await automaticStarts(world, ID)).toEqual(starts);
      },
    }),
  ),
  {
    ...{ line: "AUTO_EXECUTE 0 where it was 3: a new deal and its change start nothing", as, answers: changed },
    async params(world) {
      await stopAutomaticStarts(world);
      return { ID: await addedTemplate(world, { AUTO_EXECUTE: 3 }), FIELDS: { AUTO_EXECUTE: 0 } };
    },
    async leaves(world, { ID }) {
      expect(await automaticStarts(world, ID)).toEqual({ created: 0, changed: 0 });
    },
  },
  ...dataForms.map(
    ([line, file, form, only]): Case => ({
      ...{ line: `TEMPLATE_DATA: ${line}`, as, answers: changed },
      params: async (world) => change({ TEMPLATE_DATA: form(file) })(world),
      async leaves(world, { ID }) {
        await expectPackage(world, ID, file);
      },
      ...(only === undefined ? {} : { only }),
    }),
  ),
  keeps("TEMPLATE_DATA that is there already: IS_MODIFIED stays N", { TEMPLATE_DATA: ["a.bpt", base64(old)] }, {}),
  {
    ...{ line: "TEMPLATE_DATA: workflows that run keep their version, new ones take the new", as, answers: changed },
    async params(world) {
      const ID = await addedTemplate(world, { TEMPLATE_DATA: ["a.bpt", base64(twoReviews("Old"))] });
      return { ID, FIELDS: { TEMPLATE_DATA: ["b.bpt", base64(twoReviews("New"))] }, workflow: await startedOf(world, ID) };
    },
    async leaves(world, { ID, workflow }) {
      const first = await openTask(world, String(workflow));
      expect(first.NAME).toBe("Old 1");
      await world.call("accountant", "bizproc.task.complete", { TASK_ID: first.ID, STATUS: 3 });
      expect((await openTask(world, String(workflow))).NAME).toBe("Old 2");
      expect((await openTask(world, await startedOf(world, ID))).NAME).toBe("New 1");
    },
  },
  {
    ...{ line: "a change leaves the workflows that run as they are", as, answers: changed },
    async params(world) {
      const params = await change({ NAME: "After", AUTO_EXECUTE: 1 })(world);
      return { ...params, workflow: await startedOf(world, params.ID) };
    },
    async leaves(world, { ID, workflow }) {
      const select = ["ID", "TEMPLATE_ID", "STARTED_BY"];
      const { body } = await world.call("admin", "bizproc.workflow.instances", { filter: { TEMPLATE_ID: ID }, select });
      expect(body.result).toEqual([{ ID: workflow, TEMPLATE_ID: String(ID), STARTED_BY: "1" }]);
    },
  },
  {
    ...{ line: "TEMPLATE_DATA: values that constants were given stay, of those that are still there", as, answers: changed },
    async params(world) {
      const ID = await addedTemplate(world, { TEMPLATE_DATA: ["a.bpt", base64(packed([step("LogActivity")], constants))] });
      await setTemplateConstant(world.runtime, { portalId: world.portalId, id: ID, name: "Approver", value: "user_3" });
      return { ID, FIELDS: { TEMPLATE_DATA: ["b.bpt", base64(packed([], constants))] } };
    },
    async leaves(world, { ID }) {
      const { body } = await world.call("admin", "bizproc.workflow.template.list", {
        filter: { ID },
        select: ["CONSTANTS", "IS_MODIFIED"],
      });
      const CONSTANTS = { Approver: expect.objectContaining({ Name: "Approver", Default: "user_3" }) };
      expect(body.result).toEqual([{ CONSTANTS, IS_MODIFIED: "Y" }]);
    },
  },

  ...([undefined, "", "NAME", 7] as const).map((given) =>
    refuses(`FIELDS ${JSON.stringify(given) ?? "left out"}`, "No fields to update.", given),
  ),
  ...([{}, [], null] as const).map((given) => refuses(`FIELDS ${JSON.stringify(given)}`, "No fields to update.", given)),
  refuses("a list of names", "No fields to update.", ["NAME", "DESCRIPTION"]),
  refuses("fields that nobody knows", "No fields to update.", { UNHEARD: "x" }),
  refuses("fields that cannot be changed", "No fields to update.", { DOCUMENT_TYPE: ["crm", "CCrmDocumentLead", "LEAD"], USER_ID: 3 }),
  refuses("nothing but null", "No fields to update.", { NAME: null, TEMPLATE_DATA: null }, json),
  {
    ...{ line: `${invalid}, No fields to update.: fields beside FIELDS`, as },
    answers: { status: 400, error: invalid, text: "No fields to update." },
    params: async (world) => ({ ID: await addedTemplate(world), NAME: "After" }),
  },
  ...wrongNames.map(([line, NAME]) => refuses(line, "Empty template name!", { NAME })),
  ...wrongAutomatic.map(([AUTO_EXECUTE, only]) =>
    refuses(JSON.stringify(AUTO_EXECUTE), "Incorrect field AUTO_EXECUTE!", { AUTO_EXECUTE }, only),
  ),
  ...wrongData.map(([line, TEMPLATE_DATA, only]) =>
    refuses(line, "Incorrect field TEMPLATE_DATA!", { TEMPLATE_DATA, DESCRIPTION: "After" }, only),
  ),
  refuses("good fields before a wrong one change nothing", "Incorrect field AUTO_EXECUTE!", { NAME: "After", AUTO_EXECUTE: 4 }),
  refuses("a good file beside an empty name is not kept", "Empty template name!", { NAME: "", TEMPLATE_DATA: base64(waiting("New")) }),
  {
    ...{ line: "DESCRIPTION: a list", as, params: change({ DESCRIPTION: ["After"] }) },
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid value of 'FIELDS.DESCRIPTION': expected text" },
  },

  ...wrongIds.map(
    ([line, ID, only]): Case => ({
      ...{ line: `ERROR_TEMPLATE_NOT_FOUND: ID ${line}`, as, answers: unknown, params: { ID, FIELDS } },
      ...(only === undefined ? {} : { only }),
    }),
  ),
  { line: "ERROR_TEMPLATE_NOT_FOUND: no ID", as, answers: unknown, params: { FIELDS } },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_FOUND: one that is deleted", as, answers: unknown },
    async params(world) {
      const ID = await addedTemplate(world);
      await world.call(as, "bizproc.workflow.template.delete", { ID });
      return { ID, FIELDS };
    },
  },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_FOUND: one of another portal", as, answers: unknown },
    params: async (world) => ({ ID: await strangersTemplate(world), FIELDS }),
  },
  { line: "ERROR_TEMPLATE_NOT_OWNER: one of another application", as: "other application", answers: foreign, params: change(FIELDS) },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_OWNER: one that no application has added", as, answers: foreign },
    params: async (world) => ({ ID: await world.template([]), FIELDS }),
  },
  {
    ...{ line: "ERROR_TEMPLATE_NOT_OWNER: wrong fields tell nothing of another's template", as: "other application", answers: foreign },
    params: change({ NAME: "", AUTO_EXECUTE: 4 }),
  },

  ...(
    [
      ["Application context required", "admin"],
      ["Application context required", "employee"],
      ["Access denied!", "application of the employee"],
    ] as readonly (readonly [string, Who])[]
  ).map(
    ([text, who]): Case => ({
      ...{ line: `ACCESS_DENIED, ${text}: the ${who}`, as: who, params: change(FIELDS) },
      answers: { status: 403, error: "ACCESS_DENIED", text },
    }),
  ),
]);
