// Request for information: the first to answer fills fields, which become variables of the same names. The optional kind may be declined.
import { type ActivityType, EventRefused, type Step } from "../activity-type.ts";
import { convertTo } from "../expression/convert.ts";
import { isNumeric } from "../expression/loose.ts";
import type { TaskField } from "../model/effect.ts";
import { userId } from "../model/ids.ts";
import { baseTypeOf, type PropertyDefinition, parseProperty } from "../model/property.ts";
import { asList, asMap, asText, isList, type Value, type ValueMap } from "../model/value.ts";
import {
  type Answered,
  assigneesOf,
  castVote,
  checkAnswer,
  commentsOf,
  createTask,
  dropTask,
  finishTask,
  runBranch,
  showStatus,
} from "./task.ts";

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
  start: (step) =>
    ask(step, {
      ok: step.text("TaskButtonMessage") || "Save",
      cancel: step.text("TaskButtonCancelMessage") || "Decline",
    }),
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
  createTask(step, { labels, fields: fieldsOf(step), waiting, commentWord: "Comment" });
  step.setResults({ Comments: "", InfoUser: null });
}

/** The fields asked for, with their defaults evaluated. */
function fieldsOf(step: Step): readonly TaskField[] {
  return asList(step.node.activity.properties["RequestedInformation"]).map((raw) => {
    const map = asMap(raw);
    const id = asText(map["Name"]);
    const property = { ...parseProperty(id, map), name: asText(map["Title"]) || id };
    return { id, property, default: step.evaluateAs(property.default, property) };
  });
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

/** Typed values of the answer. A required field without a value refuses it; a field that is left out keeps its default. */
function readFields(step: Step, fields: readonly TaskField[], given: ValueMap): ValueMap {
  const values = fields.map(({ id, property, default: otherwise }): [string, Value] => {
    const raw = Object.hasOwn(given, id) ? filesIn(given[id] ?? null, property) : otherwise;
    const value = convertTo(raw, property, step.scope);
    if (property.required && isEmpty(value)) throw new EventRefused("invalid-input", `The field "${property.name}" is required`);
    if (Object.hasOwn(given, id)) checkField(step, property, raw, value);
    return [id, value];
  });
  return Object.fromEntries(values);
}

/** A file comes as [name, base64], several as a list of these. Taken as lists of values they would lose their content. */
function filesIn(given: Value, { type, multiple }: PropertyDefinition): Value {
  if (baseTypeOf(type) !== "file") return given;
  return multiple && isList(given) ? given.map(namedFile) : namedFile(given);
}

function namedFile(given: Value): Value {
  return isList(given) && given.length === 2 ? { name: asText(given[0]), content: asText(given[1]) } : given;
}

/** What a person or an application sends is held to the field's type, while a default of the template is taken as it converts. */
function checkField(step: Step, property: PropertyDefinition, raw: Value, value: Value): void {
  const given = asList(raw).filter((entry) => !isEmpty(entry));
  const taken = asList(value);
  const type = baseTypeOf(property.type);
  if (type === "select" && property.options !== null && taken.some((key) => !Object.hasOwn(property.options ?? {}, asText(key)))) {
    throw new EventRefused("invalid-input", `The field "${property.name}" takes one of its choices: ${choicesOf(property.options)}`);
  }
  // A single value may stand in a list: its first entry counts.
  const lost = property.multiple ? taken.length < given.length : taken.length === 0 && given.length > 0;
  if (lost || !(reads(type, given) && (type !== "user" || taken.every((name) => isSomebody(step, name))))) {
    throw new EventRefused("invalid-input", `The field "${property.name}" takes a value of the type ${property.type}`);
  }
}

function reads(type: string, given: readonly Value[]): boolean {
  if (type === "int" || type === "double") return given.every(readsAsNumber);
  return type !== "bool" || given.every(readsAsFlag);
}

function readsAsFlag(value: Value): boolean {
  return typeof value !== "string" || ["y", "yes", "true", "1", "n", "no", "false", "0"].includes(value.trim().toLowerCase());
}

/** A group may be empty today; a person whom nobody knows never does anything. */
function isSomebody(step: Step, name: Value): boolean {
  const number = /^user_(\d{1,15})$/.exec(asText(name))?.[1];
  return number === undefined || step.context.directory.people.has(userId(Number(number)));
}

function readsAsNumber(value: Value): boolean {
  return typeof value !== "string" || isNumeric(value.replaceAll(/[ \u00a0]/g, "").replaceAll(",", "."));
}

function choicesOf(options: ValueMap): string {
  return Object.values(options).map(asText).join(", ");
}

function isEmpty(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.every(isEmpty));
}

function decline(step: Step, event: Answered): void {
  const votes = castVote(step, event, words.cancel);
  const needed = step.text("CancelType").toLowerCase() === "all" ? assigneesOf(step).length : 1;
  step.setResults({ Comments: commentsOf(step, votes, words), InfoUser: `user_${event.by}` });
  if (step.flag("SaveVariables", false)) {
    for (const { id, property } of fieldsOf(step)) {
      if (Object.hasOwn(event.fields, id))
        step.setVariable(id, convertTo(filesIn(event.fields[id] ?? null, property), property, step.scope));
    }
  }
  if (votes.length < needed) showStatus(step, waiting);
  else {
    finishTask(step, "cancel", "Declined");
    runBranch(step, declinedBranch);
  }
}

function timeout(step: Step): void {
  step.setResults({ IsTimeout: 1 });
  finishTask(step, "timeout", "Nobody answered in time");
}
