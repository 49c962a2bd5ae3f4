// Types of the CRM by the numbers that the protocol has for them. See api-reference/crm/data-types.md, object_type.

const numbers: Readonly<Record<string, number>> = { LEAD: 1, DEAL: 2, CONTACT: 3, COMPANY: 4, QUOTE: 7, SMART_INVOICE: 31 };
const codes = new Map(Object.entries(numbers).map(([code, number]) => [number, code]));

/** 2 for `DEAL`, 147 for `DYNAMIC_147`. Null: a list. */
export function typeNumber(code: string): number | null {
  const own = /^DYNAMIC_(\d{1,9})$/.exec(code)?.[1];
  return own === undefined ? (numbers[code] ?? null) : Number(own);
}

/** `DEAL` for 2, `DYNAMIC_147` for 147, whether there is such a type or not. */
export function typeCodeOf(number: number): string {
  return codes.get(number) ?? `DYNAMIC_${number}`;
}

/** Types that are built as smart processes are: the fields, stages and events of their documents are named alike. */
export function isDynamic(code: string): boolean {
  return code === "SMART_INVOICE" || code.startsWith("DYNAMIC_");
}
