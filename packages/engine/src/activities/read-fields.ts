// Fields of a document as results of a step.
import type { Step } from "../activity-type.ts";
import { documentField } from "../document-fields.ts";
import { printableText } from "../expression/printable.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import { type BaseType, baseTypeOf } from "../model/property.ts";
import type { Value, ValueMap } from "../model/value.ts";

/** Types of the results that print otherwise than as they stand, by name. Not a name that an expression can reach. */
export const hiddenTypes = "#types";
const telling: ReadonlySet<BaseType> = new Set(["date", "datetime", "time", "user", "select"]);

/** @param printable as people read them */
export function readFields(step: Step, document: DocumentSnapshot, names: readonly string[], printable = false): ValueMap {
  const place = { context: step.context, ask: step.ask.bind(step) };
  const values: Record<string, Value> = {};
  const types: Record<string, Value> = {};
  for (const name of names) {
    const { value, property, isUnknown } = documentField(place, document, name);
    if (isUnknown && name !== "") step.log("error", `There is no field "${name.slice(0, 100)}" in ${document.type[2]}, so it is empty.`);
    values[name] = printable ? printableText(value, property, { ...step.scope, document }) : value;
    if (!printable && property && telling.has(baseTypeOf(property.type))) types[name] = { Type: property.type, Options: property.options };
  }
  return Object.keys(types).length === 0 ? values : { ...values, [hiddenTypes]: types };
}
