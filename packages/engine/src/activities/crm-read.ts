// Reads fields of any item of the CRM by its number.
import type { ActivityType } from "../activity-type.ts";
import { asList, asText, isMap } from "../model/value.ts";
import { crmTypeOf, documentAt, idIn, softError, unknownType } from "./documents.ts";
import { readFields } from "./read-fields.ts";

export const getCrmItem: ActivityType = {
  start(step) {
    const named = step.text("EntityType");
    const type = crmTypeOf(named);
    if (!type) return softError(step, unknownType(["", "", named]));
    const id = idIn(type, step.property("EntityId"));
    const document = id && documentAt(step, id);
    if (!document) return softError(step, `There is no document "${step.text("EntityId")}" of the type ${type[2]}.`);
    const { EntityFields } = step.node.activity.properties;
    const names = isMap(EntityFields) ? Object.keys(EntityFields) : asList(EntityFields).map(asText);
    step.setResults(readFields(step, document, names, step.flag("PrintableVersion", false)));
    step.close();
  },
};
