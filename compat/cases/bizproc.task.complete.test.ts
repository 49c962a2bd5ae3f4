import { expect } from "vitest";
import type { RestWorld } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import type { Params } from "../support/encodings.ts";
import { type Case, replay } from "../support/replay.ts";
import { places, startedOf, startedTask, stateOf, type TaskType } from "../support/tasks.ts";

const done = { result: true };
const notFound = { status: 400, error: "ERROR_TASK_NOT_FOUND", text: "Task not found" };
const completed = { status: 400, error: "ERROR_TASK_COMPLETED", text: "Task already completed" };
const invalid = (text: string) => ({ status: 400, error: "ERROR_TASK_VALIDATION", text });
const failed = (text: string) => ({ status: 400, error: "ERROR_TASK_EXECUTION", text });

/** What clients cannot see over the wire but steps behind the task can: kept beside the parameters of the call. */
const workflows = new WeakMap<Params, string>();

function onTask(type: TaskType, properties: object, params: Params): (world: RestWorld) => Promise<Params> {
  return async (world) => {
    const { workflow, task } = await startedTask(world, type, properties);
    const call = { TASK_ID: task, ...params };
    workflows.set(call, workflow);
    return call;
  };
}

/** The employee answers a new task; the task then has these places. */
function answers(line: string, type: TaskType, properties: object, params: Params, left: readonly string[]): Case {
  return {
    ...{ line, as: "employee" as const, answers: done },
    params: onTask(type, properties, params),
    async leaves(world, { TASK_ID }) {
      expect(await places(world, TASK_ID)).toEqual(left);
    },
  };
}

function refuses(line: string, type: TaskType, properties: object, params: Params, refused: Case["answers"]): Case {
  return { line, as: "employee", params: onTask(type, properties, params), answers: refused };
}

const approval = "ApproveActivity";
const review = "ReviewActivity";
const request = "RequestInformationActivity";
const optional = "RequestInformationOptionalActivity";

/** Values of several spellings are sent to one field, and a variable of its name then holds the typed value. */
function fills(line: string, field: object, value: unknown, holds: unknown, only?: Case["only"]): Case {
  return {
    ...{ line: `FIELDS: ${line}`, as: "employee" as const, answers: done },
    params: onTask(request, { RequestedInformation: [{ Name: "x", Title: "The field", ...field }] }, { STATUS: 3, FIELDS: { x: value } }),
    async leaves(world, params) {
      expect((await stateOf(world, workflows.get(params))).variables).toMatchObject({ x: holds });
    },
    ...(only === undefined ? {} : { only }),
  };
}

function rejects(line: string, field: object, FIELDS: object, text: string): Case {
  const asked = { RequestedInformation: [{ Name: "x", Title: "The field", ...field }] };
  return refuses(`ERROR_TASK_EXECUTION, FIELDS: ${line}`, request, asked, { STATUS: 3, FIELDS }, failed(text));
}

/** Files go into a table; the variable holds their numbers. */
function gives(line: string, field: object, value: unknown, files: readonly string[]): Case {
  return {
    ...fills(line, { Type: "file", ...field }, value, null),
    async leaves(world, params) {
      expect(await filesOf(world, workflows.get(params))).toEqual(files);
    },
  };
}

/** Name and content of each file that the variable x names. */
async function filesOf(world: RestWorld, workflow: unknown): Promise<string[]> {
  const { x } = (await stateOf(world, workflow)).variables as { readonly x?: unknown };
  const rows = await world.test.database.sql<{ text: string }>`
    select f.name || ': ' || convert_from(c.content, 'UTF8') as text from file f
    join file_content c on c.portal_id = f.portal_id and c.hash = f.hash
    where f.id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify([x].flat())}::jsonb)) order by f.id`;
  return rows.map(({ text }) => text);
}

const aFile = 'The field "The field" takes a file: its name and its content in base64';
const choices = { a: "First", b: "Second" };
const wrongType = (type: string) => `The field "The field" takes a value of the type ${type}`;
const approved = ["2: 1 of 1"];
const rejected = ["2: 2 of 2"];
const acknowledged = ["2: 3 of 3"];
const declined = ["2: 4 of 5"];
const two = { Users: ["user_2", "user_3"] };

