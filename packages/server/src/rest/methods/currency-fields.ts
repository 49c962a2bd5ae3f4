// A currency as the methods of currencies show it.
import type { PortalCurrency } from "../../operations/list-currencies.ts";

const language = "en";

export function showCurrency(currency: PortalCurrency, atom: (date: Date) => string): Readonly<Record<string, string>> {
  const { code, name, format, decimals, isBase, sort, changedAt } = currency;
  return {
    CURRENCY: code,
    AMOUNT_CNT: "1",
    AMOUNT: "1.0000",
    SORT: String(sort),
    BASE: isBase ? "Y" : "N",
    FULL_NAME: name,
    LID: language,
    FORMAT_STRING: format,
    DEC_POINT: ".",
    THOUSANDS_SEP: ",",
    DECIMALS: String(decimals),
    DATE_UPDATE: atom(changedAt),
  };
}

/** How amounts are written in each language of the portal. */
export function showLocalizations({ name, format, decimals }: PortalCurrency): Readonly<Record<string, unknown>> {
  return {
    [language]: {
      FORMAT_STRING: format,
      FULL_NAME: name,
      DEC_POINT: ".",
      THOUSANDS_SEP: ",",
      DECIMALS: String(decimals),
      THOUSANDS_VARIANT: "C",
      HIDE_ZERO: "N",
    },
  };
}
