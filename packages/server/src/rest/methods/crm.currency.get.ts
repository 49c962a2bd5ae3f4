import { z } from "zod";
import { readCurrency } from "../../operations/list-currencies.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { showCurrency, showLocalizations } from "./currency-fields.ts";

export const currencyGet = method({
  name: "crm.currency.get",
  scope: "crm",
  access: "any",
  context: "any",
  params: z.object({ id: phpString.default("") }),
  refusals: { id: "crm-not-found" },
  summary: "Describes a currency.",
  about: { id: { required: true, text: "Code of ISO 4217, in any case: `USD`." } },
  errors: { "crm-not-found": "`id` is missing, or the portal has no such currency." },
  docs: "api-reference/crm/currency/crm-currency-get.md",
  returns: "the currency, with the way its amounts are written",
  async call({ caller, params, services: { runtime }, atom }) {
    const currency = await readCurrency(runtime, caller.portalId, params.id.trim().toUpperCase());
    const shown = showCurrency(currency, (date) => atom(date, caller.timeZone));
    return value({ ...shown, LANG: showLocalizations(currency) });
  },
});
