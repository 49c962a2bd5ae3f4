// Codes of types of documents, and the numbers that the protocol has for them.
import { crmTypes, dynamicType } from "@kontor/engine/model";

const numbers = new Map(Object.entries(crmTypes).map(([number, [, , code]]) => [code, Number(number)]));

/** 2 for `DEAL`, 147 for `DYNAMIC_147`. Null: a list. */
export function typeNumber(code: string): number | null {
  const own = /^DYNAMIC_(\d{1,9})$/.exec(code)?.[1];
  return own === undefined ? (numbers.get(code) ?? null) : Number(own);
}

/** `DEAL` for 2, `DYNAMIC_147` for 147, whether there is such a type or not. */
export function typeCodeOf(number: number): string {
  return (crmTypes[number] ?? dynamicType(number))[2];
}

/** Types that are built as smart processes are: the fields, stages and events of their documents are named alike. */
export function isDynamic(code: string): boolean {
  return code === "SMART_INVOICE" || code.startsWith("DYNAMIC_");
}
