import { expect } from "vitest";
import { setUserActive } from "../../packages/server/src/operations/set-user-active.ts";
import { people, step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { fieldCases, type ListedField, once } from "../support/lists.ts";
import { newDeal } from "../support/preparations.ts";
import { type Case, replay } from "../support/replay.ts";
import { startedOf, startedTask, type TaskType } from "../support/tasks.ts";

const fields: readonly ListedField[] = [
  { name: "ID", type: "number" },
  { name: "WORKFLOW_ID", type: "text" },
  { name: "DOCUMENT_NAME", type: "text" },
  { name: "DESCRIPTION", type: "text" },
  { name: "NAME", type: "text" },
  { name: "MODIFIED", type: "date" },
  { name: "WORKFLOW_STARTED", type: "date" },
  { name: "WORKFLOW_STARTED_BY", type: "number" },
  { name: "OVERDUE_DATE", type: "date" },
  { name: "WORKFLOW_TEMPLATE_ID", type: "number" },
  { name: "WORKFLOW_TEMPLATE_NAME", type: "text" },
  { name: "WORKFLOW_STATE", type: "text" },
  { name: "STATUS", type: "number" },
  { name: "USER_ID", type: "number" },
  { name: "USER_STATUS", type: "number" },
  { name: "MODULE_ID", type: "text" },
  { name: "ENTITY", type: "text" },
  { name: "DOCUMENT_ID", type: "text" },
  { name: "ACTIVITY", type: "text" },
  { name: "ACTIVITY_NAME", type: "text" },
  { name: "DOCUMENT_URL", type: "text" },
];

const branches = () => [step("SequenceActivity"), step("SequenceActivity")];

interface Wanted {
  readonly type: TaskType;
  readonly name: string;
  readonly properties: object;
  /** Who answers it with what. */
  readonly answer?: readonly ["employee" | "manager", string];
}

// In the order of their names: open, approved, rejected, acknowledged, and one of several people of whom one has answered.
const wanted: readonly Wanted[] = [
  { type: "ApproveActivity", name: "A open", properties: { Description: "First", OverdueDate: "2025-05-01T10:00:00+00:00" } },
  { type: "ApproveActivity", name: "B approved", properties: { Description: "Second" }, answer: ["employee", "yes"] },
  { type: "ApproveActivity", name: "C rejected", properties: { OverdueDate: "2025-05-02T10:00:00+00:00" }, answer: ["employee", "no"] },
  { type: "RequestInformationActivity", name: "D asked", properties: { Users: ["user_3"], OverdueDate: "2025-05-03T10:00:00+00:00" } },
  { type: "RequestInformationOptionalActivity", name: "E asked", properties: { Users: ["user_4"] } },
  { type: "ReviewActivity", name: "F shared", properties: { Users: ["user_2", "user_3", "user_5"] }, answer: ["manager", "ok"] },
];

/** Tasks of every kind and state on a deal and a lead. Times are set, as nobody can wait for them. */
const different = once(async (world) => {
  const { sql } = world.test.database;
  const lead = (await world.call("admin", "crm.lead.add", { fields: { TITLE: "Lamp" } })).body.result;
  const templates: number[] = [];
  for (const [index, { type, name, properties, answer }] of wanted.entries()) {
    const ofLead = index % 2 === 1;
    const asked = { Title: name, Name: name, Users: ["user_2"], StatusMessage: `Waits for ${name}`, ...properties };
    const template = await world.template([step(type, asked, branches())], {
      name: `Template ${6 - index}`,
      ...(ofLead ? { documentType: ["crm", "CCrmDocumentLead", "LEAD"] } : {}),
    });
    templates.push(template);
    const document = ofLead ? ["crm", "CCrmDocumentLead", `LEAD_${lead}`] : await newDeal(world, { TITLE: `Desk ${index}` });
    const started = await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID: template, DOCUMENT_ID: document });
    const { body } = await world.call("admin", "bizproc.task.list", { filter: { WORKFLOW_ID: started.body.result }, select: ["ID"] });
    const task = body.result[0].ID;
    if (answer) await world.call(answer[0], "bizproc.task.complete", { TASK_ID: task, STATUS: answer[1] });
    const day = `2025-03-0${index + 1}T10:00:00`;
    await sql`update task set modified_at = ${`${day}.5Z`}, started_at = ${`${day}.25Z`}, started_by = ${index === 0 ? null : index} where id = ${task}`;
  }
  return { WORKFLOW_TEMPLATE_ID: templates };
});

