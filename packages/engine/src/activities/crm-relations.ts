// Reads fields of the item that the workflow's document hangs on: its deal, contact or company, or an item of a smart process.
import type { ActivityType } from "../activity-type.ts";
import { asList, asText, isMap } from "../model/value.ts";
import { crmTypeOf, documentAt, idIn, softError, unknownType } from "./documents.ts";
import { readFields } from "./read-fields.ts";

export const getRelated: ActivityType = {
  start(step) {
    const named = step.text("ParentTypeId");
    const type = crmTypeOf(named);
    if (!type) return softError(step, unknownType(["", "", named]));
    const number = Number(/\d+$/.exec(named)?.[0] ?? numbersOfTypes[type[2]] ?? 0);
    // Links to a deal, a contact or a company have fields of their own; all others are told apart by the number of their type.
    const fields = [`${type[2]}_ID`, `PARENT_ID_${number}`, `${type[2]}_IDS`];
    const parent = fields.map((field) => idIn(type, step.document.values[field] ?? null)).find((id) => id !== null);
    if (!parent) return softError(step, `The document is linked to no item of ${type[2]}.`);
    const document = documentAt(step, parent);
    if (!document) return softError(step, `The linked item ${parent[2]} is not there any more.`);
    const { ParentEntityFields } = step.node.activity.properties;
    const names = isMap(ParentEntityFields) ? Object.keys(ParentEntityFields) : asList(ParentEntityFields).map(asText);
    step.setResults(readFields(step, document, names));
    step.close();
  },
};

const numbersOfTypes: Readonly<Record<string, number>> = { LEAD: 1, DEAL: 2, CONTACT: 3, COMPANY: 4 };
