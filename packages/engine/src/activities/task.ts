// What the four task activities share: making the task, its deadline, its comment, and the end of it.
import { ActivityFault, EventRefused, type Step } from "../activity-type.ts";
import { namesOf as namesIn, usersOf, userText } from "../expression/users.ts";
import type { TaskOutcome, TaskRequest } from "../model/effect.ts";
import type { Event, TaskAnswer } from "../model/event.ts";
import { type UserId, userId } from "../model/ids.ts";
import { asText, isList, isMap, type Value } from "../model/value.ts";
import { momentOf } from "./moments.ts";
import { standInFor } from "./stand-in.ts";
import { cancelTimer, setTimer, timeoutMs } from "./timer.ts";
import { tellUnknownWord } from "./words.ts";

/** Workflow state is written at every step: long texts belong into files. */
export const mostTextLength = 65_535;

export type Answered = Extract<Event, { kind: "task-answered" }>;

/** One vote, as noted by the activity. */
export interface Vote {
  readonly assignee: UserId;
  readonly by: UserId;
  readonly answer: TaskAnswer;
  readonly comment: string;
}

interface TaskForm {
  readonly labels: TaskRequest["labels"];
  readonly fields?: TaskRequest["fields"];
  /** Status text while the task waits, where the step gives none. */
  readonly waiting: string;
  readonly commentWord: string;
  /** Told in the log where several people are asked: whose answers are needed. */
  readonly rule: string;
}

/** Creates the task for the people of `Users`, with its timer and status text. Nobody to ask is an incident. */
export function createTask(step: Step, form: TaskForm): void {
  const { assignees, standIns, strangers } = peopleAsked(step);
  if (assignees.length === 0) {
    const text = "Users names nobody who is active, or whose deputy or head is.";
    throw new ActivityFault("no-assignees", `The task "${step.title}" has nobody to do it: ${text}`);
  }
  const taskId = step.takeTaskId();
  tellUnknownWord(step, "CommentRequired", ["n", "y", "ya", "yr"], "no comment is required");
  tellUnknownWord(step, "DelegationType", ["0", "1", "2", "3"], "people may hand the task to those whom they lead");
  const timeout = timeoutMs(step);
  step.note({ taskId, assignees, votes: [] });
  step.setResults({ TaskId: taskId, IsTimeout: 0 });
  step.emit({ kind: "create-task", activity: step.node.activity.name, task: request(step, form, taskId, assignees, timeout) });
  if (timeout > 0) setTimer(step, step.context.now + timeout);
  const rule = assignees.length > 1 ? `: ${form.rule}` : "";
  step.log("custom", `Task "${taskName(step)}" for ${namesOf(step, assignees)}${rule}`);
  for (const [gone, standIn] of standIns) {
    step.log("custom", `${namesOf(step, [gone])} is dismissed: the task goes to ${namesOf(step, [standIn])}`);
  }
  for (const name of strangers) {
    const text = userText(name, step.scope, false).slice(0, 100);
    step.log("error", `"${text}" is nobody who is active: the task goes to the others alone.`);
  }
  showStatus(step, form.waiting);
}

interface Asked {
  /** Each once. */
  readonly assignees: readonly UserId[];
  /** Who stands in for people who are dismissed. Those will never answer, so the votes are not theirs. */
  readonly standIns: readonly (readonly [gone: UserId, standIn: UserId])[];
  /** What is written and stands for nobody. */
  readonly strangers: readonly string[];
}

function peopleAsked(step: Step): Asked {
  const { directory } = step.context;
  const doerOf = (id: UserId): UserId | null => (directory.people.get(id)?.active ? id : standInFor(directory, id));
  const doersOf = (value: Value): readonly UserId[] => usersOf(value, step.scope).flatMap((id) => doerOf(id) ?? []);
  const named = step.property("Users");
  const standIns = usersOf(named, step.scope).flatMap((id): [UserId, UserId][] => {
    const doer = doerOf(id);
    return doer === null || doer === id ? [] : [[id, doer]];
  });
  const strangers = [...new Set(namesIn(named))].filter((name) => doersOf(name).length === 0);
  return { assignees: [...new Set(doersOf(named))], standIns, strangers };
}

function request(step: Step, form: TaskForm, taskId: number, assignees: readonly UserId[], timeout: number): TaskRequest {
  const showComment = step.flag("ShowComment", true);
  const fields = form.fields ?? [];
  const comment = commentRule(step);
  return {
    taskId,
    type: canonicalType(step.node.activity.type),
    name: taskName(step),
    description: step.text("Description"),
    assignees,
    overdueAt: timeout > 0 ? step.context.now + timeout : momentOf(step, "OverdueDate"),
    delegation: delegationOf(step),
    inline: !showComment && comment === "N" && fields.length === 0,
    commentLabel: step.text("CommentLabelMessage") || form.commentWord,
    commentRequired: comment,
    showComment,
    labels: form.labels,
    fields,
    isClosed: step.flag("AccessControl", false),
  };
}

function taskName(step: Step): string {
  return (step.text("Name") || step.title).slice(0, 128);
}

const types = ["ApproveActivity", "ReviewActivity", "RequestInformationActivity", "RequestInformationOptionalActivity"];

/** Clients know the four types by exact spelling, while templates may spell them in any case. */
function canonicalType(type: string): string {
  return types.find((known) => known.toLowerCase() === type.toLowerCase()) ?? type;
}

function delegationOf(step: Step): TaskRequest["delegation"] {
  const number = step.number("DelegationType", 0);
  return number === 1 || number === 2 || number === 3 ? number : 0;
}