/** A filter of those tasks, and the names of what it finds. */
function finds(line: string, filter: Params, found: string, more: Partial<Case> = {}): Case {
  const names = found.split("");
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), total: names.length } },
    params: async (world) => ({ select: ["NAME"], order: { NAME: "asc" }, filter: { ...(await different(world)), ...filter } }),
    async leaves(_world, _params, { body }) {
      expect(body.result.map(({ NAME }: { NAME: string }) => NAME[0])).toEqual(names);
    },
    ...more,
  };
}

function shows(line: string, params: Params, result: unknown): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result, total: expect.any(Number) } },
    params: async (world) => ({ filter: await different(world), ...params }),
  };
}

const keys = (...names: readonly string[]) =>
  expect.arrayContaining([Object.fromEntries(names.map((name) => [name, expect.toBeOneOf([null, expect.any(String)])]))]);
const usual = keys("ENTITY", "DOCUMENT_ID", "ID", "WORKFLOW_ID", "DOCUMENT_NAME", "NAME", "DOCUMENT_URL");
const named = (...names: readonly string[]) => names.map((NAME) => ({ NAME: expect.stringMatching(`^${NAME} `) }));

/** Sixty tasks of the employee in one workflow. */
const many = once(async (world) => {
  const one = () => step("SequenceActivity", {}, [step("ReviewActivity", { Title: "One of many", Users: ["user_2"] })]);
  const workflow = await startedOf(world, [step("ParallelActivity", {}, Array.from({ length: 60 }, one))]);
  const rows = await world.test.database.sql<{ id: number }>`select id from task where workflow_id = ${workflow} order by id`;
  return { workflow, ids: rows.map(({ id }) => String(id)) };
});

function page(
  line: string,
  params: Params,
  answer: { readonly total: number; readonly next?: number },
  slice: readonly [number, number],
): Case {
  return {
    ...{ line, as: "admin" as const, answers: { result: expect.any(Array), ...answer } },
    async params(world) {
      const { workflow, ids } = await many(world);
      const { after, ...rest } = params as { after?: number };
      const cursor = after === undefined ? {} : { ">ID": after === 0 ? 0 : ids[after - 1] };
      return { select: ["ID"], order: { ID: "asc" }, ...rest, filter: { WORKFLOW_ID: workflow, ...cursor } };
    },
    async leaves(world, _params, { body }) {
      expect(body.result.map(({ ID }: { ID: string }) => ID)).toEqual((await many(world)).ids.slice(...slice));
    },
  };
}

/** PARAMETERS of one new task. */
function parameters(line: string, type: TaskType, properties: object, PARAMETERS: object): Case {
  return {
    line: `PARAMETERS: ${line}`,
    as: "employee",
    params: async (world) => ({
      filter: { WORKFLOW_ID: (await startedTask(world, type, properties)).workflow },
      select: ["ACTIVITY", "PARAMETERS"],
    }),
    answers: { result: [{ ACTIVITY: type, PARAMETERS }], total: 1 },
  };
}

/** A field of a request for information, as PARAMETERS.Fields describes it. */
function described(line: string, asked: object, shown: object): Case {
  const plain = { Description: "", Multiple: false, Required: false, Options: null, Settings: null, Default: null };
  const field = { Id: "x", Type: "string", Name: "x", ...plain, ...shown };
  const comment = { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusOkLabel: "Save" };
  return parameters(
    `Fields: ${line}`,
    "RequestInformationActivity",
    { RequestedInformation: [{ Name: "x", Type: "string", ...asked }] },
    { ...comment, Fields: [field] },
  );
}

