// Leads: ["crm", "CCrmDocumentLead", "LEAD"].
import { asText } from "@kontor/engine/model";
import { addressFields } from "./address.ts";
import { type CrmFamily, classicNames, commonDefaults, commonFields, derivedReach, reachFields, reachReadOnly } from "./crm-type.ts";
import { pipeline, stageOptions } from "./stages.ts";
import { field } from "./type.ts";

const stages = pipeline([
  ["NEW", "Unassigned", "P"],
  ["IN_PROCESS", "In progress", "P"],
  ["PROCESSED", "Processed", "P"],
  ["CONVERTED", "High-quality lead", "S"],
  ["JUNK", "Junk lead", "F"],
]);

export const lead: CrmFamily = {
  entity: "CCrmDocumentLead",
  code: "LEAD",
  name: "Lead",
  path: "/crm/lead/details/",
  way: {
    stageField: "STATUS_ID",
    semanticsField: "STATUS_SEMANTIC_ID",
    categoryField: null,
    categories: [],
    stages,
  },
  names: classicNames,
  links: ["CONTACT", "COMPANY"],
  fields: {
    ...commonFields,
    HONORIFIC: field("Salutation", "string"),
    NAME: field("First name", "string"),
    SECOND_NAME: field("Middle name", "string"),
    LAST_NAME: field("Last name", "string"),
    BIRTHDATE: field("Date of birth", "date"),
    COMPANY_TITLE: field("Company name", "string"),
    POST: field("Position", "string"),
    STATUS_ID: field("Status", "select", { options: stageOptions(stages) }),
    STATUS_ID_PRINTABLE: field("Status (text)", "string"),
    STATUS_DESCRIPTION: field("Status information", "text"),
    STATUS_SEMANTIC_ID: field("Status group", "string"),
    DATE_CLOSED: field("Closed on", "datetime"),
    ...addressFields,
    ...reachFields,
  },
  readOnly: ["STATUS_ID_PRINTABLE", "DATE_CLOSED", "IS_RETURN_CUSTOMER", ...reachReadOnly],
  nameOf: (stored, id) => asText(stored["TITLE"]) || `Lead #${id}`,
  defaults: (creation) => ({ TITLE: `Lead #${creation.id}`, ...commonDefaults(creation) }),
  derived: derivedReach,
};
