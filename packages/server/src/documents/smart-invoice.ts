// Invoices: ["crm", "Bitrix\Crm\Integration\BizProc\Document\SmartInvoice", "SMART_INVOICE"]. They are built as smart processes are.
// See api-reference/crm/universal/object-fields.md, Invoice.
import { asText } from "@kontor/engine/model";
import type { CrmFamily } from "./crm-type.ts";
import { dynamicFamily } from "./dynamic.ts";
import { pipeline, stagePrefix } from "./stages.ts";
import { type Creation, field } from "./type.ts";

/** Stages that every pipeline of invoices begins with. */
function invoiceStagesOf(category: number) {
  return pipeline(
    [
      ["N", "New", "P"],
      ["S", "Sent to the client", "P"],
      ["P", "Paid", "S"],
      ["D", "Not paid", "F"],
    ],
    category,
    stagePrefix("SMART_INVOICE", category),
  );
}

const categories = [{ id: 1, name: "General", sort: 0 }];
const base = dynamicFamily({ code: "SMART_INVOICE", name: "Invoice", fields: {}, categories, stages: invoiceStagesOf(1) });

export const smartInvoice: CrmFamily = {
  ...base,
  way: base.way && { ...base.way, firstStages: invoiceStagesOf },
  entity: "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice",
  fields: {
    ...base.fields,
    ACCOUNT_NUMBER: field("Invoice number", "string"),
    BEGINDATE: field("Invoice date", "date"),
    CLOSEDATE: field("Pay before", "date"),
    COMMENTS: field("Comment", "text"),
    LOCATION_ID: field("Location", "string"),
  },
  nameOf: (stored, id) => asText(stored["TITLE"]) || `Invoice #${id}`,
  defaults: (creation: Creation) => ({ ...base.defaults(creation), ACCOUNT_NUMBER: String(creation.id) }),
};
