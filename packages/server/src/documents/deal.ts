// Deals: ["crm", "CCrmDocumentDeal", "DEAL"].
import { commonFields, crmType } from "./crm-type.ts";
import { type Stage, stageOptions } from "./stages.ts";
import { field } from "./type.ts";

export const dealStages: readonly Stage[] = [
  { id: "NEW", name: "New", semantics: "P" },
  { id: "PREPARATION", name: "Preparing documents", semantics: "P" },
  { id: "PREPAYMENT_INVOICE", name: "Prepayment invoice", semantics: "P" },
  { id: "EXECUTING", name: "In progress", semantics: "P" },
  { id: "FINAL_INVOICE", name: "Final invoice", semantics: "P" },
  { id: "WON", name: "Deal won", semantics: "S" },
  { id: "LOSE", name: "Deal lost", semantics: "F" },
];

const types = { SALE: "Sale", COMPLEX: "Complex sale", GOODS: "Goods", SERVICES: "Services", SERVICE: "Service" };
const dayMs = 86_400_000;
/** A new deal is to be closed within a week unless somebody says otherwise. */
const daysToClose = 7;

export const deal = crmType({
  entity: "CCrmDocumentDeal",
  code: "DEAL",
  name: "Deal",
  path: "/crm/deal/details/",
  stages: dealStages,
  stageField: "STAGE_ID",
  semanticsField: "STAGE_SEMANTIC_ID",
  fields: {
    ...commonFields,
    TYPE_ID: field("Type", "select", { options: types }),
    CATEGORY_ID: field("Pipeline", "int"),
    STAGE_ID: field("Stage", "select", { options: stageOptions(dealStages) }),
    STAGE_ID_PRINTABLE: field("Stage (text)", "string"),
    STAGE_SEMANTIC_ID: field("Stage group", "string"),
    IS_NEW: field("New", "bool"),
    IS_RECURRING: field("Recurring", "bool"),
    IS_REPEATED_APPROACH: field("Repeated approach", "bool"),
    CLOSED: field("Closed", "bool"),
    PROBABILITY: field("Probability, %", "int"),
    TAX_VALUE: field("Tax", "double"),
    QUOTE_ID: field("Estimate", "int"),
    LEAD_ID: field("Lead", "int"),
    BEGINDATE: field("Start date", "date"),
    CLOSEDATE: field("Expected close date", "date"),
    ADDITIONAL_INFO: field("Additional information", "text"),
    LOCATION_ID: field("Location", "string"),
  },
  readOnly: ["STAGE_ID_PRINTABLE", "IS_NEW", "QUOTE_ID", "LEAD_ID"],
  defaults: ({ today }) => ({
    TYPE_ID: "SALE",
    CATEGORY_ID: "0",
    TAX_VALUE: "0.00",
    BEGINDATE: today,
    CLOSEDATE: new Date(Date.parse(today) + daysToClose * dayMs).toISOString().slice(0, 10),
  }),
  derived: ({ STAGE_ID }, ends) => {
    if (ends === null) return {};
    // The stage decides: a CLOSED given beside it counts for nothing.
    return { CLOSED: ends ? "Y" : "N", IS_NEW: STAGE_ID === "NEW" ? "Y" : "N" };
  },
});
