// Estimates: ["crm", "Bitrix\Crm\Integration\BizProc\Document\Quote", "QUOTE"]. See api-reference/crm/universal/object-fields.md, Estimate.
import { asText } from "@kontor/engine/model";
import { type CrmFamily, classicNames, commonDefaults, commonFields } from "./crm-type.ts";
import { pipeline, stageOptions } from "./stages.ts";
import { field } from "./type.ts";

const stages = pipeline([
  ["DRAFT", "Draft", "P"],
  ["SENT", "Sent to the client", "P"],
  ["APPROVED", "Accepted", "S"],
  // As the product spells it.
  ["DECLAINED", "Declined", "F"],
]);

export const quote: CrmFamily = {
  entity: "Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote",
  code: "QUOTE",
  name: "Estimate",
  path: "/crm/type/7/details/",
  way: { stageField: "STATUS_ID", semanticsField: null, categoryField: null, categories: [], stages },
  names: classicNames,
  links: ["CONTACT", "COMPANY"],
  fields: {
    ...commonFields,
    QUOTE_NUMBER: field("Number", "string"),
    STATUS_ID: field("Status", "select", { options: stageOptions(stages) }),
    STATUS_ID_PRINTABLE: field("Status (text)", "string"),
    CLOSED: field("Closed", "bool"),
    TAX_VALUE: field("Tax", "double"),
    LEAD_ID: field("Lead", "int"),
    DEAL_ID: field("Deal", "int"),
    MYCOMPANY_ID: field("One of our own companies", "int"),
    PERSON_TYPE_ID: field("Kind of payer", "int"),
    BEGINDATE: field("Date", "date"),
    CLOSEDATE: field("End date", "date"),
    ACTUAL_DATE: field("Valid until", "date"),
    CONTENT: field("Content", "text"),
    TERMS: field("Terms", "text"),
    CLIENT_TITLE: field("Client", "string"),
    CLIENT_ADDR: field("Client's address", "string"),
    CLIENT_CONTACT: field("Client's contact person", "string"),
    CLIENT_EMAIL: field("Client's e-mail", "string"),
    CLIENT_PHONE: field("Client's telephone", "string"),
    LOCATION_ID: field("Location", "string"),
  },
  readOnly: ["STATUS_ID_PRINTABLE", "CLOSED"],
  nameOf: (stored, id) => asText(stored["TITLE"]) || `Estimate #${id}`,
  defaults: (creation) => ({
    TITLE: `Estimate #${creation.id}`,
    QUOTE_NUMBER: String(creation.id),
    ...commonDefaults(creation),
    TAX_VALUE: "0.00",
    BEGINDATE: creation.today,
  }),
  derived: (_, ends) => (ends === null ? {} : { CLOSED: ends ? "Y" : "N" }),
};
