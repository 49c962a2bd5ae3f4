// Writes document fields in one update. Waits while another workflow has the document locked.
import type { ActivityType, Step } from "../activity-type.ts";
import { asList, asMap, asText, isMap, type Value, type ValueMap } from "../model/value.ts";
import { awaitDocument, isLockedByAnother } from "./document-lock.ts";
import { evaluateFields } from "./field-values.ts";

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

/** Of a document that is gone nobody knows the fields any more. */
function write(step: Step): void {
  const written = step.isDocumentGone ? {} : valuesOf(step);
  if (step.isDocumentGone || Object.keys(written).length > 0) step.writeDocument(written, step.users("ModifiedBy")[0] ?? null);
  step.close();
}

function valuesOf(step: Step): ValueMap {
  const { fields } = step.context.document;
  const merge = step.flag("MergeMultipleFields", false);
  const isMerged = (name: string): boolean => merge && Object.hasOwn(fields, name) && fields[name]?.multiple === true;
  const given = evaluateFields(step, asMap(step.node.activity.properties["FieldValue"]), step.document);
  const written = Object.entries(given).map(([name, value]) => [name, isMerged(name) ? union(current(step, name), value) : value] as const);
  // A field may be called `__proto__`, which an assignment would lose.
  return Object.fromEntries(written);
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
