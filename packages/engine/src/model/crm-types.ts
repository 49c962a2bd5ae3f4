// Types of the CRM that every portal has, by the numbers that the protocol has for them. See api-reference/crm/data-types.md, object_type.
import type { DocumentTriple } from "./ids.ts";

const entities = "Bitrix\\Crm\\Integration\\BizProc\\Document";

/** Smart processes, which portals make themselves, have numbers from here on. */
export const firstDynamicNumber = 128;

export const crmTypes: Readonly<Record<number, DocumentTriple>> = {
  1: ["crm", "CCrmDocumentLead", "LEAD"],
  2: ["crm", "CCrmDocumentDeal", "DEAL"],
  3: ["crm", "CCrmDocumentContact", "CONTACT"],
  4: ["crm", "CCrmDocumentCompany", "COMPANY"],
  7: ["crm", `${entities}\\Quote`, "QUOTE"],
  31: ["crm", `${entities}\\SmartInvoice`, "SMART_INVOICE"],
};

/** `["crm", "…\\Dynamic", "DYNAMIC_147"]` for 147 */
export function dynamicType(number: number): DocumentTriple {
  return ["crm", `${entities}\\Dynamic`, `DYNAMIC_${number}`];
}
