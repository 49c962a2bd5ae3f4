import { expect } from "vitest";
import { setTemplateConstant } from "../../packages/server/src/operations/set-constant.ts";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { packed, step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { fieldCases, type ListedField, once } from "../support/lists.ts";
import { type Case, replay } from "../support/replay.ts";
import { addedTemplate, base64, strangersTemplate } from "../support/templates.ts";

const fields: readonly ListedField[] = [
  { name: "ID", type: "number" },
  { name: "MODULE_ID", type: "text" },
  { name: "ENTITY", type: "text" },
  { name: "DOCUMENT_TYPE", type: "text" },
  { name: "AUTO_EXECUTE", type: "number" },
  { name: "NAME", type: "text" },
  { name: "DESCRIPTION", type: "text" },
  { name: "MODIFIED", type: "date" },
  { name: "IS_MODIFIED", type: "text" },
  { name: "USER_ID", type: "number" },
  { name: "SYSTEM_CODE", type: "text" },
];
const parts = ["TEMPLATE", "PARAMETERS", "VARIABLES", "CONSTANTS"];
const names = [...fields.map(({ name }) => name), ...parts];

const property = { Name: "Value", Type: "string", Default: "x" };
const definitions = { PARAMETERS: { First: property }, VARIABLES: { Second: property }, CONSTANTS: { Third: property } };
const whole = packed([step("LogActivity", { Text: "Hello" }, [], "Log")], definitions);

/** Four templates that differ in everything. Times and people are set, as nobody can wait for them. */
const different = once(async (world) => {
  const { sql } = world.test.database;
  const a = await addedTemplate(world, { NAME: "Desk", DESCRIPTION: "For desks", TEMPLATE_DATA: ["a.bpt", base64(whole)] });
  const b = await addedTemplate(world, {
    ...{ DOCUMENT_TYPE: ["crm", "CCrmDocumentLead", "LEAD"], NAME: "Ärger", DESCRIPTION: "100% of_it", AUTO_EXECUTE: 1 },
  });
  const c = await addedTemplate(world, { NAME: "desk", AUTO_EXECUTE: 2 }, "other application");
  const d = await addedTemplate(world, {
    ...{ DOCUMENT_TYPE: ["disk", "Bitrix\\Disk\\BizProcDocument", "STORAGE_5"], NAME: "Chair", DESCRIPTION: "For chairs", AUTO_EXECUTE: 3 },
  });
  await world.call("application", "bizproc.workflow.template.update", { ID: b, FIELDS: { TEMPLATE_DATA: base64(whole) } });
  await setTemplateConstant(world.runtime, { portalId: world.portalId, id: a, name: "Third", value: "y" });
  await sql`update template set modified_at = '2025-03-01T10:00:00.25Z', user_id = 3 where id = ${a}`;
  await sql`update template set modified_at = '2025-03-02T10:00:00Z' where id = ${b}`;
  await sql`update template set modified_at = '2025-03-02T10:00:00.75Z' where id = ${c}`;
  await sql`update template set modified_at = '2025-03-03T10:00:00.999Z', user_id = 5 where id = ${d}`;
  const ids = [a, b, c, d];
  return { filter: { ID: ids }, ids };
});

/** Sixty templates of one name. */
const many = once(async (world) => {
  const ids: string[] = [];
  for (let made = 0; made < 60; made += 1) ids.push(String(await addedTemplate(world, { NAME: "Many" })));
  return ids;
});

/** A filter of the four templates, and which of them it finds. */
function finds(line: string, filter: Params, found: readonly number[], only?: Case["only"]): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), total: found.length } },
    params: async (world) => ({ select: ["ID"], filter: { "@ID": (await different(world)).ids, ...filter } }),
    async leaves(world, _params, { body }) {
      const { ids } = await different(world);
      expect(body.result.map((row: { ID: string }) => ids.indexOf(Number(row.ID))).toSorted()).toEqual(found);
    },
    ...(only === undefined ? {} : { only }),
  };
}

/** The four templates in some order. */
function shows(line: string, params: Params, rows: unknown, only?: Case["only"]): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: rows, total: 4 } },
    params: async (world) => ({ filter: (await different(world)).filter, ...params }),
    ...(only === undefined ? {} : { only }),
  };
}

function page(
  line: string,
  params: Params,
  answer: { readonly total: number; readonly next?: number },
  slice: readonly [number, number],
): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), ...answer } },
    params: async (world) => {
      await many(world);
      return { select: ["ID"], order: { ID: "asc" }, filter: { NAME: "Many" }, ...params };
    },
    async leaves(world, _params, { body }) {
      expect(body.result).toEqual((await many(world)).slice(...slice).map((ID) => ({ ID })));
    },
  };
}

