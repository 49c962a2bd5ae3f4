import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { fieldCases, type ListedField, once } from "../support/lists.ts";
import { approvalTemplate, newDeal } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";

const fields: readonly ListedField[] = [
  { name: "ID", type: "text" },
  { name: "MODIFIED", type: "date" },
  { name: "MODULE_ID", type: "text" },
  { name: "ENTITY", type: "text" },
  { name: "DOCUMENT_ID", type: "text" },
  { name: "STARTED", type: "date" },
  { name: "STARTED_BY", type: "number" },
  { name: "TEMPLATE_ID", type: "number" },
];
const names = [...fields.map(({ name }) => name), "OWNED_UNTIL"];

async function startedOn(world: RestWorld, template: number, document: readonly string[]): Promise<string> {
  return (await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID: template, DOCUMENT_ID: document })).body.result;
}

/** Three workflows that differ in everything, and a fourth of the first template. Times are set, as nobody can wait for them. */
const different = once(async (world) => {
  const { sql } = world.test.database;
  const lead = (await world.call("admin", "crm.lead.add", { fields: { TITLE: "Lead" } })).body.result;
  const ofDeals = await approvalTemplate(world);
  const ofLeads = await world.template([step("ReviewActivity", { Title: "Wait", Users: ["user_5"] })], {
    documentType: ["crm", "CCrmDocumentLead", "LEAD"],
  });
  const other = await approvalTemplate(world);
  const ids = [
    await startedOn(world, ofDeals, await newDeal(world)),
    await startedOn(world, ofLeads, ["crm", "CCrmDocumentLead", `LEAD_${lead}`]),
    await startedOn(world, other, await newDeal(world)),
    await startedOn(world, ofDeals, await newDeal(world)),
  ];
  const [a, b, c, d] = ids;
  await sql`update workflow set started_at = '2025-03-01T10:00:00.25Z', modified_at = '2025-03-04T10:00:00.5Z' where id = ${a}`;
  await sql`update workflow set started_at = '2025-03-02T10:00:00Z', modified_at = '2025-03-03T10:00:00.999Z', started_by = 3 where id = ${b}`;
  await sql`update workflow set started_at = '2025-03-03T10:00:00Z', modified_at = '2025-03-02T10:00:00Z', started_by = null where id = ${c}`;
  await sql`update workflow set started_at = '2025-03-02T10:00:00.75Z', modified_at = '2025-03-03T10:00:00.001Z' where id = ${d}`;
  return { filter: { "=TEMPLATE_ID": [ofDeals, ofLeads, other] }, ids, template: ofDeals };
});

/** Sixty workflows of one template. */
const many = once(async (world) => {
  const template = await approvalTemplate(world);
  const document = await newDeal(world);
  const ids: string[] = [];
  for (let made = 0; made < 60; made += 1) ids.push(await startedOn(world, template, document));
  return { template, ids: ids.toSorted() };
});

/** A filter of the four workflows, and which of them it finds. */
function finds(line: string, filter: Params, found: readonly number[], only?: Case["only"]): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), total: found.length } },
    params: async (world) => ({ select: ["ID"], filter: { ...(await different(world)).filter, ...filter } }),
    async leaves(world, _params, { body }) {
      const { ids } = await different(world);
      expect(body.result.map((row: { ID: string }) => ids.indexOf(row.ID)).toSorted()).toEqual(found);
    },
    ...(only === undefined ? {} : { only }),
  };
}

/** A call whose answer has these members; the rows are compared by `leaves`. */
function page(
  line: string,
  params: Params,
  answer: { readonly total: number; readonly next?: number },
  slice: readonly [number, number],
): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), ...answer } },
    params: async (world) => ({
      select: ["ID"],
      order: { ID: "asc" },
      ...params,
      filter: { TEMPLATE_ID: (await many(world)).template },
    }),
    async leaves(world, _params, { body }) {
      expect(body.result.map((row: { ID: string }) => row.ID)).toEqual((await many(world)).ids.slice(...slice));
    },
  };
}

/** The four workflows in some order. */
function shows(line: string, params: Params, rows: unknown): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: rows, total: expect.any(Number) } },
    params: async (world) => ({ filter: (await different(world)).filter, ...params }),
  };
}

const keys = (...wanted: readonly string[]) =>
  expect.arrayContaining([Object.fromEntries(wanted.map((name) => [name, expect.toBeOneOf([null, expect.any(String)])]))]);
const modified = (...times: readonly string[]) => times.map((time) => ({ MODIFIED: `2025-03-${time}+01:00` }));
const byModified = modified("04T11:00:00", "03T11:00:00", "03T11:00:00", "02T11:00:00");

