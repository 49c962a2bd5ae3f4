// Changes of a task that is there already: its status, its responsible person, its stage, any field; and its end.
import type { ActivityType, Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import type { RecordFacts, RecordPatch } from "../model/record.ts";
import { asMap, asText, type Value } from "../model/value.ts";
import { momentIn } from "./moments.ts";
import { changeRecord, closeRecord, recordOf } from "./records.ts";

/** The product's number for a task that is done. */
const completed = 5;

export const changeTaskStatus = onTask((step, id, known) => {
  const status = Math.trunc(step.number("TargetStatus", 0));
  if (status === completed) closeRecord(step, id, known, false, actingUser(step));
  else if (status > 0) changeRecord(step, id, known, { fields: { STATUS: status } });
  else step.log("error", "TargetStatus names no status of tasks, so the task stays as it is.");
});

export const changeTaskResponsible = onTask((step, id, known) => {
  const [responsible] = step.users("Responsible");
  if (responsible === undefined) return step.log("error", "Responsible names nobody who is active, so the task stays as it is.");
  step.emit({ kind: "notify", from: actingUser(step), to: [responsible], text: `A task for you: ${known.title}` });
  changeRecord(step, id, known, { responsible });
});

export const changeTaskStage = onTask((step, id, known) =>
  changeRecord(step, id, known, { fields: { STAGE_ID: step.property("TargetStage") } }),
);

export const updateTask = onTask((step, id, known) => changeRecord(step, id, known, patchOf(step)));

export const deleteTask = onTask((step, id, known) => closeRecord(step, id, known, true, actingUser(step)));

function onTask(work: (step: Step, id: number, known: RecordFacts) => void): ActivityType {
  return {
    start(step) {
      const found = recordOf(step, "task", taskOf(step));
      if (found?.known.status === "closed") step.log("error", `The task ${found.id} is done and stays as it is.`);
      else if (found) work(step, found.id, found.known);
      step.close();
    },
  };
}

/** The task that the step names; else the document, where it is a task; else the last task that this workflow has created. */
function taskOf(step: Step): Value {
  const named = step.property("TaskId");
  if (named !== null && named !== "") return named;
  const [module, , document] = step.context.document.id;
  if (module === "tasks") return document;
  const created = Object.values(step.workflow.results).flatMap(({ TaskId, IsTimeout }) =>
    TaskId === undefined || IsTimeout !== undefined ? [] : [TaskId],
  );
  return created.at(-1) ?? null;
}

function actingUser(step: Step): UserId | null {
  return step.users("ModifiedBy")[0] ?? step.workflow.startedBy;
}

function patchOf(step: Step): RecordPatch {
  const { properties } = step.node.activity;
  const given = Object.entries(asMap(properties["FieldValue"] ?? properties["Fields"])).map(([name, raw]): [string, Value] => [
    name,
    step.evaluate(raw),
  ]);
  const { TITLE, RESPONSIBLE_ID, START_DATE_PLAN, DEADLINE, ...fields } = Object.fromEntries(given);
  const responsible = RESPONSIBLE_ID === undefined ? undefined : step.usersIn(RESPONSIBLE_ID)[0];
  if (RESPONSIBLE_ID !== undefined && responsible === undefined)
    step.log("error", "RESPONSIBLE_ID names nobody who is active, so the task stays with whom it is.");
  return {
    ...(TITLE === undefined || asText(TITLE) === "" ? {} : { title: asText(TITLE) }),
    ...(responsible === undefined ? {} : { responsible }),
    ...(START_DATE_PLAN === undefined ? {} : { startsAt: momentIn(step, "The start of the task", START_DATE_PLAN) }),
    ...(DEADLINE === undefined ? {} : { endsAt: momentIn(step, "The deadline of the task", DEADLINE) }),
    fields,
  };
}
