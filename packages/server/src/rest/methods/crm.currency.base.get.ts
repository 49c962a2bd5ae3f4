import { z } from "zod";
import { baseCurrency } from "../../operations/list-currencies.ts";
import { method, value } from "../method.ts";

export const currencyBaseGet = method({
  name: "crm.currency.base.get",
  scope: "crm",
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Tells the currency of the portal.",
  about: {},
  errors: {},
  docs: "api-reference/crm/currency/crm-currency-base-get.md",
  returns: "a code of ISO 4217",
  async call() {
    return value(baseCurrency);
  },
});