const cases: readonly Case[] = [
  {
    line: "every field, as the page shows it",
    as: "admin",
    params: async (world) => ({ select: names, filter: { ID: (await different(world)).ids[0] } }),
    answers: {
      result: [
        {
          ID: expect.stringMatching(/^[0-9a-f]{14}\.\d{8}$/),
          MODIFIED: "2025-03-04T11:00:00+01:00",
          OWNED_UNTIL: null,
          MODULE_ID: "crm",
          ENTITY: "CCrmDocumentDeal",
          DOCUMENT_ID: expect.stringMatching(/^DEAL_\d+$/),
          STARTED: "2025-03-01T11:00:00+01:00",
          STARTED_BY: "1",
          TEMPLATE_ID: expect.stringMatching(/^\d+$/),
        },
      ],
      total: 1,
    },
  },
  shows("STARTED_BY is 0 where nobody started it", { filter: { STARTED: "2025-03-03T10:00:00+00:00" }, select: ["STARTED_BY"] }, [
    { STARTED_BY: "0" },
  ]),
  shows("select left out: ID, MODIFIED and OWNED_UNTIL", {}, keys("ID", "MODIFIED", "OWNED_UNTIL")),
  { ...shows("select empty: the same", { select: [] }, keys("ID", "MODIFIED", "OWNED_UNTIL")), only: ["POST JSON"] },
  shows("select of unknown names alone: the same", { select: ["NOPE"] }, keys("ID", "MODIFIED", "OWNED_UNTIL")),
  shows("select: unknown names beside known ones are passed over", { select: ["NOPE", "ID"] }, keys("ID")),
  shows("select: names in any case, once each", { select: ["id", "Started_By", "ID"] }, keys("ID", "STARTED_BY")),
  shows("select: one name will do", { select: "ID" }, keys("ID")),
  shows("select as a map", { select: { 3: "ID", 7: "ENTITY" } }, keys("ID", "ENTITY")),
  shows("SELECT, FILTER and ORDER in upper case", { SELECT: ["ID"], ORDER: { ID: "ASC" }, START: 0 }, keys("ID")),

  shows("order left out: MODIFIED desc", { select: ["MODIFIED"] }, byModified),
  shows("order: direction in upper case", { select: ["MODIFIED"], order: { MODIFIED: "ASC" } }, byModified.toReversed()),
  shows("order: name in lower case", { select: ["MODIFIED"], order: { modified: "asc" } }, byModified.toReversed()),
  shows("order: an unknown field is passed over", { select: ["MODIFIED"], order: { NOPE: "asc" } }, byModified),
  shows(
    "order: a second field decides between equals",
    { select: ["STARTED_BY", "MODIFIED"], order: { STARTED_BY: "desc", MODIFIED: "asc" } },
    [
      { STARTED_BY: "3", MODIFIED: "2025-03-03T11:00:00+01:00" },
      { STARTED_BY: "1", MODIFIED: "2025-03-03T11:00:00+01:00" },
      { STARTED_BY: "1", MODIFIED: "2025-03-04T11:00:00+01:00" },
      { STARTED_BY: "0", MODIFIED: "2025-03-02T11:00:00+01:00" },
    ],
  ),
  shows("order by OWNED_UNTIL", { select: ["OWNED_UNTIL"], order: { OWNED_UNTIL: "asc" } }, Array(4).fill({ OWNED_UNTIL: null })),

  ...fieldCases({ method: "bizproc.workflow.instances", fields, rows: async (world) => (await different(world)).filter }),
  finds("filter OWNED_UNTIL: nothing is ever locked", { OWNED_UNTIL: "2030-01-01T00:00:00Z" }, []),
  finds("filter <OWNED_UNTIL: nothing hangs", { "<OWNED_UNTIL": "2030-01-01T00:00:00Z" }, []),
  finds("filter !OWNED_UNTIL of a date: all", { "!OWNED_UNTIL": "2030-01-01T00:00:00Z" }, [0, 1, 2, 3]),
  finds("filter OWNED_UNTIL empty: all that are not locked", { OWNED_UNTIL: "" }, [0, 1, 2, 3]),
  finds("filter: name in lower case behind a prefix", { ">started": "2025-03-02T10:00:00Z" }, [2]),
  finds("filter: a date in UTC", { "<STARTED": "2025-03-02T00:00:00Z" }, [0]),
  finds("filter: a date with an offset", { "<STARTED": "2025-03-02T11:00:00+01:00" }, [0]),
  finds("filter: a date without an offset is on the portal's clock", { STARTED: "2025-03-02T11:00:00" }, [1, 3]),
  finds("filter: a day alone begins at the portal's midnight", { ">=STARTED": "2025-03-03" }, [2]),
  finds("filter: a date as the portal writes it", { STARTED: "02.03.2025 11:00:00" }, [1, 3]),
  finds("filter: a date that is none finds nothing", { ">STARTED": "yesterday" }, []),
  finds("filter: a date that is none is different from all", { "!STARTED": "yesterday" }, [0, 1, 2, 3]),
  finds("filter: several dates", { STARTED: ["2025-03-01T10:00:00Z", "2025-03-03T11:00:00"] }, [0, 2]),
  finds("filter: seconds count, not their parts", { "<=STARTED": "2025-03-02T10:00:00Z" }, [0, 1, 3]),
  finds("filter: two bounds", { ">=STARTED": "2025-03-02T00:00:00Z", "<STARTED": "2025-03-03T00:00:00Z" }, [1, 3]),
  finds("filter: a list of values", { STARTED_BY: [0, 3] }, [1, 2]),
  finds("filter: none of a list of values", { "!STARTED_BY": [0, 3] }, [0, 3]),
  finds("filter: a number as text", { STARTED_BY: "3" }, [1]),
  finds("filter: a word for a number finds nothing", { STARTED_BY: "manager" }, []),
  finds("filter: an unknown field is passed over", { NOPE: 1 }, [0, 1, 2, 3]),
  finds("filter >STARTED_BY 0, as the page's example", { ">STARTED_BY": 0 }, [0, 1, 3]),
  {
    line: "a group of conditions is refused: without it the list would be too long",
    as: "admin",
    params: { filter: { logic: "OR", 0: { STARTED_BY: 1 }, 1: { STARTED_BY: 3 } } },
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid filter: field '0' has invalid value" },
  },

  page("start left out: the first page", {}, { total: 60, next: 50 }, [0, 50]),
  page("start 0", { start: 0 }, { total: 60, next: 50 }, [0, 50]),
  page("start 50: the last page has no next", { start: 50 }, { total: 60 }, [50, 60]),
  page("start as text, in upper case", { START: "50" }, { total: 60 }, [50, 60]),
  page("start behind the end", { start: 100 }, { total: 60 }, [0, 0]),
  page("start -1: the first page, not counted", { start: -1 }, { total: 0 }, [0, 50]),
  page("start that is no number: the first page", { start: "next" }, { total: 60, next: 50 }, [0, 50]),
  {
    line: "cursor over text ids: the first step of the SDK, >ID 0",
    as: "admin",
    params: async (world) => ({
      ...{ select: ["ID"], order: { ID: "ASC" }, start: -1 },
      filter: { TEMPLATE_ID: (await many(world)).template, ">ID": 0 },
    }),
    answers: { result: expect.any(Array), total: 0 },
    async leaves(world, _params, { body }) {
      expect(body.result.map((row: { ID: string }) => row.ID)).toEqual((await many(world)).ids.slice(0, 50));
    },
  },
  {
    line: "cursor over text ids: the next step, >ID of the last row",
    as: "admin",
    params: async (world) => {
      const { template, ids } = await many(world);
      return { select: ["ID"], order: { ID: "ASC" }, start: -1, filter: { TEMPLATE_ID: template, ">ID": ids[49] } };
    },
    answers: { result: expect.any(Array), total: 0 },
    async leaves(world, _params, { body }) {
      expect(body.result.map((row: { ID: string }) => row.ID)).toEqual((await many(world)).ids.slice(50));
    },
  },
  {
    line: "cursor over text ids: the leading number of the last row, as the tutorial makes it",
    as: "admin",
    params: async (world) => {
      const { template, ids } = await many(world);
      const cursor = Number.parseInt(ids[49] ?? "", 10);
      return { select: ["ID"], order: { ID: "ASC" }, start: -1, filter: { TEMPLATE_ID: template, ">ID": cursor } };
    },
    answers: { result: expect.any(Array), total: 0 },
    async leaves(world, _params, { body }) {
      expect(body.result.map((row: { ID: string }) => row.ID)).toEqual((await many(world)).ids.slice(0, 50));
    },
  },

  {
    line: "nothing runs of this template",
    as: "admin",
    params: { filter: { TEMPLATE_ID: 987_654 } },
    answers: { result: [], total: 0 },
  },
  {
    line: "workflows that are over are not listed, one that is held is",
    as: "admin",
    params: async (world) => {
      const over = await startedOn(world, await world.template([]), await newDeal(world));
      const held = await startedOn(world, await world.template([step("NobodyKnowsActivity")]), await newDeal(world));
      return { select: ["MODULE_ID"], filter: { ID: [over, held] } };
    },
    answers: { result: [{ MODULE_ID: "crm" }], total: 1 },
  },
  {
    line: "through an application of an administrator",
    as: "application",
    params: async (world) => ({ filter: (await different(world)).filter, select: ["STARTED_BY"], order: { STARTED: "asc" } }),
    answers: { result: ["1", "3", "1", "0"].map((STARTED_BY) => ({ STARTED_BY })), total: 4 },
  },
  ...(["employee", "manager", "director", "application of the employee"] as const).map(
    (as): Case => ({
      line: `ACCESS_DENIED: the ${as}`,
      as,
      params: {},
      answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
    }),
  ),
];

replay("bizproc.workflow.instances", "bizproc/bizproc-workflow-instances.md", cases);
replay("bizproc.workflow.instance.list", "bizproc/bizproc-workflow-instances.md", cases);
