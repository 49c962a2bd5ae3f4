// Request for information: the first to answer fills fields, which become variables of the same names. The optional kind may be declined.
import type { ActivityType, Step } from "../activity-type.ts";
import {
  type Answered,
  assigneesOf,
  castVote,
  checkAnswer,
  commentsOf,
  createTask,
  dropTask,
  finishTask,
  progressOf,
  runBranch,
  showStatus,
} from "./task.ts";
import { fieldsOf, keepDefaults, readFields, readGivenFields } from "./task-fields.ts";
import { tellUnknownWord } from "./words.ts";

const waiting = "Waiting for information";
const words = { yes: "answered", no: "declined", ok: "answered", cancel: "declined" };
const filledBranch = 0;
const declinedBranch = 1;

export const requestInformation: ActivityType = {
  start: (step) => ask(step, { ok: step.text("TaskButtonMessage") || "Save" }),
  handle(step, event) {
    if (event.kind === "timer-fired") {
      timeout(step);
      return step.close();
    }
    if (event.kind !== "task-answered") return;
    checkAnswer(step, event, ["ok"]);
    fill(step, event);
    step.close();
  },
  cancel: dropTask,
};

export const requestInformationOptional: ActivityType = {
  start(step) {
    tellUnknownWord(step, "CancelType", ["any", "all"], "the first to decline does it for all");
    ask(step, {
      ok: step.text("TaskButtonMessage") || "Save",
      cancel: step.text("TaskButtonCancelMessage") || "Decline",
    });
  },
  handle(step, event) {
    if (event.kind === "timer-fired") {
      timeout(step);
      return runBranch(step, declinedBranch);
    }
    if (event.kind !== "task-answered") return;
    checkAnswer(step, event, ["ok", "cancel"]);
    if (event.answer === "cancel") return decline(step, event);
    fill(step, event);
    runBranch(step, filledBranch);
  },
  childClosed: (step) => step.close(),
  cancel: dropTask,
};

function ask(step: Step, labels: { readonly ok: string; readonly cancel?: string }): void {
  const fields = fieldsOf(step);
  createTask(step, { labels, fields, waiting, commentWord: "Comment", rule: "the first to answer does it for all" });
  keepDefaults(step, fields);
  step.setResults({ Comments: "", InfoUser: null });
}

function fill(step: Step, event: Answered): void {
  const fields = fieldsOf(step);
  const values = readFields(step, fields, event.fields);
  for (const [id, value] of Object.entries(values)) step.setVariable(id, value);
  const votes = castVote(step, event, words.ok);
  const changed = fields.filter((field) => JSON.stringify(values[field.id] ?? null) !== JSON.stringify(field.default ?? null));
  step.setResults({
    Comments: commentsOf(step, votes, words),
    InfoUser: `user_${event.by}`,
    Changes: changed.map((field) => field.property.name).join(", "),
  });
  finishTask(step, "ok", "Information received");
}

function decline(step: Step, event: Answered): void {
  const votes = castVote(step, event, words.cancel);
  const needed = step.text("CancelType").toLowerCase() === "all" ? assigneesOf(step).length : 1;
  step.setResults({ Comments: commentsOf(step, votes, words), InfoUser: `user_${event.by}` });
  if (step.flag("SaveVariables", false)) {
    const kept = readGivenFields(step, fieldsOf(step), event.fields);
    for (const [id, value] of Object.entries(kept)) step.setVariable(id, value);
  }
  if (votes.length < needed) showStatus(step, waiting, progressOf(step, votes));
  else {
    finishTask(step, "cancel", "Declined");
    runBranch(step, declinedBranch);
  }
}

function timeout(step: Step): void {
  step.setResults({ IsTimeout: 1 });
  finishTask(step, "timeout", "Nobody answered in time");
}
