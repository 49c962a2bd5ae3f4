// Changes and reads elements of lists by their number.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import { asList, asMap, asText, isMap } from "../model/value.ts";
import { typeInProperty } from "./create-document.ts";
import { changeDocument, documentAt, idIn, softError } from "./documents.ts";
import { evaluateFields } from "./field-values.ts";
import { readFields } from "./read-fields.ts";

export const updateListElement: ActivityType = {
  start(step) {
    const element = elementOf(step);
    if (!element) return softError(step, missing(step));
    changeDocument(step, element, evaluateFields(step, asMap(step.node.activity.properties["Fields"]), element));
    step.close();
  },
};

export const getListElement: ActivityType = {
  start(step) {
    const element = elementOf(step);
    if (!element) return softError(step, missing(step));
    const { FieldsMap, Fields } = step.node.activity.properties;
    // The names of its results stand in FieldsMap; old templates have only the list of fields.
    const names = isMap(FieldsMap) ? Object.keys(FieldsMap) : asList(Fields).map(asText);
    step.setResults(readFields(step, element, names));
    step.close();
  },
};

function elementOf(step: Step): DocumentSnapshot | null {
  const type = typeInProperty(step);
  const id = type && idIn(type, step.property("ElementId"));
  const element = id && documentAt(step, id);
  return element && type && element.type[2].toLowerCase() === type[2].toLowerCase() ? element : null;
}

function missing(step: Step): string {
  const type = typeInProperty(step);
  return `There is no element "${step.text("ElementId")}" in ${type ? type[2] : "the list, which the step does not name"}.`;
}
