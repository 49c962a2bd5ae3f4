// Companies: ["crm", "CCrmDocumentCompany", "COMPANY"].
import { asText } from "@kontor/engine/model";
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
  timeFields,
  utmFields,
} from "./crm-type.ts";
import { baseCurrency } from "./currencies.ts";
import { field } from "./type.ts";

const types = { CUSTOMER: "Client", SUPPLIER: "Supplier", COMPETITOR: "Competitor", PARTNER: "Partner", OTHER: "Other" };
const industries = {
  IT: "Information technology",
  TELECOM: "Telecommunication",
  MANUFACTURING: "Manufacturing",
  BANKING: "Banking",
  CONSULTING: "Consulting",
  FINANCE: "Finance",
  GOVERNMENT: "Government",
  DELIVERY: "Delivery",
  ENTERTAINMENT: "Entertainment",
  NOTPROFIT: "Not for profit",
  OTHER: "Other",
};
const sizes = {
  EMPLOYEES_1: "fewer than 50",
  EMPLOYEES_2: "50 to 250",
  EMPLOYEES_3: "250 to 500",
  EMPLOYEES_4: "over 500",
};

export const company: CrmFamily = {
  entity: "CCrmDocumentCompany",
  code: "COMPANY",
  name: "Company",
  path: "/crm/company/details/",
  way: null,
  names: classicNames,
  links: ["CONTACT"],
  fields: {
    ID: field("ID", "int"),
    TITLE: field("Name", "string", { required: true }),
    LOGO: field("Logo", "file"),
    COMPANY_TYPE: field("Type", "select", { options: types }),
    INDUSTRY: field("Industry", "select", { options: industries }),
    EMPLOYEES: field("Employees", "select", { options: sizes }),
    CURRENCY_ID: field("Currency", "string"),
    REVENUE: field("Annual revenue", "double"),
    BANKING_DETAILS: field("Bank details", "text"),
    IS_MY_COMPANY: field("One of our own companies", "bool"),
    ...addressFields,
    COMMENTS: field("Comment", "text"),
    OPENED: field("Available to everyone", "bool"),
    CONTACT_ID: field("Contact", "int"),
    CONTACT_IDS: field("Contacts", "int", { multiple: true }),
    LEAD_ID: field("Lead", "int"),
    ...peopleFields,
    ...timeFields,
    ...activityFields,
    ...originFields,
    ORIGIN_VERSION: field("Version of the original", "string"),
    ...utmFields,
    ...reachFields,
  },
  readOnly: ["LEAD_ID", ...reachReadOnly],
  hidden: ["CONTACT_ID"],
  nameOf: (stored, id) => asText(stored["TITLE"]) || `Company #${id}`,
  defaults: ({ id, userId }) => ({
    TITLE: `Company #${id}`,
    COMPANY_TYPE: "CUSTOMER",
    CURRENCY_ID: baseCurrency,
    REVENUE: "0.00",
    OPENED: "Y",
    ASSIGNED_BY_ID: String(userId),
    CREATED_BY_ID: String(userId),
  }),
  derived: derivedReach,
};
