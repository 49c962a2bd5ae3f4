// Reads PHP's serialize format, strictly: what it accepts, serialize.ts writes back byte for byte.
// Objects and references are refused, since nothing in a template needs them and they are how such files attack.
import { BptError } from "./bpt-error.ts";
import { checkDepth, fullLimits, type Limits } from "./limits.ts";
import { floatOf, intOf, keyIdentity, type PhpArray, type PhpEntry, type PhpKey, type PhpValue, stringOf } from "./php-value.ts";

type Cursor = { readonly bytes: Buffer; readonly limits: Limits; at: number; values: number };

const nothing: PhpValue = { kind: "null" };
const yes: PhpValue = { kind: "bool", value: true };
const no: PhpValue = { kind: "bool", value: false };

const longestInt = 20;
// PHP's own settings stop far below; a float is never allowed to make us search the whole file for its end.
const longestFloat = 1100;
// The shortest entry is `i:0;N;`, so a count can be checked before anything is read.
const shortestEntry = 6;

const refused: Readonly<Record<string, string>> = {
  O: "an object",
  C: "an object of its own format",
  E: "an enum case",
  R: "a reference",
  r: "a reference to an object",
  S: "an escaped string",
};

export function unserialize(bytes: Uint8Array, limits: Partial<Limits> = {}): PhpValue {
  const full = fullLimits(limits);
  if (bytes.byteLength > full.maxBytes) {
    throw new BptError("too-large", `Expected at most ${full.maxBytes} bytes of data, found ${bytes.byteLength}`);
  }
  const cursor: Cursor = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits: full, at: 0, values: 0 };
  const value = readValue(cursor, 0);
  if (cursor.at < bytes.byteLength) {
    throw new BptError("trailing-bytes", `Expected the end of the data, found ${bytes.byteLength - cursor.at} more bytes`, cursor.at);
  }
  return value;
}

function readValue(cursor: Cursor, depth: number): PhpValue {
  cursor.values += 1;
  if (cursor.values > cursor.limits.maxValues) {
    throw new BptError("too-many-values", `Expected at most ${cursor.limits.maxValues} values, found more`, cursor.at);
  }
  const tag = String.fromCharCode(cursor.bytes[cursor.at] ?? 0);
  switch (tag) {
    case "N":
      take(cursor, "N;");
      return nothing;
    case "b":
      return readBool(cursor);
    case "i":
      return readInt(cursor);
    case "d":
      return readFloat(cursor);
    case "s":
      return readString(cursor);
    case "a":
      return readArray(cursor, depth + 1);
    default:
      if (Object.hasOwn(refused, tag)) {
        throw new BptError(
          "unsupported",
          `Expected plain data (null, bool, int, float, string or array), found ${refused[tag]}`,
          cursor.at,
        );
      }
      throw unexpected(cursor, "a value");
  }
}

function readBool(cursor: Cursor): PhpValue {
  take(cursor, "b:");
  const digit = cursor.bytes[cursor.at];
  if (digit !== 0x30 && digit !== 0x31) throw unexpected(cursor, "0 or 1");
  cursor.at += 1;
  take(cursor, ";");
  return digit === 0x31 ? yes : no;
}

function readInt(cursor: Cursor): PhpKey {
  take(cursor, "i:");
  const start = cursor.at;
  const text = takeUntil(cursor, ";", longestInt, "an int");
  const int = intOf(text);
  if (int === null) throw new BptError("malformed", `Expected a 64-bit int as PHP writes it, found ${quoted(text)}`, start);
  return int;
}

function readFloat(cursor: Cursor): PhpValue {
  take(cursor, "d:");
  const start = cursor.at;
  const text = takeUntil(cursor, ";", longestFloat, "a float");
  const float = floatOf(text);
  if (float === null) throw new BptError("malformed", `Expected a float, found ${quoted(text)}`, start);
  return float;
}

function readString(cursor: Cursor): PhpKey {
  take(cursor, "s:");
  const start = cursor.at;
  const length = readCount(cursor, "the length of a string");
  take(cursor, '"');
  const end = cursor.at + length;
  if (end > cursor.bytes.byteLength) {
    throw new BptError("truncated", `Expected a string of ${length} bytes, found only ${cursor.bytes.byteLength - cursor.at}`, start);
  }
  const string = stringOf(cursor.bytes.subarray(cursor.at, end));
  cursor.at = end;
  take(cursor, '";');
  return string;
}

function readArray(cursor: Cursor, depth: number): PhpArray {
  checkDepth(depth, cursor.limits.maxDepth, cursor.at);
  take(cursor, "a:");
  const start = cursor.at;
  const count = readCount(cursor, "the length of an array");
  const most = Math.floor((cursor.bytes.byteLength - cursor.at) / shortestEntry);
  if (count > most) throw new BptError("truncated", `Expected an array of ${count} entries, found room for ${most}`, start);
  take(cursor, "{");
  const entries: PhpEntry[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const keyStart = cursor.at;
    const key = readKey(cursor);
    const identity = keyIdentity(key);
    if (seen.has(identity)) throw new BptError("duplicate-key", `Expected each key once, found ${quoted(identity)} again`, keyStart);
    seen.add(identity);
    entries.push([key, readValue(cursor, depth)]);
  }
  take(cursor, "}");
  return { kind: "array", entries };
}

function readKey(cursor: Cursor): PhpKey {
  const tag = cursor.bytes[cursor.at];
  if (tag === 0x69) return readInt(cursor);
  if (tag === 0x73) return readString(cursor);
  throw unexpected(cursor, "a key (int or string)");
}

function readCount(cursor: Cursor, what: string): number {
  const start = cursor.at;
  const text = takeUntil(cursor, ":", longestInt, what);
  const count = intOf(text)?.value;
  if (typeof count === "number" && count >= 0) return count;
  throw new BptError("malformed", `Expected ${what}, found ${quoted(text)}`, start);
}

function take(cursor: Cursor, expected: string): void {
  for (let index = 0; index < expected.length; index += 1) {
    if (cursor.bytes[cursor.at] !== expected.charCodeAt(index)) throw unexpected(cursor, quoted(expected.slice(index)));
    cursor.at += 1;
  }
}

function takeUntil(cursor: Cursor, end: string, longest: number, what: string): string {
  const start = cursor.at;
  const window = cursor.bytes.subarray(start, start + longest + 1);
  const length = window.indexOf(end);
  if (length >= 0) {
    cursor.at += length + 1;
    return window.toString("latin1", 0, length);
  }
  if (window.byteLength <= longest) {
    throw new BptError("truncated", `Expected ${what} and ${quoted(end)}, found the end of the data`, cursor.bytes.byteLength);
  }
  throw new BptError("malformed", `Expected ${what} of at most ${longest} letters and ${quoted(end)}, found no end of it`, start);
}

function unexpected(cursor: Cursor, expected: string): BptError {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) return new BptError("truncated", `Expected ${expected}, found the end of the data`, cursor.at);
  return new BptError("malformed", `Expected ${expected}, found ${quoted(String.fromCharCode(byte))}`, cursor.at);
}

// What came is an attacker's text: cut short, and with no letter that a terminal would obey.
function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return `"${short.replace(/[^\x20-\x7e\u0400-\u04ff…]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}
