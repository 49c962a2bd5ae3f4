// Says what a workflow has come to: people, or fields of its document, and who may see it.
import type { ActivityType, Step } from "../activity-type.ts";
import { resolveField } from "../expression/modifiers.ts";
import { asList, asMap, asText, isMap, type Value } from "../model/value.ts";
import type { WorkflowResult } from "../model/workflow.ts";
import { userValues } from "./records.ts";

export const fixResult: ActivityType = {
  start(step) {
    const result = resultOf(step);
    if (result === null) {
      const problem = "The result names neither people nor fields of the document.";
      step.log("error", problem);
      step.setResults({ ErrorMessage: problem });
    } else step.fixResult(result);
    step.close();
  },
};

function resultOf(step: Step): WorkflowResult | null {
  const type = step.text("ResultType") === "2" ? "document" : "user";
  const values = type === "user" ? { users: userValues(step.usersIn(step.evaluate(people(step, "ResultFields")))) } : fieldsOf(step);
  const isEmpty = Object.values(values).every((value) => value === null || value === "" || asList(value).length === 0);
  if (isEmpty) return null;
  const access = { "1": "author", "3": "chosen" }[step.text("AccessType")] ?? "participants";
  const visibleTo = access === "chosen" ? userValues(step.usersIn(step.evaluate(people(step, "AccessFields")))) : [];
  return { type, values, access: access as WorkflowResult["access"], visibleTo };
}

/** A list of people, or a map that has one of them in each of its fields. */
function people(step: Step, name: string): Value {
  const raw = step.node.activity.properties[name] ?? null;
  return isMap(raw) ? Object.values(raw).flatMap(asList) : raw;
}

/** Names of fields as a list, or values by name. */
function fieldsOf(step: Step): Readonly<Record<string, Value>> {
  const raw = step.node.activity.properties["ResultFields"] ?? null;
  if (isMap(raw)) return Object.fromEntries(Object.entries(asMap(raw)).map(([name, value]) => [name, step.evaluate(value)]));
  const names = asList(raw)
    .map(asText)
    .filter((name) => name !== "");
  return Object.fromEntries(names.map((name) => [name, resolveField("Document", name, step.scope)?.value ?? null]));
}
