import { z } from "zod";
import { listCurrencies } from "../../operations/list-currencies.ts";
import { aboutList, type ListRules, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";
import { showCurrency } from "./currency-fields.ts";
import { sorted } from "./rows.ts";

const fields = {
  CURRENCY: "Code of ISO 4217",
  AMOUNT_CNT: "Always 1",
  AMOUNT: "Always 1.0000: rates are not kept",
  SORT: "Place in the list",
  BASE: "`Y` for the currency of the portal",
  FULL_NAME: "Name",
  LID: "Language of the name and the format",
  FORMAT_STRING: "How an amount is written; `#` stands for the number",
  DEC_POINT: "Sign before the decimals",
  THOUSANDS_SEP: "Sign between thousands",
  DECIMALS: "Number of decimals",
  DATE_UPDATE: "Changed on",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = {
  fields: names,
  defaultSelect: names,
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
  about: { order: aboutList(rules).order },
  fields,
  errors: {},
  docs: "api-reference/crm/currency/crm-currency-list.md",
  returns: "all currencies; the total is always 0",
  async call({ caller, params, services: { runtime }, atom }) {
    const { order } = parseList(rules, params);
    const currencies = await listCurrencies(runtime, caller.portalId);
    const rows = currencies.map((currency) => showCurrency(currency, (date) => atom(date, caller.timeZone)));
    return list(sorted(rows, order), { total: 0, start: 0 });
  },
});
