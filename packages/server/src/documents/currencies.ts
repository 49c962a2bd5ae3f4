// Which currencies there are, and how amounts in them are written.

const codes: readonly string[] = Intl.supportedValuesOf("currency");
const known: ReadonlySet<string> = new Set(codes);

/** Currency of the portal, and of a new document when nobody names another. */
export const baseCurrency = "EUR";

export interface Currency {
  /** ISO 4217. */
  readonly code: string;
  readonly name: string;
  /** `$#`: the amount stands for the number sign. */
  readonly format: string;
  readonly decimals: number;
}

const language = "en";
const names = new Intl.DisplayNames([language], { type: "currency" });

/** An ISO 4217 code, in capitals. */
export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** The base currency first, the others by their codes. */
export function currencies(): readonly Currency[] {
  return [baseCurrency, ...codes.filter((code) => code !== baseCurrency)].map(currencyOf);
}

function currencyOf(code: string): Currency {
  const formatter = new Intl.NumberFormat(language, { style: "currency", currency: code, currencyDisplay: "narrowSymbol" });
  const parts = formatter.formatToParts(1).map(({ type, value }) => (type === "currency" || type === "literal" ? value : "#"));
  return {
    code,
    name: names.of(code) ?? code,
    format: parts.join("").replace(/#+/, "#"),
    decimals: formatter.resolvedOptions().maximumFractionDigits ?? 2,
  };
}
