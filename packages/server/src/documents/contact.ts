// Contacts: ["crm", "CCrmDocumentContact", "CONTACT"].
import { asText, type ValueMap } from "@kontor/engine/model";
import { addressFields } from "./address.ts";
import {
  activityFields,
  type CrmFamily,
  classicNames,
  derivedReach,
  originFields,
  peopleFields,
  reachFields,
  reachReadOnly,
  sourceFields,
  timeFields,
  utmFields,
} from "./crm-type.ts";
import { field } from "./type.ts";

const types = { CLIENT: "Clients", SUPPLIER: "Suppliers", PARTNER: "Partners", OTHER: "Other" };

export const contact: CrmFamily = {
  entity: "CCrmDocumentContact",
  code: "CONTACT",
  name: "Contact",
  path: "/crm/contact/details/",
  way: null,
  names: classicNames,
  links: ["COMPANY"],
  fields: {
    ID: field("ID", "int"),
    HONORIFIC: field("Salutation", "string"),
    NAME: field("First name", "string"),
    SECOND_NAME: field("Middle name", "string"),
    LAST_NAME: field("Last name", "string"),
    FULL_NAME: field("Full name", "string"),
    PHOTO: field("Photo", "file"),
    BIRTHDATE: field("Date of birth", "date"),
    TYPE_ID: field("Type", "select", { options: types }),
    ...sourceFields,
    POST: field("Position", "string"),
    ...addressFields,
    COMMENTS: field("Comment", "text"),
    OPENED: field("Available to everyone", "bool"),
    EXPORT: field("Takes part in exports", "bool"),
    COMPANY_ID: field("Company", "int"),
    COMPANY_IDS: field("Companies", "int", { multiple: true }),
    LEAD_ID: field("Lead", "int"),
    ...peopleFields,
    ...timeFields,
    ...activityFields,
    ...originFields,
    ORIGIN_VERSION: field("Version of the original", "string"),
    ...utmFields,
    ...reachFields,
  },
  readOnly: ["FULL_NAME", "LEAD_ID", ...reachReadOnly],
  hidden: ["FULL_NAME", "COMPANY_IDS"],
  nameOf: (stored, id) => fullName(stored) || `Contact #${id}`,
  defaults: ({ userId }) => ({
    TYPE_ID: "CLIENT",
    SOURCE_ID: "CALL",
    OPENED: "Y",
    EXPORT: "Y",
    ASSIGNED_BY_ID: String(userId),
    CREATED_BY_ID: String(userId),
  }),
  derived: derivedReach,
};

function fullName({ NAME, LAST_NAME }: ValueMap): string {
  return `${asText(NAME)} ${asText(LAST_NAME)}`.trim();
}