/** A task of the employee and the manager, answered by one of them before. */
function after(
  line: string,
  type: TaskType,
  properties: object,
  before: readonly [Case["as"], string],
  as: Case["as"],
  STATUS: string,
  rest: Partial<Case>,
): Case {
  return {
    ...{ line, as, answers: done },
    async params(world) {
      const { task } = await startedTask(world, type, { ...two, ...properties });
      const first = await world.call(before[0], "bizproc.task.complete", { TASK_ID: task, STATUS: before[1] });
      expect(first.body.result).toBe(true);
      return { TASK_ID: task, STATUS };
    },
    ...rest,
  };
}

const leaving = (...left: readonly string[]): Partial<Case> => ({
  async leaves(world, { TASK_ID }) {
    expect(await places(world, TASK_ID)).toEqual(left);
  },
});

replay("bizproc.task.complete", "bizproc/bizproc-task/bizproc-task-complete.md", [
  ...(
    [
      ["1", approved],
      [1, approved],
      ["yes", approved],
      ["YES", approved],
      ["2", rejected],
      [2, rejected],
      ["no", rejected],
      ["No", rejected],
    ] as const
  ).map(([STATUS, left]) => answers(`STATUS ${JSON.stringify(STATUS)} of an approval`, approval, {}, { STATUS }, left)),
  ...(["3", 3, "ok", "OK"] as const).flatMap((STATUS) =>
    ([review, request, optional] as const).map((type) =>
      answers(`STATUS ${JSON.stringify(STATUS)} of a ${type}`, type, {}, { STATUS }, acknowledged),
    ),
  ),
  ...(["4", 4, "cancel", "Cancel"] as const).map((STATUS) =>
    answers(`STATUS ${JSON.stringify(STATUS)} of a request that may be declined`, optional, {}, { STATUS }, declined),
  ),
  {
    ...answers("names of parameters in lower case", approval, {}, {}, approved),
    params: async (world) => ({ task_id: (await startedTask(world, approval)).task, status: "yes", comment: "Fine", fields: { x: 1 } }),
    async leaves(world, params) {
      expect(await places(world, params["task_id"])).toEqual(approved);
    },
  },
  {
    ...answers("TASK_ID as a number", approval, {}, {}, approved),
    params: async (world) => ({ TASK_ID: Number((await startedTask(world, approval)).task), STATUS: 1 }),
  },
  {
    ...answers("through an application, whose caller the task is for", approval, {}, { STATUS: 1 }, approved),
    as: "application of the employee",
  },
  {
    line: "an administrator's own task",
    as: "admin",
    params: onTask(approval, { Users: ["user_1"] }, { STATUS: 1 }),
    answers: done,
  },
  {
    line: "the workflow goes on behind the task",
    as: "employee",
    params: onTask(approval, {}, { STATUS: 1 }),
    answers: done,
    async leaves(world, params) {
      const { body } = await world.call("accountant", "bizproc.task.list", {
        filter: { WORKFLOW_ID: workflows.get(params) },
        select: ["NAME", "STATUS"],
      });
      expect(body.result).toEqual([{ NAME: "Afterwards", STATUS: "0" }]);
    },
  },

  answers("COMMENT that nobody asks for", approval, {}, { STATUS: 1, COMMENT: "Fine" }, approved),
  answers("COMMENT where one is required", approval, { CommentRequired: "Y" }, { STATUS: 1, COMMENT: "Fine" }, approved),
  answers("COMMENT required upon approval, and the answer is no", approval, { CommentRequired: "YA" }, { STATUS: 2 }, rejected),
  answers("COMMENT required upon rejection, and the answer is yes", approval, { CommentRequired: "YR" }, { STATUS: 1 }, approved),
  answers(
    "COMMENT required upon rejection, and there is one",
    approval,
    { CommentRequired: "YR" },
    { STATUS: 2, COMMENT: "Too much" },
    rejected,
  ),
  answers(
    "COMMENT required upon rejection, and the request is filled in",
    optional,
    { CommentRequired: "YR" },
    { STATUS: 3 },
    acknowledged,
  ),
  {
    line: "COMMENT: what looks like an expression stays text",
    as: "employee",
    params: onTask(approval, {}, { STATUS: 1, COMMENT: "{=Document:TITLE}" }),
    answers: done,
    async leaves(world, params) {
      const rows = await world.test.database.sql<{ text: string }>`
        select text from workflow_log where workflow_id = ${workflows.get(params) ?? ""} and user_id = 2`;
      expect(rows.map(({ text }) => text)).toEqual(["Employee Test: approved. {=Document:TITLE}"]);
    },
  },
  ...(
    [
      ["on any answer, yes", approval, "Y", 1],
      ["on any answer, no", approval, "Y", 2],
      ["upon approval", approval, "YA", 1],
      ["upon rejection", approval, "YR", 2],
      ["of an acknowledgment", review, "Y", 3],
      ["of a request", request, "Y", 3],
      ["of a request that is declined", optional, "YR", 4],
    ] as const
  ).map(([line, type, CommentRequired, STATUS]) =>
    refuses(
      `ERROR_TASK_EXECUTION, COMMENT required ${line}`,
      type,
      { CommentRequired },
      { STATUS },
      failed('The field "Comment" is required'),
    ),
  ),
  refuses(
    "ERROR_TASK_EXECUTION, COMMENT of blanks",
    approval,
    { CommentRequired: "Y", CommentLabelMessage: "Why" },
    { STATUS: 1, COMMENT: "  " },
    failed('The field "Why" is required'),
  ),

  fills("a string", { Type: "string" }, "text", "text"),
  fills("a string of several scripts", { Type: "string" }, "Grüße, 你好 & <b>", "Grüße, 你好 & <b>"),
  fills("a number for a string", { Type: "string" }, 7, "7"),
  fills("what looks like an expression stays text", { Type: "string" }, "{=Document:TITLE}", "{=Document:TITLE}"),
  fills("several strings", { Type: "string", Multiple: "Y" }, ["a", "b"], ["a", "b"]),
  fills("one value for several", { Type: "string", Multiple: "Y" }, "a", ["a"]),
  fills("a list for one value: its first", { Type: "string" }, ["a", "b"], "a"),
  fills("a text", { Type: "text" }, "long text", "long text"),
  fills("an int", { Type: "int" }, 7, 7),
  fills("an int as text", { Type: "int" }, "7", 7),
  fills("an int below zero", { Type: "int" }, -7, -7),
  fills("several ints", { Type: "int", Multiple: "Y" }, [1, "2"], [1, 2]),
  fills("a double", { Type: "double" }, 2.5, 2.5),
  fills("a double as text", { Type: "double" }, "2.5", 2.5),
  fills("a double as people write it", { Type: "double" }, "1 234,5", 1234.5),
  ...(["Y", "1", "true", true, 1] as const).map((value) => fills(`a bool, ${JSON.stringify(value)}`, { Type: "bool" }, value, "Y")),
  ...(["N", "0", "false", false, 0] as const).map((value) => fills(`a bool, ${JSON.stringify(value)}`, { Type: "bool" }, value, "N")),
  fills("a date", { Type: "date" }, "2025-12-25", "2025-12-25"),
  fills("a date in ATOM, as its default is shown", { Type: "date" }, "2025-12-25T00:00:00+01:00", "2025-12-25"),
  fills("a date as the portal writes it", { Type: "date" }, "25.12.2025", "2025-12-25"),
  fills("several dates", { Type: "date", Multiple: "Y" }, ["2025-12-25", "26.12.2025"], ["2025-12-25", "2025-12-26"]),
  fills("a datetime in ATOM", { Type: "datetime" }, "2025-12-25T10:00:00+01:00", "2025-12-25T10:00:00+01:00"),
  fills(
    "a datetime of another zone is kept on the portal's clock",
    { Type: "datetime" },
    "2025-12-25T10:00:00+00:00",
    "2025-12-25T11:00:00+01:00",
  ),
  fills("a datetime without an offset is on the portal's clock", { Type: "datetime" }, "2025-07-25T10:00:00", "2025-07-25T10:00:00+02:00"),
  fills("a datetime as the portal writes it", { Type: "datetime" }, "25.12.2025 10:00:00", "2025-12-25T10:00:00+01:00"),
  fills("a time", { Type: "time" }, "10:30", "10:30"),
  fills("a select by its key", { Type: "select", Options: choices }, "b", "b"),
  fills("a select by its label", { Type: "select", Options: choices }, "Second", "b"),
  fills("several choices", { Type: "select", Options: choices, Multiple: "Y" }, ["a", "b"], ["a", "b"]),
  fills("a select whose keys are numbers", { Type: "select", Options: { 1: "First Option", 2: "Second Option" } }, 2, "2"),
  fills("a user", { Type: "user" }, "user_3", "user_3"),
  fills("a user by the number", { Type: "user" }, 3, "user_3"),
  fills("several users", { Type: "user", Multiple: "Y" }, ["user_2", "user_3"], ["user_2", "user_3"]),
  gives("a file as a name and base64", {}, ["a.txt", "aGVsbG8="], ["a.txt: hello"]),
  gives(
    "several files",
    { Multiple: "Y" },
    [
      ["a.txt", "aGVsbG8="],
      ["b.txt", "eW91"],
    ],
    ["a.txt: hello", "b.txt: you"],
  ),
  gives("one file for several", { Multiple: "Y" }, ["a.txt", "aGVsbG8="], ["a.txt: hello"]),
  gives("several files as base64", { Multiple: "Y" }, ["aGVsbG8=", "eW91"], ["file: hello", "file: you"]),
  gives("a file as base64", {}, "aGVsbG8=", ["file: hello"]),
  gives("base64 in lines", {}, ["a.txt", "aGVs\r\nbG8="], ["a.txt: hello"]),
  gives("a file as fileData", {}, { fileData: ["a.txt", "aGVsbG8="] }, ["a.txt: hello"]),
  gives("a name with a path keeps its last part", {}, ["../../etc/a.txt", "aGVsbG8="], ["a.txt: hello"]),
  fills("no file", { Type: "file" }, "", null),
  fills("a file of Drive by its number", { Type: "S:DiskFile" }, "123", "123"),
  fills("several files of Drive by their numbers", { Type: "UF:disk_file", Multiple: "Y" }, ["123", "n124"], ["123", "n124"]),
  fills("an amount of money", { Type: "UF:money" }, "100|USD", "100|USD"),
  fills("a link to a contact", { Type: "UF:crm" }, "C_607", "C_607"),
  fills("an element of a list", { Type: "E:EList" }, "12", "12"),
  fills("a text with its type", { Type: "S:HTML" }, { TYPE: "HTML", TEXT: "<b>" }, { TYPE: "HTML", TEXT: "<b>" }),
  fills("an e-mail address", { Type: "email" }, "ann@example.com", "ann@example.com"),
  fills("telephone numbers", { Type: "phone", Multiple: "Y" }, ["+49 30 1", "8 800"], ["+49 30 1", "8 800"]),
  fills("an address", { Type: "UF:url" }, "https://example.com/?a=b", "https://example.com/?a=b"),
  {
    line: "FIELDS: the link that a file's default is shown as",
    as: "employee",
    answers: done,
    async params(world) {
      const file = { Name: "x", Title: "The field", Type: "file" };
      const again = { Title: "Again", Name: "Again", Users: ["user_2"] };
      const asking = step("RequestInformationActivity", { ...again, RequestedInformation: [{ ...file, Default: "{=Variable:x}" }] });
      const waiting = step("ReviewActivity", { Title: "Afterwards", Users: ["user_5"] });
      const first = step("RequestInformationActivity", { Users: ["user_2"], RequestedInformation: [file] });
      const workflow = await startedOf(world, [first, asking, waiting], { VARIABLES: { x: { Name: "x", Type: "file" } } });
      const filter = { WORKFLOW_ID: workflow, STATUS: 0 };
      const listed = async () =>
        (await world.call("employee", "bizproc.task.list", { filter, select: ["ID", "PARAMETERS"] })).body.result[0];
      const FIELDS = { x: ["a.txt", "aGVsbG8="] };
      await world.call("employee", "bizproc.task.complete", { TASK_ID: (await listed()).ID, STATUS: 3, FIELDS });
      const { ID, PARAMETERS } = await listed();
      const call = { TASK_ID: ID, STATUS: 3, FIELDS: { x: PARAMETERS.Fields[0].Default } };
      workflows.set(call, workflow);
      return call;
    },
    async leaves(world, params) {
      expect(await filesOf(world, workflows.get(params))).toEqual(["a.txt: hello"]);
    },
  },
  fills("a type of the document", { Type: "E:ECrm", Multiple: "Y" }, ["C_607"], ["C_607"]),
  fills("a phone number, as the page's example", { Type: "string", Required: "Y" }, "+19991234567", "+19991234567"),
  fills("a value for the default's place", { Type: "string", Default: "usual" }, "mine", "mine"),
  fills("an empty text clears a default", { Type: "string", Default: "usual" }, "", ""),
  {
    ...fills("left out: the default", { Type: "string", Default: "usual" }, null, "usual"),
    params: onTask(request, { RequestedInformation: [{ Name: "x", Type: "string", Default: "usual" }] }, { STATUS: 3 }),
  },
  {
    ...fills("left out: a required one has its default", {}, null, 7),
    params: onTask(request, { RequestedInformation: [{ Name: "x", Type: "int", Required: "1", Default: "7" }] }, { STATUS: 3 }),
  },
  {
    ...fills("one that the task does not have is no error", {}, null, "y"),
    params: onTask(request, { RequestedInformation: [{ Name: "x", Type: "string" }] }, { STATUS: 3, FIELDS: { x: "y", unheard: 1 } }),
  },
  {
    line: "FIELDS: one that the task does not have reaches no variable",
    as: "employee",
    params: onTask(request, { RequestedInformation: [{ Name: "x", Type: "string" }] }, { STATUS: 3, FIELDS: { x: "y", unheard: 1 } }),
    answers: done,
    async leaves(world, params) {
      expect((await stateOf(world, workflows.get(params))).variables).not.toHaveProperty("unheard");
    },
  },
  {
    ...fills("names keep their case", {}, null, ""),
    params: onTask(request, { RequestedInformation: [{ Name: "x", Type: "string", Default: "" }] }, { STATUS: 3, FIELDS: { X: "other" } }),
  },
  { ...answers("FIELDS as an empty list", request, {}, { STATUS: 3, FIELDS: [] }, acknowledged), only: ["POST JSON"] },
  answers("FIELDS of an approval are passed over", approval, {}, { STATUS: 1, FIELDS: { x: 1 } }, approved),
  answers(
    "FIELDS required are not asked of who declines",
    optional,
    { RequestedInformation: [{ Name: "x", Type: "string", Required: "Y" }] },
    { STATUS: 4 },
    declined,
  ),
  {
    line: "FIELDS are kept of who declines, where the task says so",
    as: "employee",
    params: onTask(
      optional,
      { SaveVariables: "Y", RequestedInformation: [{ Name: "x", Type: "int" }] },
      { STATUS: "cancel", FIELDS: { x: "7" } },
    ),
    answers: done,
    async leaves(world, params) {
      expect((await stateOf(world, workflows.get(params))).variables).toMatchObject({ x: 7 });
    },
  },
  rejects("required and left out", { Type: "string", Required: "Y" }, {}, 'The field "The field" is required'),
  rejects("required and empty", { Type: "string", Required: "Y" }, { x: "" }, 'The field "The field" is required'),
  rejects("a word for an int", { Type: "int" }, { x: "seven" }, wrongType("int")),
  rejects("a word for a double", { Type: "double" }, { x: "much" }, wrongType("double")),
  rejects("a word for a date", { Type: "date" }, { x: "tomorrow" }, wrongType("date")),
  rejects("a day that no month has", { Type: "date" }, { x: "2025-02-30" }, wrongType("date")),
  rejects("a word for a datetime", { Type: "datetime" }, { x: "soon" }, wrongType("datetime")),
  rejects("a word for a time", { Type: "time" }, { x: "noon" }, wrongType("time")),
  rejects("a word for a bool", { Type: "bool" }, { x: "perhaps" }, wrongType("bool")),
  rejects(
    "no choice of a select",
    { Type: "select", Options: choices },
    { x: "c" },
    'The field "The field" takes one of its choices: First, Second',
  ),
  rejects("a word for a user", { Type: "user" }, { x: "the boss" }, wrongType("user")),
  rejects("somebody unknown for a user", { Type: "user" }, { x: "user_987654" }, wrongType("user")),
  rejects("a number that is no file of the field", { Type: "file" }, { x: "1" }, aFile),
  rejects("a text for a file", { Type: "file" }, { x: "hello, you" }, aFile),
  rejects("a name without a content", { Type: "file" }, { x: ["a.txt", ""] }, aFile),
  rejects(
    "a link that the portal never made",
    { Type: "file" },
    { x: `http://a.b/rest/download.json?token=1.1.9.${"0".repeat(64)}` },
    aFile,
  ),
  {
    ...rejects("a file of more than 10 MB", { Type: "file" }, {}, 'The field "The field" takes files of at most 10 MB'),
    params: onTask(
      request,
      { RequestedInformation: [{ Name: "x", Title: "The field", Type: "file" }] },
      { STATUS: 3, FIELDS: { x: ["a.txt", Buffer.alloc(10 * 1024 * 1024 + 1).toString("base64")] } },
    ),
    only: ["POST JSON"],
  },
  rejects("no file where one is required", { Type: "file", Required: "Y" }, { x: "" }, 'The field "The field" is required'),
  {
    ...refuses("ERROR_TASK_EXECUTION, FIELDS: a file beside a wrong value is not kept", request, {}, {}, failed(wrongType("int"))),
    params: onTask(
      request,
      {
        RequestedInformation: [
          { Name: "f", Type: "file" },
          { Name: "x", Title: "The field", Type: "int" },
        ],
      },
      { STATUS: 3, FIELDS: { f: ["a.txt", "aGVsbG8="], x: "seven" } },
    ),
  },
  rejects(
    "an amount without a number",
    { Type: "UF:money" },
    { x: "USD" },
    'The field "The field" takes an amount with its currency, such as 100|USD',
  ),
  rejects(
    "a name for a document of the CRM",
    { Type: "UF:crm" },
    { x: "Ann" },
    'The field "The field" takes links to documents of the CRM, such as C_7',
  ),
  rejects("no e-mail address", { Type: "email" }, { x: "ann" }, 'The field "The field" takes an e-mail address'),
  rejects(
    "a script for an address",
    { Type: "UF:url" },
    { x: "javascript:x" },
    'The field "The field" takes an address, such as https://example.com',
  ),
  rejects("one wrong of several", { Type: "int", Multiple: "Y" }, { x: [1, "two"] }, wrongType("int")),

  after(
    "several people, all must approve: the first yes leaves the task open",
    approval,
    { ApproveType: "all" },
    ["manager", "yes"],
    "employee",
    "yes",
    leaving("2: 1 of 1", "3: 1 of 1"),
  ),
  answers("several people: the vote of one leaves the rest waiting", approval, { ...two, ApproveType: "all" }, { STATUS: 1 }, [
    "2: 1 of 0",
    "3: 0 of 0",
  ]),
  answers("several people, any may approve: the rest leave the task", approval, { ...two, ApproveType: "any" }, { STATUS: 1 }, approved),
  answers("several people: the first no rejects", approval, { ...two, ApproveType: "all" }, { STATUS: 2 }, rejected),
  answers("several people acknowledge", review, { ...two, ApproveType: "all" }, { STATUS: 3 }, ["2: 3 of 0", "3: 0 of 0"]),
  answers("several people are asked: the first to answer fills it in for all", request, two, { STATUS: 3 }, acknowledged),
  answers("several people are asked: one declines for all", optional, two, { STATUS: 4 }, declined),
  answers("several people are asked and all must decline", optional, { ...two, CancelType: "all" }, { STATUS: 4 }, [
    "2: 4 of 0",
    "3: 0 of 0",
  ]),
  after(
    "several people are asked: the last declines",
    optional,
    { CancelType: "all" },
    ["manager", "cancel"],
    "employee",
    "cancel",
    leaving("2: 4 of 5", "3: 4 of 5"),
  ),
  after(
    "ERROR_TASK_COMPLETED: one's own answer stands, while others are waited for",
    approval,
    { ApproveType: "all" },
    ["employee", "yes"],
    "employee",
    "no",
    { answers: completed },
  ),
  after("ERROR_TASK_COMPLETED: somebody else has decided", approval, { ApproveType: "any" }, ["manager", "no"], "employee", "yes", {
    answers: completed,
  }),
  after("ERROR_TASK_COMPLETED: somebody else has filled it in", request, {}, ["manager", "ok"], "employee", "ok", { answers: completed }),

  {
    line: "a task that was delegated: the delegate completes it",
    as: "manager",
    async params(world) {
      const { task } = await startedTask(world, approval, { DelegationType: 1 });
      await world.call("employee", "bizproc.task.delegate", { TASK_IDS: [task], FROM_USER_ID: 2, TO_USER_ID: 3 });
      return { TASK_ID: task, STATUS: 1 };
    },
    answers: done,
    ...leaving("3: 1 of 1"),
  },
  {
    line: "ERROR_TASK_NOT_FOUND: who has delegated it has it no longer",
    as: "employee",
    async params(world) {
      const { task } = await startedTask(world, approval, { DelegationType: 1 });
      await world.call("employee", "bizproc.task.delegate", { TASK_IDS: [task], FROM_USER_ID: 2, TO_USER_ID: 3 });
      return { TASK_ID: task, STATUS: 1 };
    },
    answers: notFound,
  },

  { line: "ERROR_TASK_VALIDATION, empty TASK_ID: no parameters", as: "employee", params: {}, answers: invalid("empty TASK_ID") },
  { line: "ERROR_TASK_VALIDATION, empty TASK_ID: none", as: "employee", params: { STATUS: 1 }, answers: invalid("empty TASK_ID") },
  ...["", 0, "0", "this one", -1].map(
    (TASK_ID): Case => ({
      line: `ERROR_TASK_VALIDATION, empty TASK_ID: ${JSON.stringify(TASK_ID)}`,
      ...{ as: "employee", params: { TASK_ID, STATUS: 1 }, answers: invalid("empty TASK_ID") },
    }),
  ),
  refuses("ERROR_TASK_VALIDATION, incorrect STATUS: none", approval, {}, {}, invalid("incorrect STATUS")),
  ...["", 0, 5, "perhaps", "__proto__", [1]].map((STATUS) =>
    refuses(`ERROR_TASK_VALIDATION, incorrect STATUS: ${JSON.stringify(STATUS)}`, approval, {}, { STATUS }, invalid("incorrect STATUS")),
  ),
  ...(
    [
      [approval, 3],
      [approval, 4],
      [review, 1],
      [review, 2],
      [review, 4],
      [request, 1],
      [request, 2],
      [request, 4],
      [optional, 1],
      [optional, 2],
    ] as const
  ).map(([type, STATUS]) =>
    refuses(`ERROR_TASK_VALIDATION, incorrect STATUS: ${STATUS} of a ${type}`, type, {}, { STATUS }, invalid("incorrect STATUS")),
  ),
  { line: "ERROR_TASK_NOT_FOUND: no such task", as: "employee", params: { TASK_ID: 987_654_321, STATUS: 1 }, answers: notFound },
  ...(["admin", "application", "manager", "accountant"] as const).map(
    (as): Case => ({
      line: `ERROR_TASK_NOT_FOUND: somebody else's task, for the ${as}`,
      ...{ as, params: onTask(approval, {}, { STATUS: 1 }), answers: notFound },
    }),
  ),
  {
    line: "ERROR_TASK_NOT_FOUND: the workflow was terminated, its task with it",
    as: "employee",
    async params(world) {
      const { workflow, task } = await startedTask(world, approval);
      await world.call("admin", "bizproc.workflow.terminate", { ID: workflow });
      return { TASK_ID: task, STATUS: 1 };
    },
    answers: notFound,
  },
  ...(
    [
      [approval, 1],
      [review, 3],
      [request, 3],
      [optional, 4],
    ] as const
  ).map(
    ([type, STATUS]): Case => ({
      line: `ERROR_TASK_COMPLETED: a ${type} for the second time`,
      as: "employee",
      async params(world) {
        const { task } = await startedTask(world, type);
        await world.call("employee", "bizproc.task.complete", { TASK_ID: task, STATUS });
        return { TASK_ID: task, STATUS };
      },
      answers: completed,
    }),
  ),
]);
