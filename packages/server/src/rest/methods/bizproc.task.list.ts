import { z } from "zod";
import { listTasks } from "../../operations/list-tasks.ts";
import { toInteger } from "../coerce.ts";
import { aboutList, type ListRules, listErrors, listShape, parseList, printRows } from "../lists.ts";
import { list, method } from "../method.ts";

const fields = {
  ID: "Number of the task",
  WORKFLOW_ID: "Its workflow",
  DOCUMENT_NAME: "Name of the document",
  DESCRIPTION: "What the person is asked to do; of a closed task only for those who take part, and for administrators",
  NAME: "Name of the task",
  MODIFIED: "Changed on",
  WORKFLOW_STARTED: "When the workflow was started",
  WORKFLOW_STARTED_BY: "Who started it; 0: nobody",
  OVERDUE_DATE: "Deadline, or null",
  WORKFLOW_TEMPLATE_ID: "The template",
  WORKFLOW_TEMPLATE_NAME: "Its name",
  WORKFLOW_STATE: "Status text of the workflow",
  STATUS: "0 waits, 1 yes, 2 no, 3 ok, 4 time over, 5 cancelled",
  USER_ID: "Whose entry this is",
  USER_STATUS: "What that person answered: 0 nothing yet, 1 yes, 2 no, 3 ok, 4 cancelled",
  MODULE_ID: "Module of the document",
  ENTITY: "Entity of the document",
  DOCUMENT_ID: "Id of the document",
  ACTIVITY: "Type of the step",
  ACTIVITY_NAME: "Name of the step in the template",
  PARAMETERS: "How the task is set up: buttons, fields, whether a comment is demanded; as DESCRIPTION for those who take part",
  DOCUMENT_URL: "Path of the document",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = {
  fields: names,
  defaultSelect: ["ENTITY", "DOCUMENT_ID", "ID", "WORKFLOW_ID", "DOCUMENT_NAME", "NAME", "DOCUMENT_URL"],
  defaultOrder: [{ field: "ID", direction: "desc" }],
  unknown: "ignored",
  selectRefusal: "task-select-invalid",
};

export const taskList = method({
  name: "bizproc.task.list",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object(listShape).partial(),
  summary: "Lists tasks: one's own, a subordinate's, or (for administrators) anybody's.",
  about: aboutList(rules),
  fields,
  errors: {
    ...listErrors,
    "task-select-invalid": "`SELECT` is no list of names.",
    "access-denied": "The filter names a person who is neither the caller nor below the caller. Administrators may name anybody.",
  },
  docs: "api-reference/bizproc/bizproc-task/bizproc-task-list.md",
  returns: "tasks with the selected fields, one entry a person",
  async call({ caller, params, services: { runtime }, atom }) {
    const parsed = parseList(rules, params);
    const named = parsed.filter.flatMap(({ field, operator, value }) =>
      field === "USER_ID" && (operator === "=" || operator === "in") ? [value].flat() : [],
    );
    const ofUsers =
      named.length === 0 ? null : named.map((user) => toInteger(typeof user === "string" || typeof user === "number" ? user : null) ?? 0);
    const { rows, total } = await listTasks(runtime, caller, { ofUsers, query: { ...parsed, timeZone: caller.timeZone } });
    const date = (moment: Date) => atom(moment, caller.timeZone);
    return list(printRows(rows, parsed.select, date), { total, start: parsed.start });
  },
});
