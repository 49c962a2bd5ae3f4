// A task for a person: a record that somebody completes. Where the step says so, the workflow waits for that.
import type { ActivityEvent, ActivityType, Step } from "../activity-type.ts";
import { localDateTime } from "../expression/dates.ts";
import type { UserId } from "../model/ids.ts";
import { asList, asMap, asText, type Value, type ValueMap } from "../model/value.ts";
import { isTrigger } from "./event-driven.ts";
import { momentIn } from "./moments.ts";
import { createRecords, userValues } from "./records.ts";

export const createPersonTask: ActivityType = {
  start: (step) => create(step, formOf(step)),

  handle(step, event) {
    if (event.kind !== "record-closed" || event.record !== step.notes["record"]) return;
    step.setResults(endOf(step, event));
    step.close();
  },
};

/** The old form: the same with other names, and without the wait. */
export const createOldTask: ActivityType = {
  start: (step) => create(step, oldFormOf(step)),
  ...(createPersonTask.handle === undefined ? {} : { handle: createPersonTask.handle }),
};

interface TaskForm {
  readonly title: string;
  readonly createdBy: readonly UserId[];
  readonly responsible: UserId | undefined;
  readonly startsAt: Value;
  readonly endsAt: Value;
  readonly parent: number | null;
  readonly fields: ValueMap;
}

function create(step: Step, form: TaskForm): void {
  const { title, responsible } = form;
  if (title.trim() === "") give(step, "it has no title");
  else if (responsible === undefined) give(step, "nobody who is active is responsible for it");
  else createFor(step, form, responsible);
}

/** What cannot be created is a line in the log; the workflow goes on, as the product's does. */
function give(step: Step, problem: string): void {
  step.log("error", `The task was not created: ${problem}.`);
  step.close();
}

function createFor(step: Step, { title, createdBy, startsAt, endsAt, parent, fields }: TaskForm, responsible: UserId): void {
  const waits = step.flag("HoldToClose", false) || isTrigger(step.node);
  const from = createdBy[0] ?? step.workflow.startedBy ?? responsible;
  const times = { startsAt: momentIn(step, "The start of the task", startsAt), endsAt: momentIn(step, "The deadline of the task", endsAt) };
  const [record] = createRecords(step, [{ kind: "task", title, fields, parent, responsible, createdBy: from, ...times }], waits);
  step.setResults({ TaskId: record ?? null });
  if (responsible !== from) step.emit({ kind: "notify", from, to: [responsible], text: `A task for you: ${title}` });
  if (waits) step.note({ record: record ?? null });
  else step.close();
}

function formOf(step: Step): TaskForm {
  const raw = asMap(step.node.activity.properties["Fields"]);
  const value = (name: string): Value => step.evaluate(raw[name] ?? null);
  const textOf = (name: string): string => step.textIn(raw[name] ?? null);
  const known = new Set(["TITLE", "CREATED_BY", "RESPONSIBLE_ID", "START_DATE_PLAN", "DEADLINE", "PARENT_ID", "DESCRIPTION"]);
  const further = Object.keys(raw).filter((name) => !known.has(name));
  const checklist = asList(step.property("CheckListItems"))
    .map(asText)
    .filter((item) => item !== "");
  const estimate = step.number("TimeEstimateHour", 0) * 3600 + step.number("TimeEstimateMin", 0) * 60;
  return {
    title: textOf("TITLE"),
    createdBy: step.usersIn(value("CREATED_BY")),
    responsible: step.usersIn(value("RESPONSIBLE_ID"))[0],
    startsAt: value("START_DATE_PLAN"),
    endsAt: value("DEADLINE"),
    parent: Math.trunc(Number(asText(value("PARENT_ID")))) || null,
    fields: {
      DESCRIPTION: textOf("DESCRIPTION"),
      ...Object.fromEntries(further.map((name) => [name, value(name)])),
      ...(checklist.length > 0 ? { CHECKLIST: checklist } : {}),
      ...(estimate > 0 ? { TIME_ESTIMATE: estimate } : {}),
    },
  };
}

function oldFormOf(step: Step): TaskForm {
  return {
    title: step.text("TaskName"),
    createdBy: step.users("TaskCreatedBy"),
    responsible: step.users("TaskAssignedTo")[0],
    startsAt: step.property("TaskActiveFrom"),
    endsAt: step.property("TaskActiveTo"),
    parent: null,
    fields: {
      DESCRIPTION: step.text("TaskDetailText"),
      PRIORITY: step.property("TaskPriority"),
      AUDITORS: userValues(step.users("TaskTrackers")),
    },
  };
}

function endOf(step: Step, event: Extract<ActivityEvent, { kind: "record-closed" }>): ValueMap {
  return {
    ClosedDate: localDateTime(event.at, step.context.timeZone),
    ClosedBy: event.by === null ? null : `user_${event.by}`,
    IsDeleted: event.deleted ? "Y" : "N",
  };
}
