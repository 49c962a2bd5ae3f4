// How column values become JavaScript values, where the driver's default would be wrong for us.
import { types } from "pg";

const int8 = 20;
const int8Array = 1016;
const date = 1082;
const timestampWithoutZone = 1114;

type Parse = (text: string) => unknown;

// The driver's list of types leaves the array types out, though it reads them.
const parseTexts: Parse = types.getTypeParser(int8Array as typeof types.builtins.INT8, "text");

const own: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [int8, toSafeInteger],
  [int8Array, (text) => toNumbers(parseTexts(text))],
  // The driver reads these two in the zone of the process; as text they mean the same on every machine.
  [date, String],
  [timestampWithoutZone, String],
]);

/** Handed to the driver: bigint as number, numeric and date as text, timestamptz as Date. */
export const wireTypes: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    const parse = format === "binary" ? undefined : own.get(oid);
    return parse ?? types.getTypeParser(oid, format ?? "text");
  }) as typeof types.getTypeParser,
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`A bigint of at most 2^53 was expected, the database sent ${text}`);
  return value;
}

function toNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNumbers);
  return value === null ? null : toSafeInteger(String(value));
}
