// Deals: ["crm", "CCrmDocumentDeal", "DEAL"].
import { asText } from "@kontor/engine/model";
import { type CrmFamily, classicNames, commonDefaults, commonFields } from "./crm-type.ts";
import { pipeline, stageOptions, stagePrefix } from "./stages.ts";
import { field } from "./type.ts";

/** Stages that every pipeline of deals begins with. @param category the first pipeline, 0, has stages without a prefix */
function dealStagesOf(category: number) {
  return pipeline(
    [
      ["NEW", "New", "P"],
      ["PREPARATION", "Preparing documents", "P"],
      ["PREPAYMENT_INVOICE", "Prepayment invoice", "P"],
      ["EXECUTING", "In progress", "P"],
      ["FINAL_INVOICE", "Final invoice", "P"],
      ["WON", "Deal won", "S"],
      ["LOSE", "Deal lost", "F"],
    ],
    category,
    stagePrefix("DEAL", category),
  );
}

const stages = dealStagesOf(0);
const types = { SALE: "Sale", COMPLEX: "Complex sale", GOODS: "Goods", SERVICES: "Services", SERVICE: "Service" };
const dayMs = 86_400_000;
/** A new deal is to be closed within a week unless somebody says otherwise. */
const daysToClose = 7;

export const deal: CrmFamily = {
  entity: "CCrmDocumentDeal",
  code: "DEAL",
  name: "Deal",
  path: "/crm/deal/details/",
  way: {
    stageField: "STAGE_ID",
    semanticsField: "STAGE_SEMANTIC_ID",
    categoryField: "CATEGORY_ID",
    categories: [{ id: 0, name: "General", sort: 0 }],
    stages,
    firstStages: dealStagesOf,
  },
  names: classicNames,
  links: ["CONTACT", "COMPANY"],
  fields: {
    ...commonFields,
    TYPE_ID: field("Type", "select", { options: types }),
    CATEGORY_ID: field("Pipeline", "int"),
    STAGE_ID: field("Stage", "select", { options: stageOptions(stages) }),
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
  nameOf: (stored, id) => asText(stored["TITLE"]) || `Deal #${id}`,
  defaults: (creation) => ({
    TITLE: `Deal #${creation.id}`,
    ...commonDefaults(creation),
    TYPE_ID: "SALE",
    TAX_VALUE: "0.00",
    BEGINDATE: creation.today,
    CLOSEDATE: new Date(Date.parse(creation.today) + daysToClose * dayMs).toISOString().slice(0, 10),
  }),
  derived: ({ STAGE_ID }, ends) => {
    if (ends === null) return {};
    // The stage decides: a CLOSED given beside it counts for nothing.
    return { CLOSED: ends ? "Y" : "N", IS_NEW: /^(?:C\d+:)?NEW$/.test(asText(STAGE_ID)) ? "Y" : "N" };
  },
};
