// How column values become JavaScript values, where the driver's default would be wrong for us.
import { types } from "pg";

const int8 = 20;
const int8Array = 1016;
const date = 1082;
const timestampWithoutZone = 1114;
const timestampWithZone = 1184;

const zero = "0".charCodeAt(0);

type Parse = (text: string) => unknown;

const parseMoment: Parse = types.getTypeParser(timestampWithZone, "text");

// The driver's list of types leaves the array types out, though it reads them.
const parseTexts: Parse = types.getTypeParser(int8Array as typeof types.builtins.INT8, "text");

const own: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [int8, toSafeInteger],
  [int8Array, (text) => toNumbers(parseTexts(text))],
  // The driver reads these two in the zone of the process; as text they mean the same on every machine.
  [date, String],
  [timestampWithoutZone, String],
  [timestampWithZone, toMoment],
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

/** Sessions stand on UTC, so a moment comes as `2024-09-13 10:25:01.123456+00`. The driver takes every other form too, six times slower. */
function toMoment(text: string): unknown {
  if (text.length < 22 || text[0] === "0" || text[4] !== "-" || !text.endsWith("+00")) return parseMoment(text);
  const milliseconds = text[19] === "." ? Number(text.slice(20, -3).padEnd(3, "0").slice(0, 3)) : 0;
  const day = Date.UTC(Number(text.slice(0, 4)), twoDigits(text, 5) - 1, twoDigits(text, 8));
  return new Date(day + ((twoDigits(text, 11) * 60 + twoDigits(text, 14)) * 60 + twoDigits(text, 17)) * 1000 + milliseconds);
}

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - zero) + text.charCodeAt(at + 1) - zero;
}

function toNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNumbers);
  return value === null ? null : toSafeInteger(String(value));
}
