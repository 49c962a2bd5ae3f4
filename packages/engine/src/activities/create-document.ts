// Makes a new document: of the workflow's own type, or of the type that the activity is for.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentTriple } from "../model/ids.ts";
import { asList, asMap, asText } from "../model/value.ts";
import { crmTypeOf, makeDocument, softError, unknownType } from "./documents.ts";
import { evaluateFields } from "./field-values.ts";

export const createDocument = creating("ItemId", (step) => step.context.document.type);
export const createLead = creating("LeadId", () => crmTypeOf("LEAD"));
export const createDeal = creating("DealId", () => crmTypeOf("DEAL"));
export const createContact = creating("ContactId", () => crmTypeOf("CONTACT"));
export const createCompany = creating("CompanyId", () => crmTypeOf("COMPANY"));
export const createListElement = creating("ElementId", typeInProperty);

/** @param result what its number is called */
function creating(result: string, typeOf: (step: Step) => DocumentTriple | null): ActivityType {
  return {
    start(step) {
      const type = typeOf(step);
      const facts = type && step.ask({ kind: "document-type", type });
      if (!facts) return softError(step, type ? unknownType(type) : "The step does not say what to make.");
      const fields = evaluateFields(step, asMap(step.node.activity.properties["Fields"]), facts.blank, { isNew: true });
      step.setResults({ [result]: makeDocument(step, { facts, fields }) });
      step.close();
    },
  };
}

/** `DocumentType`: module, class and type. */
export function typeInProperty(step: Step): DocumentTriple | null {
  const [module = "", entity = "", type = ""] = asList(step.node.activity.properties["DocumentType"]).map(asText);
  return type === "" ? null : [module, entity, type];
}
