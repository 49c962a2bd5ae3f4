// Tasks: made, answered, decided, dropped.
import {
  baseTypeOf,
  type Directory,
  isList,
  type TaskField,
  type TaskOutcome,
  type TaskRequest,
  type UserId,
  type Value,
} from "@kontor/engine/model";
import { midnightText } from "../../documents/zone-time.ts";
import { handOverToDeputies } from "../hand-over-to-deputies.ts";
import type { Performer } from "./change.ts";

const outcomeStatus: Readonly<Record<TaskOutcome, number>> = { yes: 1, no: 2, ok: 3, timeout: 4, cancel: 5 };
const answerStatus = { yes: 1, no: 2, ok: 3, cancel: 4 } as const;

export const createTask: Performer<"create-task"> = (draft, { activity, task }, { timeZone, portalId, directory, now }) => {
  if (task.assignees.some((id) => hasDeputyNow(directory, id, now))) {
    draft.beyond.push((tx) => handOverToDeputies(tx, portalId, task.taskId));
  }
  draft.lists.tasks.push({
    id: task.taskId,
    activity,
    type: task.type,
    name: task.name,
    description: task.description,
    // As text: jsonb, in which a move is sent, keeps no order of names.
    parameters: JSON.stringify(wireParameters(task, timeZone)),
    delegation: task.delegation,
    inline: task.inline,
    overdueAt: task.overdueAt === null ? null : new Date(task.overdueAt).toISOString(),
    users: task.assignees,
  });
};

/** Asked of what is in memory, since handing over costs a transaction and most people are there. */
function hasDeputyNow({ people, absences }: Directory, id: UserId, now: number): boolean {
  if ((people.get(id)?.deputy ?? null) === null) return false;
  return absences?.some(({ user, from, to }) => user === id && from <= now && now < to) ?? true;
}

export const recordAnswer: Performer<"record-answer"> = (draft, { taskId, assignee, answer }) => {
  draft.lists.answers.push({ task: taskId, assignee, status: answerStatus[answer] });
};

export const closeTask: Performer<"close-task"> = (draft, { taskId, outcome }) => {
  draft.lists.closed.push({ task: taskId, status: outcomeStatus[outcome] });
};

export const deleteTask: Performer<"delete-task"> = (draft, { taskId }) => {
  const made = draft.lists.tasks.findIndex((task) => "id" in task && task.id === taskId);
  if (made >= 0) draft.lists.tasks.splice(made, 1);
  else draft.lists.deleted.push(taskId);
};

/** The PARAMETERS of `bizproc.task.list`. */
function wireParameters(task: TaskRequest, timeZone: string): object {
  const { labels } = task;
  return {
    CommentLabel: task.commentLabel,
    CommentRequired: task.commentRequired,
    ShowComment: task.showComment ? "Y" : "N",
    ...(labels.yes === undefined ? {} : { StatusYesLabel: labels.yes }),
    ...(labels.no === undefined ? {} : { StatusNoLabel: labels.no }),
    ...(labels.ok === undefined ? {} : { StatusOkLabel: labels.ok }),
    ...(labels.cancel === undefined ? {} : { StatusCancelLabel: labels.cancel }),
    // Never shown: see store/task.ts.
    ...(task.isClosed ? { AccessControl: "Y" } : {}),
    ...(task.fields.length === 0 ? {} : { Fields: task.fields.map((field) => wireField(field, timeZone)) }),
  };
}

function wireField({ id, property, default: value }: TaskField, timeZone: string): object {
  return {
    Id: id,
    Type: property.type,
    Name: property.name,
    Description: property.description,
    Multiple: property.multiple,
    Required: property.required,
    Options: property.options,
    Settings: property.settings,
    Default: baseTypeOf(property.type) === "date" ? wireDate(value, timeZone) : inForm(value, property),
  };
}

/** Values of a document's type are shown in the form that the template gives them: bindings to the CRM are lists, of one value too. */
function inForm(value: Value, { type, default: given }: TaskField["property"]): Value {
  const isDocumentType = baseTypeOf(type) === "string" && type !== "string";
  return isDocumentType && isList(given) && !isList(value) && value !== null ? [value] : value;
}

/** Clients read every date in one format, and send it back in that format; a day is its midnight. */
function wireDate(value: Value, timeZone: string): Value {
  if (isList(value)) return value.map((day) => wireDate(day, timeZone));
  return typeof value === "string" ? midnightText(value, timeZone) : value;
}
