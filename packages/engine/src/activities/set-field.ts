// Writes document fields in one update. Waits while another workflow has the document locked.
import type { ActivityType, Step } from "../activity-type.ts";
import { onPortalsClock } from "../expression/convert.ts";
import { baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { asList, asMap, asText, isMap, type Value, type ValueMap } from "../model/value.ts";
import { awaitDocument, isLockedByAnother } from "./document-lock.ts";
import { tellUnknownFields } from "./unknown-fields.ts";

export const setField: ActivityType = {
  start(step) {
    if (isLockedByAnother(step)) return awaitDocument(step, "unlock");
    write(step);
  },
  handle(step, event) {
    if (event.kind === "document-changed") setField.start(step);
  },
  cancel(step) {
    step.emit({ kind: "forget-document", activity: step.node.activity.name, lock: false });
  },
};

function write(step: Step): void {
  const merge = step.flag("MergeMultipleFields", false);
  const written: [string, Value][] = [];
  const problems: string[] = [];
  for (const [name, raw] of Object.entries(asMap(step.node.activity.properties["FieldValue"]))) {
    const definition = Object.hasOwn(step.context.document.fields, name) ? step.context.document.fields[name] : undefined;
    const value = definition ? onPortalsClock(step.evaluateAs(raw, definition), definition, step.scope) : step.evaluate(raw);
    if (definition && isLost(step, definition, raw, value)) problems.push(problemText(definition, step.evaluate(raw)));
    else written.push([name, merge && definition?.multiple ? union(current(step, name), value) : value]);
  }
  const modifiedBy = step.users("ModifiedBy")[0] ?? null;
  // A field may be called `__proto__`, which an assignment would lose.
  if (written.length > 0) step.writeDocument(Object.fromEntries(written), modifiedBy);
  tellUnknownFields(
    step,
    written.map(([name]) => name),
    step.context.document.fields,
  );
  tell(step, problems);
  step.close();
}

/** What could not be written stands in the log and in ErrorMessage; the other fields are written. */
function tell(step: Step, problems: readonly string[]): void {
  if (problems.length === 0) return;
  for (const problem of problems) step.log("error", problem);
  step.setResults({ ErrorMessage: problems.join(" ") });
}

const strict: ReadonlySet<string> = new Set(["int", "double", "date", "datetime", "time", "user"]);

/** Something was given, and the field's type makes nothing of it. */
function isLost(step: Step, definition: PropertyDefinition, raw: Value, value: Value): boolean {
  const base = baseTypeOf(definition.type);
  if (!strict.has(base) || asList(value).some((entry) => entry !== null && entry !== 0)) return false;
  const given = asList(step.evaluate(raw)).map((entry) => asText(entry).trim());
  return given.some((text) => text !== "") && !given.some((text) => asList(value).length > 0 && /\d/.test(text));
}

function problemText({ name, type }: PropertyDefinition, given: Value): string {
  const text = asList(given).map(asText).join(", ").slice(0, 100);
  return `The field "${name}" (${type}) cannot hold "${text}": it was left as it is.`;
}

function current(step: Step, field: string): Value {
  return step.document.values[field] ?? null;
}

/** Each value once: telephones by their number, everything else as it is. */
function union(old: Value, added: Value): Value {
  const seen = new Map<string, Value>();
  for (const value of [...asList(old), ...asList(added)]) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function keyOf(value: Value): string {
  const map: ValueMap | null = isMap(value) ? value : null;
  return JSON.stringify(map && "VALUE" in map ? asText(map["VALUE"]).toLowerCase() : value);
}