/** A task whose details are for those who take part. */
function closed(line: string, as: Case["as"], DESCRIPTION: string): Case {
  return {
    ...{ line: `a closed task: ${line}`, as },
    params: async (world) => {
      const { workflow } = await startedTask(world, "ReviewActivity", { AccessControl: "Y", Description: "Secret" });
      return { select: ["NAME", "DESCRIPTION", "PARAMETERS"], filter: { USER_ID: 2, WORKFLOW_ID: workflow } };
    },
    answers: {
      result: [
        { NAME: "Ask", DESCRIPTION, PARAMETERS: DESCRIPTION === "" ? [] : expect.objectContaining({ StatusOkLabel: "Acknowledged" }) },
      ],
      total: 1,
    },
  };
}

/** A task of the employee, the manager, the accountant and a person who has been dismissed since. */
const shared = once(async (world) => {
  const { runtime, portalId } = world;
  await setUserActive(runtime, portalId, people.dismissed, true);
  const { workflow } = await startedTask(world, "ReviewActivity", { Users: ["user_2", "user_3", "user_5", "user_6"] });
  await setUserActive(runtime, portalId, people.dismissed, false);
  return workflow;
});

function seen(line: string, as: Case["as"], filter: Params, users: readonly number[]): Case {
  return {
    ...{ line, as },
    params: async (world) => ({ select: ["USER_ID"], order: { USER_ID: "asc" }, filter: { WORKFLOW_ID: await shared(world), ...filter } }),
    answers: { result: users.map((USER_ID) => ({ USER_ID: String(USER_ID) })), total: users.length },
  };
}

// The page says 400; clients that were tried against the product treat it as 403, as everywhere else.
const denied = { status: 403, error: "ACCESS_DENIED", text: "Access denied!" };

function hidden(line: string, as: Case["as"], filter: Params): Case {
  return {
    ...{ line: `ACCESS_DENIED: ${line}`, as, answers: denied },
    params: async (world) => ({ filter: { WORKFLOW_ID: await shared(world), ...filter } }),
  };
}

const selectInvalid = { status: 400, error: "ERROR_SELECT_VALIDATION_FAILURE", text: "Invalid data in SELECT parameter" };
const all = "ABCDEFFF";