function commentRule(step: Step): TaskRequest["commentRequired"] {
  const rule = step.text("CommentRequired").toUpperCase();
  return rule === "Y" || rule === "YA" || rule === "YR" ? rule : "N";
}

/** Whether the task is open and still waits for this assignee: nobody votes twice, whoever answers for whom. */
export function awaitsAnswer(step: Step, { taskId, assignee }: Answered): boolean {
  if (step.notes["taskId"] !== taskId || !assigneesOf(step).includes(assignee)) return false;
  return !votesOf(step).some((vote) => vote.assignee === assignee);
}

/** Refuses an answer that the task does not offer, or one without the comment that it asks for. */
export function checkAnswer(step: Step, event: Answered, offered: readonly TaskAnswer[]): void {
  if (!offered.includes(event.answer)) throw new EventRefused("incorrect-answer", "incorrect STATUS");
  const rule = commentRule(step);
  const positive = event.answer === "yes" || event.answer === "ok";
  const asked = rule === "Y" || (rule === "YA" && positive) || (rule === "YR" && !positive);
  const problem = asked && event.comment.trim() === "" ? "is required" : tooLong(event.comment);
  if (problem === null) return;
  const label = step.text("CommentLabelMessage") || "Comment";
  throw new EventRefused("invalid-input", `The field "${label}" ${problem}`);
}

function tooLong(text: string): string | null {
  return text.length > mostTextLength ? `takes at most ${mostTextLength} characters` : null;
}

export function votesOf(step: Step): readonly Vote[] {
  const { votes } = step.notes;
  if (!isList(votes)) return [];
  return votes.filter(isMap).map((vote) => ({
    assignee: userId(Number(vote["assignee"])),
    by: userId(Number(vote["by"])),
    answer: asText(vote["answer"]) as TaskAnswer,
    comment: asText(vote["comment"]),
  }));
}

/** Notes a vote, adds it to the comments, and records it with the task. Gives all votes so far. */
export function castVote(step: Step, event: Answered, word: string): readonly Vote[] {
  const { assignee, by, answer, comment, taskId } = event;
  const votes = [...votesOf(step), { assignee, by, answer, comment }];
  step.note({ votes: votes as unknown as readonly Value[] });
  step.emit({ kind: "record-answer", taskId, assignee, by, answer });
  const name = by === assignee ? namesOf(step, [by]) : `${namesOf(step, [by])} for ${namesOf(step, [assignee])}`;
  step.log("custom", comment === "" ? `${name}: ${word}` : `${name}: ${word}. ${comment}`, by);
  return votes;
}

/** The `Comments` result: one paragraph a voter. */
export function commentsOf(step: Step, votes: readonly Vote[], words: Readonly<Record<TaskAnswer, string>>): string {
  const label = step.text("CommentLabelMessage") || "Comment";
  return votes
    .map((vote) => {
      const person = step.context.directory.people.get(vote.by);
      const comment = vote.comment === "" ? "" : `${label}: ${vote.comment}\n`;
      return `${person?.name ?? `user ${vote.by}`} (${person?.login ?? vote.by}): ${words[vote.answer]}\n${comment}`;
    })
    .join("");
}

export function assigneesOf(step: Step): readonly number[] {
  const { assignees } = step.notes;
  return isList(assignees) ? assignees.map(Number) : [];
}

/** Closes the task's record; the activity closes itself, or runs a branch. */
export function finishTask(step: Step, outcome: TaskOutcome, text: string): void {
  cancelTimer(step);
  step.emit({ kind: "close-task", taskId: Number(step.notes["taskId"]), outcome });
  step.note({ taskId: null });
  step.log("custom", text);
}

/** The step leaves without a decision: the task goes with it. */
export function dropTask(step: Step): void {
  const { taskId } = step.notes;
  if (typeof taskId !== "number") return;
  cancelTimer(step);
  step.emit({ kind: "delete-task", taskId });
}

/** Runs the branch of an outcome, or closes where the template has none. */
export function runBranch(step: Step, index: number): void {
  const branch = step.node.children[index];
  if (branch) step.run(branch);
  else step.close();
}

/** @param otherwise text where the step has no StatusMessage; macros such as #VOTED# are filled in */
export function showStatus(step: Step, otherwise: string, macros: Readonly<Record<string, string | number>> = {}): void {
  if (!step.flag("SetStatusMessage", true)) return;
  const all: Record<string, string | number> = { TOT: assigneesOf(step).length, TOTAL: assigneesOf(step).length, ...zeros, ...macros };
  const template = step.text("StatusMessage") || otherwise;
  step.setStateTitle(
    template.replace(/#([A-Z]+)#/g, (whole, name: string) => (Object.hasOwn(all, name) ? String(all[name]) : whole)),
    { custom: false },
  );
}

/** The macros that say how many have answered. */
export function progressOf(step: Step, votes: readonly Vote[]): Readonly<Record<string, number>> {
  const percent = Math.floor((votes.length * 100) / Math.max(1, assigneesOf(step).length));
  return { PERC: percent, PERCENT: percent, REV: votes.length, VOTED: votes.length, REVIEWED: votes.length };
}

const zeros = { PERC: 0, PERCENT: 0, REV: 0, VOTED: 0, REVIEWED: 0, APPROVERS: "", REJECTERS: "", REVIEWERS: "" };

export function namesOf(step: Step, users: readonly UserId[]): string {
  return users.map((id) => step.context.directory.people.get(id)?.name ?? `user ${id}`).join(", ");
}

export function references(users: readonly UserId[]): readonly string[] {
  return users.map((id) => `user_${id}`);
}
