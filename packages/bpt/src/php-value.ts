// A PHP value as it stands in a file: order, kinds of keys, spelling of floats and bytes of strings are all kept.
import { isUtf8 } from "node:buffer";

export type PhpNull = { readonly kind: "null" };
export type PhpBool = { readonly kind: "bool"; readonly value: boolean };
/** A number where JavaScript holds it exactly; else its decimal text. */
export type PhpInt = { readonly kind: "int"; readonly value: number | string };
/** The text as it stood in the file: `1`, `0.1`, `1.0E+25`, `-0`, `INF`, `-INF` or `NAN`. */
export type PhpFloat = { readonly kind: "float"; readonly text: string };
export type PhpString = { readonly kind: "string"; readonly value: string };
/** A string that is not UTF-8, as in packages of 8-bit portals. */
export type PhpBytes = { readonly kind: "bytes"; readonly value: Uint8Array };
export type PhpArray = { readonly kind: "array"; readonly entries: readonly PhpEntry[] };

export type PhpKey = PhpInt | PhpString | PhpBytes;
export type PhpEntry = readonly [PhpKey, PhpValue];
export type PhpValue = PhpNull | PhpBool | PhpInt | PhpFloat | PhpString | PhpBytes | PhpArray;

const canonicalInt = /^(?:0|-?[1-9]\d{0,18})$/;
const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

/** The int that PHP writes as `text`, or null where it would never write one so (`+1`, `007`, beyond 64 bits). */
export function intOf(text: string): PhpInt | null {
  if (!canonicalInt.test(text)) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return { kind: "int", value };
  const exact = BigInt(text);
  return exact >= lowest && exact <= highest ? { kind: "int", value: text } : null;
}

const floatText = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NAN)$/;

/** The float of a text that PHP reads as one, or null. */
export function floatOf(text: string): PhpFloat | null {
  return floatText.test(text) ? { kind: "float", text } : null;
}

export function stringOf(bytes: Uint8Array): PhpString | PhpBytes {
  // Buffer's decoder keeps a leading byte order mark, which TextDecoder would drop.
  if (isUtf8(bytes)) return { kind: "string", value: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") };
  // A copy, so that a short string does not keep the whole file in memory.
  return { kind: "bytes", value: new Uint8Array(bytes) };
}

/** The key that PHP makes of an index written in code: `$a["5"]` is `$a[5]`, `$a["05"]` is not. */
export function keyOf(step: string | number): PhpKey {
  return intOf(String(step)) ?? { kind: "string", value: String(step) };
}

// A lone surrogate is in no string read from UTF-8, so bytes never meet a string of the same letters.
const notText = "\ud800";

/**
 * Two keys with the same identity are one key to PHP: `i:5` and `s:1:"5"`, since PHP turns the second into the first.
 * For an int and a string it is their text.
 */
export function keyIdentity(key: PhpKey): string {
  return key.kind === "bytes" ? notText + Buffer.from(key.value).toString("latin1") : String(key.value);
}

/** Whether the keys are 0, 1, 2, …, in this order: what PHP calls a list. */
export function isList(array: PhpArray): boolean {
  return array.entries.every(([key], index) => key.kind === "int" && key.value === index);
}