replay("bizproc.task.list", "bizproc/bizproc-task/bizproc-task-list.md", [
  {
    line: "every field of a task that waits",
    as: "admin",
    params: async (world) => ({
      select: [...fields.map(({ name }) => name), "PARAMETERS"],
      filter: { ...(await different(world)), STATUS: 0, ACTIVITY: "RequestInformationActivity" },
    }),
    answers: {
      result: [
        {
          ID: expect.stringMatching(/^\d+$/),
          WORKFLOW_ID: expect.stringMatching(/^[0-9a-f]{14}\.\d{8}$/),
          DOCUMENT_NAME: "Lamp",
          DESCRIPTION: "",
          NAME: "D asked",
          MODIFIED: "2025-03-04T11:00:00+01:00",
          WORKFLOW_STARTED: "2025-03-04T11:00:00+01:00",
          WORKFLOW_STARTED_BY: "3",
          OVERDUE_DATE: "2025-05-03T12:00:00+02:00",
          WORKFLOW_TEMPLATE_ID: expect.stringMatching(/^\d+$/),
          WORKFLOW_TEMPLATE_NAME: "Template 3",
          WORKFLOW_STATE: "Waits for D asked",
          STATUS: "0",
          USER_ID: "3",
          USER_STATUS: "0",
          MODULE_ID: "crm",
          ENTITY: "CCrmDocumentLead",
          DOCUMENT_ID: expect.stringMatching(/^LEAD_\d+$/),
          ACTIVITY: "RequestInformationActivity",
          ACTIVITY_NAME: expect.stringMatching(/^A\d+_1_1_1$/),
          PARAMETERS: { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusOkLabel: "Save" },
          DOCUMENT_URL: expect.stringMatching(/^\/crm\/lead\/details\/\d+\/$/),
        },
      ],
      total: 1,
    },
  },
  shows("OVERDUE_DATE is null where there is none", { select: ["OVERDUE_DATE"], order: { NAME: "asc" } }, [
    { OVERDUE_DATE: "2025-05-01T12:00:00+02:00" },
    { OVERDUE_DATE: null },
    { OVERDUE_DATE: "2025-05-02T12:00:00+02:00" },
    { OVERDUE_DATE: "2025-05-03T12:00:00+02:00" },
    ...Array(4).fill({ OVERDUE_DATE: null }),
  ]),
  shows(
    "STATUS and USER_STATUS, one row a person",
    { select: ["STATUS", "USER_ID", "USER_STATUS"], order: { NAME: "asc", USER_ID: "asc" } },
    [
      { STATUS: "0", USER_ID: "2", USER_STATUS: "0" },
      { STATUS: "1", USER_ID: "2", USER_STATUS: "1" },
      { STATUS: "2", USER_ID: "2", USER_STATUS: "2" },
      { STATUS: "0", USER_ID: "3", USER_STATUS: "0" },
      { STATUS: "0", USER_ID: "4", USER_STATUS: "0" },
      { STATUS: "0", USER_ID: "2", USER_STATUS: "0" },
      { STATUS: "0", USER_ID: "3", USER_STATUS: "3" },
      { STATUS: "0", USER_ID: "5", USER_STATUS: "0" },
    ],
  ),
  {
    line: "WORKFLOW_STATE of a workflow that is over",
    as: "admin",
    params: async (world) => ({ select: ["WORKFLOW_STATE"], filter: { ...(await different(world)), NAME: "B approved" } }),
    answers: { result: [{ WORKFLOW_STATE: "Completed" }], total: 1 },
  },

  shows("select left out: the seven fields of the page", {}, usual),
  { ...shows("select empty: the same", { select: [] }, usual), only: ["POST JSON"] },
  shows("select of unknown names alone: the same", { select: ["NOPE"] }, usual),
  shows("select: unknown names beside known ones are passed over", { select: ["NOPE", "ID"] }, keys("ID")),
  shows("select: names in any case, once each", { select: ["id", "User_Status", "ID"] }, keys("ID", "USER_STATUS")),
  shows("select as a map", { select: { 3: "ID", 7: "STATUS" } }, keys("ID", "STATUS")),
  shows("SELECT, FILTER, ORDER and START in upper case", { SELECT: ["ID"], ORDER: { ID: "ASC" }, START: 0 }, keys("ID")),

  shows("order left out: the newest first", { select: ["NAME"] }, named("F", "F", "F", "E", "D", "C", "B", "A")),
  shows("order: direction in upper case", { select: ["NAME"], order: { ID: "ASC" } }, named("A", "B", "C", "D", "E", "F", "F", "F")),
  shows("order: name in lower case", { select: ["NAME"], order: { id: "asc" } }, named("A", "B", "C", "D", "E", "F", "F", "F")),
  shows(
    "order: an unknown field is passed over",
    { select: ["NAME"], order: { NOPE: "asc" } },
    named("F", "F", "F", "E", "D", "C", "B", "A"),
  ),
  shows(
    "order: several fields",
    { select: ["NAME"], order: { STATUS: "desc", NAME: "ASC" } },
    named("C", "B", "A", "D", "E", "F", "F", "F"),
  ),
  shows(
    "order by PARAMETERS is passed over",
    { select: ["NAME"], order: { PARAMETERS: "asc" } },
    named("F", "F", "F", "E", "D", "C", "B", "A"),
  ),

  ...fieldCases({ method: "bizproc.task.list", fields, rows: different }),
  finds("filter: name in lower case behind a prefix", { ">modified": "2025-03-04T10:00:00Z" }, "EFFF"),
  finds("filter: a date in UTC", { "<WORKFLOW_STARTED": "2025-03-02T00:00:00Z" }, "A"),
  finds("filter: a date with an offset", { "<WORKFLOW_STARTED": "2025-03-02T11:00:00+01:00" }, "A"),
  finds("filter: a date without an offset is on the portal's clock", { MODIFIED: "2025-03-02T11:00:00" }, "B"),
  finds("filter: a day alone begins at the portal's midnight", { ">=MODIFIED": "2025-03-05" }, "EFFF"),
  finds("filter: a date as the portal writes it", { MODIFIED: "02.03.2025 11:00:00" }, "B"),
  finds("filter: a date that is none finds nothing", { ">MODIFIED": "yesterday" }, ""),
  finds("filter: two bounds", { ">=MODIFIED": "2025-03-02T00:00:00Z", "<MODIFIED": "2025-03-04T00:00:00Z" }, "BC"),
  finds("filter: without a deadline", { OVERDUE_DATE: "" }, "BEFFF"),
  finds("filter: with a deadline", { "!OVERDUE_DATE": "" }, "ACD"),
  finds("filter: a list of values", { STATUS: [1, 2] }, "BC"),
  finds("filter: none of a list of values", { "!STATUS": [0, 1] }, "C"),
  finds("filter: a number as text", { STATUS: "0" }, "ADEFFF"),
  finds("filter: a word for a number finds nothing", { STATUS: "open" }, ""),
  finds("filter: an unknown field is passed over", { NOPE: 1 }, all),
  finds("filter: PARAMETERS is no value to compare with and passed over", { PARAMETERS: "x" }, all),
  finds("filter: as the page's example", { USER_ID: 4, STATUS: 0, ACTIVITY: "RequestInformationOptionalActivity" }, "E"),
  ...(["ApproveActivity", "ReviewActivity", "RequestInformationActivity", "RequestInformationOptionalActivity"] as const).map((ACTIVITY) =>
    finds(
      `filter: ACTIVITY ${ACTIVITY}`,
      { ACTIVITY },
      wanted.flatMap(({ type, name }) => (type === ACTIVITY ? all.match(new RegExp(`${name[0]}+`))?.[0] : [])).join(""),
    ),
  ),
  finds("filter: the status text of a workflow that is over", { WORKFLOW_STATE: "Completed" }, "BC"),
  {
    line: "a group of conditions is refused: without it the list would be too long",
    as: "admin",
    params: { filter: { 0: { STATUS: 1 }, 1: { STATUS: 3 }, logic: "OR" } },
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid filter: field '0' has invalid value" },
  },

  page("start left out: the first page", {}, { total: 60, next: 50 }, [0, 50]),
  page("start 0", { start: 0 }, { total: 60, next: 50 }, [0, 50]),
  page("start 50: the last page has no next", { start: 50 }, { total: 60 }, [50, 60]),
  page("START as text, in upper case", { START: "50" }, { total: 60 }, [50, 60]),
  page("start behind the end", { start: 100 }, { total: 60 }, [0, 0]),
  page("start -1: the first page, not counted", { start: -1 }, { total: 0 }, [0, 50]),
  page("start that is no number: the first page", { start: "next" }, { total: 60, next: 50 }, [0, 50]),
  page("cursor: >ID 0", { start: -1, after: 0 }, { total: 0 }, [0, 50]),
  page("cursor: >ID of the last row", { start: -1, after: 50 }, { total: 0 }, [50, 60]),

  parameters(
    "an approval as it is",
    "ApproveActivity",
    {},
    { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusYesLabel: "Approve", StatusNoLabel: "Reject" },
  ),
  parameters(
    "an approval with texts of its own",
    "ApproveActivity",
    { TaskButton1Message: "Good", TaskButton2Message: "Bad", CommentLabelMessage: "Why", ShowComment: "N", CommentRequired: "YR" },
    { CommentLabel: "Why", CommentRequired: "YR", ShowComment: "N", StatusYesLabel: "Good", StatusNoLabel: "Bad" },
  ),
  ...(["N", "Y", "YA", "YR"] as const).map((rule) =>
    parameters(
      `CommentRequired ${rule}`,
      "ReviewActivity",
      { CommentRequired: rule },
      {
        ...{ CommentLabel: "Comment", CommentRequired: rule, ShowComment: "Y", StatusOkLabel: "Acknowledged" },
      },
    ),
  ),
  parameters(
    "an acknowledgment with a text of its own",
    "ReviewActivity",
    { TaskButtonMessage: "Seen" },
    { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusOkLabel: "Seen" },
  ),
  parameters(
    "a request that may be declined, with texts of its own",
    "RequestInformationOptionalActivity",
    { TaskButtonMessage: "Send", TaskButtonCancelMessage: "Not now" },
    { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusOkLabel: "Send", StatusCancelLabel: "Not now" },
  ),
  described(
    "Name, Description, Required, Multiple",
    { Title: "Phone", Description: "Where to call", Required: "1", Multiple: "Y", Default: ["1"] },
    {
      ...{ Name: "Phone", Description: "Where to call", Required: true, Multiple: true, Default: ["1"] },
    },
  ),
  described("no Title: the name stands for it", {}, {}),
  described("a string with a default", { Default: "usual" }, { Default: "usual" }),
  described("a text with a default", { Type: "text", Default: "long" }, { Type: "text", Default: "long" }),
  described("an int", { Type: "int", Default: "7" }, { Type: "int", Default: 7 }),
  described("a double", { Type: "double", Default: "2.5" }, { Type: "double", Default: 2.5 }),
  described("a bool", { Type: "bool", Default: "Y" }, { Type: "bool", Default: "Y" }),
  described("a date: its default in ATOM", { Type: "date", Default: "25.12.2025" }, { Type: "date", Default: "2025-12-25T00:00:00+01:00" }),
  described(
    "a datetime: its default in ATOM",
    { Type: "datetime", Default: "25.12.2025 10:00:00" },
    {
      ...{ Type: "datetime", Default: "2025-12-25T10:00:00+01:00" },
    },
  ),
  described(
    "several dates: their defaults in ATOM",
    { Type: "date", Multiple: "Y", Default: ["25.12.2025", "2026-07-01"] },
    {
      ...{ Type: "date", Multiple: true, Default: ["2025-12-25T00:00:00+01:00", "2026-07-01T00:00:00+02:00"] },
    },
  ),
  described(
    "a select with its choices",
    { Type: "select", Options: { 1: "First Option", 2: "Second Option" }, Default: "2" },
    {
      ...{ Type: "select", Options: { 1: "First Option", 2: "Second Option" }, Default: "2" },
    },
  ),
  described("a user", { Type: "user", Default: "user_3" }, { Type: "user", Default: "user_3" }),
  described(
    "a type of the document",
    { Type: "E:ECrm", Options: { LEAD: "N", CONTACT: "Y" }, Multiple: "Y", Default: ["C_607"] },
    {
      ...{ Type: "E:ECrm", Options: { LEAD: "N", CONTACT: "Y" }, Multiple: true, Default: ["C_607"] },
    },
  ),
  described(
    "a type of the document for one value, whose default the template has as a list, as in the page's example",
    { Type: "E:ECrm", Options: { LEAD: "N", CONTACT: "Y" }, Multiple: "N", Default: ["C_607"] },
    { Type: "E:ECrm", Options: { LEAD: "N", CONTACT: "Y" }, Default: ["C_607"] },
  ),
  described(
    "a number for one value, whose default the template has as a list",
    { Type: "int", Default: ["7"] },
    { Type: "int", Default: 7 },
  ),
  described("Settings", { Settings: { a: "b" } }, { Settings: { a: "b" } }),
  described("a default from the document", { Default: "{=Document:TITLE}" }, { Default: "Desk" }),
  described("a default in a text", { Default: "About {=Document:TITLE}" }, { Default: "About Desk" }),
  described("a default that is calculated", { Type: "int", Default: "{{=2*21}}" }, { Type: "int", Default: 42 }),
  described("several defaults", { Multiple: "Y", Default: ["{=Document:TITLE}", "x"] }, { Multiple: true, Default: ["Desk", "x"] }),
  described(
    "a person from the document",
    { Type: "user", Default: "{=Document:CREATED_BY_ID}" },
    {
      ...{ Type: "user", Default: "user_1" },
    },
  ),
  described("a time", { Type: "time", Default: "9:05" }, { Type: "time", Default: "09:05" }),
  described("money", { Type: "UF:money", Default: "100|USD" }, { Type: "UF:money", Default: "100|USD" }),
  described("a telephone", { Type: "phone", Default: "+49 30 1" }, { Type: "phone", Default: "+49 30 1" }),
  described("an old type by its letter", { Type: "N", Default: "2" }, { Type: "double", Default: 2 }),
  described("a file without a default", { Type: "file" }, { Type: "file" }),
  parameters(
    "a task that is closed to others, for whoever takes part in it",
    "ReviewActivity",
    { AccessControl: "Y" },
    { CommentLabel: "Comment", CommentRequired: "N", ShowComment: "Y", StatusOkLabel: "Acknowledged" },
  ),
  closed("an administrator reads it", "admin", "Secret"),
  closed("who takes part reads it", "employee", "Secret"),
  closed("the head, who does not take part, reads neither description nor parameters", "manager", ""),
  closed("the head of the head neither", "director", ""),

  seen("who: an administrator without USER_ID sees everybody's", "admin", {}, [2, 3, 5, 6]),
  seen("who: an administrator with a USER_ID", "admin", { USER_ID: 5 }, [5]),
  seen("who: an administrator with several", "admin", { USER_ID: [2, 5] }, [2, 5]),
  seen("who: an administrator, tasks of somebody who was dismissed", "admin", { USER_ID: 6, STATUS: 0 }, [6]),
  seen("who: an administrator, somebody unknown", "admin", { USER_ID: 987_654 }, []),
  seen("who: an administrator, everybody but one", "admin", { "!USER_ID": 2 }, [3, 5, 6]),
  seen("who: an application of an administrator", "application", {}, [2, 3, 5, 6]),
  seen("who: the employee without USER_ID sees own tasks", "employee", {}, [2]),
  seen("who: the employee with the own USER_ID", "employee", { USER_ID: 2 }, [2]),
  seen("who: the own USER_ID as text, in lower case, behind =", "employee", { "=user_id": "2" }, [2]),
  seen("who: an application of the employee sees the employee's", "application of the employee", {}, [2]),
  seen("who: the manager without USER_ID sees own tasks", "manager", {}, [3]),
  seen("who: the manager, a subordinate's", "manager", { USER_ID: 2 }, [2]),
  seen("who: the manager, own ones and a subordinate's", "manager", { USER_ID: [3, 2] }, [2, 3]),
  seen("who: the manager, those of a subordinate who was dismissed", "manager", { USER_ID: 6 }, [6]),
  seen("who: the director, a subordinate of a subordinate", "director", { USER_ID: 2 }, [2]),
  seen("who: the director without USER_ID has none", "director", {}, []),
  seen("who: a negated USER_ID names nobody and opens nothing", "employee", { "!USER_ID": 2 }, []),
  seen("who: a compared USER_ID names nobody and opens nothing", "employee", { ">USER_ID": 0 }, [2]),
  hidden("the employee, a colleague's", "employee", { USER_ID: 5 }),
  hidden("the employee, the manager's", "employee", { USER_ID: 3 }),
  hidden("the employee, own ones and a colleague's", "employee", { USER_ID: [2, 5] }),
  hidden("an application of the employee, a colleague's", "application of the employee", { USER_ID: 5 }),
  hidden("the manager, somebody's of another department", "manager", { USER_ID: 5 }),
  hidden("the manager, the director's", "manager", { USER_ID: 4 }),
  hidden("the accountant, who leads nobody", "accountant", { USER_ID: 2 }),
  hidden("somebody unknown", "manager", { USER_ID: 987_654 }),
  hidden("nobody that USER_ID could name", "employee", { USER_ID: "me" }),

  { line: "ERROR_SELECT_VALIDATION_FAILURE: a text", as: "admin", params: { select: "ID" }, answers: selectInvalid },
  {
    line: "ERROR_SELECT_VALIDATION_FAILURE: a list in the list",
    as: "admin",
    params: { select: ["ID", ["NAME"]] },
    answers: selectInvalid,
  },
  { line: "ERROR_SELECT_VALIDATION_FAILURE: for an employee too", as: "employee", params: { SELECT: "ID" }, answers: selectInvalid },
]);
