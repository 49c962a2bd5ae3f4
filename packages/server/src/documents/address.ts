// The parts of an address, as leads, contacts and companies hold them.
import type { PropertyDefinition } from "@kontor/engine/model";
import { field } from "./type.ts";

export const addressFields: Readonly<Record<string, PropertyDefinition>> = {
  ADDRESS: field("Address", "text"),
  ADDRESS_2: field("Address, second line", "text"),
  ADDRESS_CITY: field("City", "string"),
  ADDRESS_POSTAL_CODE: field("Postal code", "string"),
  ADDRESS_REGION: field("Region", "string"),
  ADDRESS_PROVINCE: field("Province", "string"),
  ADDRESS_COUNTRY: field("Country", "string"),
  ADDRESS_COUNTRY_CODE: field("Country code", "string"),
  ADDRESS_LOC_ADDR_ID: field("Address in the location service", "int"),
};