/** A step of a cursor over ids. */
function cursor(line: string, after: (ids: readonly string[]) => unknown, slice: readonly [number, number]): Case {
  return {
    ...{ line, as: "admin", answers: { result: expect.any(Array), total: 0 } },
    params: async (world) => {
      const ids = await many(world);
      return { select: ["ID"], order: { ID: "ASC" }, start: -1, filter: { NAME: "Many", ">ID": after(ids) } };
    },
    async leaves(world, _params, { body }) {
      expect(body.result).toEqual((await many(world)).slice(...slice).map((ID) => ({ ID })));
    },
  };
}

const text = expect.any(String);
const keys = (...wanted: readonly string[]) => Array(4).fill(Object.fromEntries(wanted.map((name) => [name, text])));
const namesOf = (...given: readonly string[]) => given.map((NAME) => ({ NAME }));
const added = ["Desk", "Ärger", "desk", "Chair"] as const;
const json = ["POST JSON"] as const;

async function first(world: RestWorld): Promise<number> {
  return (await different(world)).ids[0] ?? 0;
}

replay("bizproc.workflow.template.list", "bizproc/template/bizproc-workflow-template-list.md", [
  {
    line: "every field, as the page shows it",
    as: "admin",
    params: async (world) => ({ select: names, filter: { ID: await first(world) } }),
    answers: {
      result: [
        {
          ID: expect.stringMatching(/^\d+$/),
          MODULE_ID: "crm",
          ENTITY: "CCrmDocumentDeal",
          DOCUMENT_TYPE: "DEAL",
          AUTO_EXECUTE: "0",
          NAME: "Desk",
          DESCRIPTION: "For desks",
          MODIFIED: "2025-03-01T11:00:00+01:00",
          IS_MODIFIED: "N",
          USER_ID: "3",
          SYSTEM_CODE: expect.stringMatching(/^rest_app_\d+$/),
          TEMPLATE: [
            {
              ...{ Type: "SequentialWorkflowActivity", Name: "Template", Activated: "Y", Properties: { Title: "Test" } },
              Children: [{ Type: "LogActivity", Name: "Log", Activated: "Y", Properties: { Text: "Hello" }, Children: [] }],
            },
          ],
          PARAMETERS: { First: property },
          VARIABLES: { Second: property },
          CONSTANTS: { Third: { ...property, Default: "y" } },
        },
      ],
      total: 1,
    },
  },
  {
    line: "PARAMETERS, VARIABLES and CONSTANTS that are empty are lists",
    as: "admin",
    params: async (world) => ({ select: parts.slice(1), filter: { ID: (await different(world)).ids[3] } }),
    answers: { result: [{ PARAMETERS: [], VARIABLES: [], CONSTANTS: [] }], total: 1 },
  },
  shows("IS_MODIFIED is Y where another file was given, SYSTEM_CODE tells whose it is", { select: ["IS_MODIFIED", "SYSTEM_CODE"] }, [
    ...[
      { IS_MODIFIED: "N", SYSTEM_CODE: text },
      { IS_MODIFIED: "Y", SYSTEM_CODE: text },
    ],
    ...[
      { IS_MODIFIED: "N", SYSTEM_CODE: text },
      { IS_MODIFIED: "N", SYSTEM_CODE: text },
    ],
  ]),
  {
    line: "SYSTEM_CODE of a template that no application has added is empty",
    as: "admin",
    params: async (world) => ({ select: ["SYSTEM_CODE"], filter: { ID: await world.template([]) } }),
    answers: { result: [{ SYSTEM_CODE: "" }], total: 1 },
  },
  {
    line: "a long template that no REST call has added, with its parts",
    as: "admin",
    params: async (world) => ({
      select: ["TEMPLATE"],
      filter: { ID: await world.template(Array.from({ length: 300 }, () => step("LogActivity", { Text: "ä" }))) },
    }),
    answers: { result: [{ TEMPLATE: [expect.objectContaining({ Children: expect.any(Array) })] }], total: 1 },
    async leaves(_world, _params, { body }) {
      expect(body.result[0].TEMPLATE[0].Children).toHaveLength(300);
    },
  },

  shows("select left out: ID alone", {}, keys("ID")),
  shows("select empty: ID alone", { select: [] }, keys("ID"), json),
  shows("select null: ID alone", { select: null }, keys("ID"), json),
  shows("select of unknown names alone: ID alone", { select: ["NOPE"] }, keys("ID")),
  shows("select: unknown names beside known ones are passed over", { select: ["NOPE", "NAME"] }, keys("NAME")),
  shows("select without ID: no ID", { select: ["NAME", "USER_ID"] }, keys("NAME", "USER_ID")),
  shows("select: names in any case, once each", { select: ["id", "System_Code", "ID"] }, keys("ID", "SYSTEM_CODE")),
  shows("select: one name will do", { select: "NAME" }, keys("NAME")),
  shows("select as a map", { select: { 3: "ID", 7: "NAME" } }, keys("ID", "NAME")),
  shows("SELECT, ORDER and START in upper case", { SELECT: ["NAME"], ORDER: { ID: "DESC" }, START: 0 }, namesOf(...added.toReversed())),
  ...parts.map(
    (name): Case => ({
      ...{ line: `select ${name} alone`, as: "admin", answers: { result: expect.any(Array), total: 4 } },
      params: async (world) => ({ select: [name], filter: (await different(world)).filter }),
      async leaves(_world, _params, { body }) {
        for (const row of body.result) expect(Object.keys(row)).toEqual([name]);
      },
    }),
  ),

  shows("order left out: ID asc", { select: ["NAME"] }, namesOf(...added)),
  shows("order empty: ID asc", { select: ["NAME"], order: [] }, namesOf(...added), json),
  shows("order that is a text: ID asc", { select: ["NAME"], order: "NAME" }, namesOf(...added)),
  shows("order: direction in upper case", { select: ["NAME"], order: { ID: "DESC" } }, namesOf(...added.toReversed())),
  shows("order: name in lower case", { select: ["NAME"], order: { id: "desc" } }, namesOf(...added.toReversed())),
  shows("order: an unknown field is passed over", { select: ["NAME"], order: { NOPE: "desc" } }, namesOf(...added)),
  shows("order: a part of the template is passed over", { select: ["NAME"], order: { TEMPLATE: "desc" } }, namesOf(...added)),
  shows("order: an unknown direction is asc", { select: ["NAME"], order: { ID: "sideways" } }, namesOf(...added)),
  shows("order: several fields, as the page's example", { select: ["NAME", "MODULE_ID"], order: { MODULE_ID: "desc", NAME: "ASC" } }, [
    { NAME: "Chair", MODULE_ID: "disk" },
    { NAME: "Desk", MODULE_ID: "crm" },
    { NAME: "desk", MODULE_ID: "crm" },
    { NAME: "Ärger", MODULE_ID: "crm" },
  ]),

  ...fieldCases({ method: "bizproc.workflow.template.list", fields, rows: async (world) => (await different(world)).filter }),
  finds("filter: several values", { NAME: ["Desk", "Chair"] }, [0, 3]),
  finds("filter: none of several values", { "!NAME": ["Desk", "Chair"] }, [1, 2]),
  finds("filter: names of fields in any case", { module_id: "disk" }, [3]),
  finds("filter: names of fields in any case, behind a prefix", { ">=Auto_Execute": 2 }, [2, 3]),
  finds("filter: upper and lower case are two names", { NAME: "desk" }, [2]),
  finds("filter NAME: a part is not the name", { NAME: "Des" }, []),
  finds("filter NAME: % and _ stand for themselves", { DESCRIPTION: "100%_of_it" }, []),
  finds("filter DESCRIPTION empty", { DESCRIPTION: "" }, [2]),
  finds("filter DESCRIPTION not empty", { "!DESCRIPTION": "" }, [0, 1, 3]),
  finds("filter: several fields, all of which count", { MODULE_ID: "crm", AUTO_EXECUTE: 0 }, [0]),
  finds("filter: two bounds", { ">AUTO_EXECUTE": 0, "<AUTO_EXECUTE": 3 }, [1, 2]),
  finds("filter AUTO_EXECUTE: a number as text", { AUTO_EXECUTE: "1" }, [1]),
  finds("filter AUTO_EXECUTE: a word finds nothing", { AUTO_EXECUTE: "often" }, []),
  finds("filter USER_ID", { USER_ID: [3, 5] }, [0, 3]),
  finds("filter IS_MODIFIED", { IS_MODIFIED: "Y" }, [1]),
  finds("filter ENTITY with backslashes", { ENTITY: "Bitrix\\Disk\\BizProcDocument" }, [3]),
  finds("filter DOCUMENT_TYPE", { DOCUMENT_TYPE: "LEAD" }, [1]),
  finds("filter: a date in UTC", { "<MODIFIED": "2025-03-02T00:00:00Z" }, [0]),
  finds("filter: a date with an offset", { "<MODIFIED": "2025-03-02T11:00:00+01:00" }, [0]),
  finds("filter: a date without an offset is on the portal's clock", { MODIFIED: "2025-03-02T11:00:00" }, [1, 2]),
  finds("filter: a day alone begins at the portal's midnight", { ">=MODIFIED": "2025-03-03" }, [3]),
  finds("filter: a date as the portal writes it", { MODIFIED: "02.03.2025 11:00:00" }, [1, 2]),
  finds("filter: a date that is none finds nothing", { ">MODIFIED": "yesterday" }, []),
  finds("filter: an unknown field is passed over", { NOPE: 1 }, [0, 1, 2, 3]),
  finds("filter: a part of the template is passed over", { TEMPLATE: "LogActivity" }, [0, 1, 2, 3]),
  finds("filter: SQL is a name like others", { NAME: "' or 1=1 --" }, []),
  finds("filter ID: a word finds nothing", { ID: "first" }, []),
  finds("filter ID: an empty list finds nothing", { ID: [] }, [], json),
  {
    line: "filter SYSTEM_CODE: the templates of one application, as the overview shows it",
    as: "admin",
    params: async (world) => ({
      select: ["NAME"],
      filter: { "@ID": (await different(world)).ids, SYSTEM_CODE: `rest_app_${world.applicationId}` },
    }),
    answers: { result: namesOf("Desk", "Ärger", "Chair"), total: 3 },
  },
  {
    line: "filter and order of the page's example",
    as: "admin",
    params: async (world) => {
      await different(world);
      const select = ["ID", "NAME", "USER_ID", "SYSTEM_CODE"];
      return { select, filter: { MODULE_ID: "disk", AUTO_EXECUTE: 3 }, order: { ID: "DESC" } };
    },
    answers: { result: [{ ID: text, NAME: "Chair", USER_ID: "5", SYSTEM_CODE: text }], total: 1 },
  },
  {
    line: "a filter that is a text is passed over",
    as: "admin",
    params: async (world) => {
      await many(world);
      return { filter: "NAME", order: { ID: "desc" } };
    },
    answers: { result: expect.any(Array), total: expect.any(Number), next: 50 },
  },
  {
    line: "a group of conditions is refused: without it the list would be too long",
    as: "admin",
    params: { filter: { logic: "OR", 0: { NAME: "Desk" }, 1: { NAME: "Chair" } } },
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid filter: field '0' has invalid value" },
  },

  page("start left out: the first page", {}, { total: 60, next: 50 }, [0, 50]),
  page("start 0", { start: 0 }, { total: 60, next: 50 }, [0, 50]),
  page("start 50: the last page has no next", { start: 50 }, { total: 60 }, [50, 60]),
  page("start as text, in upper case", { START: "50" }, { total: 60 }, [50, 60]),
  page("start between pages", { start: 5 }, { total: 60, next: 55 }, [5, 55]),
  page("start at the end", { start: 60 }, { total: 60 }, [0, 0]),
  page("start behind the end", { start: 100 }, { total: 60 }, [0, 0]),
  page("start -1: the first page, not counted", { start: -1 }, { total: 0 }, [0, 50]),
  page("start that is no number: the first page", { start: "next" }, { total: 60, next: 50 }, [0, 50]),
  cursor("cursor over ids: the first step, >ID 0", () => 0, [0, 50]),
  cursor("cursor over ids: the next step, >ID of the last row", (ids) => ids[49], [50, 60]),
  cursor("cursor over ids: the last step", (ids) => ids[59], [0, 0]),

  { line: "nothing has this name", as: "admin", params: { filter: { NAME: "Nothing" } }, answers: { result: [], total: 0 } },
  {
    line: "one that is deleted is not listed",
    as: "admin",
    params: async (world) => {
      const ID = await addedTemplate(world);
      await world.call("application", "bizproc.workflow.template.delete", { ID });
      return { filter: { ID } };
    },
    answers: { result: [], total: 0 },
  },
  {
    line: "those of another portal are not listed",
    as: "admin",
    params: async (world) => ({ filter: { ID: await strangersTemplate(world) } }),
    answers: { result: [], total: 0 },
  },
  {
    line: "through an application of an administrator: those of other applications too",
    as: "other application",
    params: async (world) => ({ select: ["NAME"], filter: (await different(world)).filter }),
    answers: { result: namesOf(...added), total: 4 },
  },
  ...(["employee", "manager", "director", "application of the employee"] as const).map(
    (as): Case => ({
      ...{ line: `ACCESS_DENIED: the ${as}`, as, params: {} },
      answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
    }),
  ),
]);
