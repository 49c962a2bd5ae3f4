// Writes document fields in one update.
import type { ActivityType, Step } from "../activity-type.ts";
import { asList, asMap, type Value } from "../model/value.ts";

export const setField: ActivityType = {
  start(step) {
    const merge = step.flag("MergeMultipleFields", false);
    const fields = Object.entries(asMap(step.node.activity.properties["FieldValue"])).map(([name, raw]): [string, Value] => {
      const definition = Object.hasOwn(step.context.document.fields, name) ? step.context.document.fields[name] : undefined;
      const value = definition ? step.evaluateAs(raw, definition) : step.evaluate(raw);
      return [name, merge && definition?.multiple ? union(current(step, name), value) : value];
    });
    if (fields.length > 0) step.writeDocument(Object.fromEntries(fields), step.users("ModifiedBy")[0] ?? null);
    step.close();
  },
};

function current(step: Step, field: string): Value {
  return step.scope.resolve("Document", field)?.value ?? null;
}

function union(old: Value, added: Value): Value {
  const seen = new Map([...asList(old), ...asList(added)].map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
