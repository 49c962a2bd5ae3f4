import { z } from "zod";
import { listCurrencies } from "../../operations/list-currencies.ts";
import { type ListRules, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";
import { showCurrency } from "./currency-fields.ts";
import { sorted } from "./rows.ts";

const fields = [
  "CURRENCY",
  "AMOUNT_CNT",
  "AMOUNT",
  "SORT",
  "BASE",
  "FULL_NAME",
  "LID",
  "FORMAT_STRING",
  "DEC_POINT",
  "THOUSANDS_SEP",
  "DECIMALS",
  "DATE_UPDATE",
] as const;

const rules: ListRules<(typeof fields)[number]> = {
  fields,
  defaultSelect: fields,
  defaultOrder: [{ field: "SORT", direction: "asc" }],
  unknown: "ignored",
};

export const currencyList = method({
  name: "crm.currency.list",
  scope: "crm",
  access: "any",
  context: "any",
  params: z.object({ order: listShape.order }),
  summary: "Lists the currencies of the portal.",
  docs: "api-reference/crm/currency/crm-currency-list.md",
  returns: "all currencies; the total is always 0",
  async call({ caller, params, services: { runtime }, atom }) {
    const { order } = parseList(rules, params);
    const currencies = await listCurrencies(runtime, caller.portalId);
    const rows = currencies.map((currency) => showCurrency(currency, (date) => atom(date, caller.timeZone)));
    return list(sorted(rows, order), { total: 0, start: 0 });
  },
});
