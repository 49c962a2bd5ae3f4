// Leads: ["crm", "CCrmDocumentLead", "LEAD"].
import { asList } from "@kontor/engine/model";
import { commonFields, crmType } from "./crm-type.ts";
import { type Stage, stageOptions } from "./stages.ts";
import { field } from "./type.ts";

export const leadStatuses: readonly Stage[] = [
  { id: "NEW", name: "Unassigned", semantics: "P" },
  { id: "IN_PROCESS", name: "In progress", semantics: "P" },
  { id: "PROCESSED", name: "Processed", semantics: "P" },
  { id: "CONVERTED", name: "High-quality lead", semantics: "S" },
  { id: "JUNK", name: "Junk lead", semantics: "F" },
];

export const lead = crmType({
  entity: "CCrmDocumentLead",
  code: "LEAD",
  name: "Lead",
  path: "/crm/lead/details/",
  stages: leadStatuses,
  stageField: "STATUS_ID",
  semanticsField: "STATUS_SEMANTIC_ID",
  fields: {
    ...commonFields,
    HONORIFIC: field("Salutation", "string"),
    NAME: field("First name", "string"),
    SECOND_NAME: field("Middle name", "string"),
    LAST_NAME: field("Last name", "string"),
    BIRTHDATE: field("Date of birth", "date"),
    COMPANY_TITLE: field("Company name", "string"),
    POST: field("Position", "string"),
    STATUS_ID: field("Status", "select", { options: stageOptions(leadStatuses) }),
    STATUS_ID_PRINTABLE: field("Status (text)", "string"),
    STATUS_DESCRIPTION: field("Status information", "text"),
    STATUS_SEMANTIC_ID: field("Status group", "string"),
    DATE_CLOSED: field("Closed on", "datetime"),
    ADDRESS: field("Address", "text"),
    ADDRESS_2: field("Address, second line", "text"),
    ADDRESS_CITY: field("City", "string"),
    ADDRESS_POSTAL_CODE: field("Postal code", "string"),
    ADDRESS_REGION: field("Region", "string"),
    ADDRESS_PROVINCE: field("Province", "string"),
    ADDRESS_COUNTRY: field("Country", "string"),
    ADDRESS_COUNTRY_CODE: field("Country code", "string"),
    ADDRESS_LOC_ADDR_ID: field("Address in the location service", "int"),
    HAS_PHONE: field("Has a telephone", "bool"),
    HAS_EMAIL: field("Has an e-mail address", "bool"),
    HAS_IMOL: field("Has an open channel", "bool"),
    PHONE: field("Telephone", "phone", { multiple: true }),
    EMAIL: field("E-mail", "email", { multiple: true }),
    WEB: field("Website", "web", { multiple: true }),
    IM: field("Messenger", "im", { multiple: true }),
    LINK: field("Link", "web", { multiple: true }),
  },
  readOnly: ["STATUS_ID_PRINTABLE", "DATE_CLOSED", "HAS_PHONE", "HAS_EMAIL", "HAS_IMOL", "IS_RETURN_CUSTOMER"],
  defaults: () => ({}),
  derived: ({ PHONE, EMAIL, IM }) => ({
    ...(PHONE === undefined ? {} : { HAS_PHONE: asList(PHONE).length > 0 ? "Y" : "N" }),
    ...(EMAIL === undefined ? {} : { HAS_EMAIL: asList(EMAIL).length > 0 ? "Y" : "N" }),
    ...(IM === undefined ? {} : { HAS_IMOL: JSON.stringify(IM).includes('"imol|') ? "Y" : "N" }),
  }),
});
