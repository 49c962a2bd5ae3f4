// A value as plain data for the engine, and back. Convenient, not lossless: to change a package, use path.ts.
import { BptError } from "./bpt-error.ts";
import { phpFloatText } from "./float-text.ts";
import { checkDepth } from "./limits.ts";
import { keyIdentity, keyOf, type PhpArray, type PhpKey, type PhpValue } from "./php-value.ts";

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Arrays with the keys 0, 1, … in this order (and empty ones) become arrays; all others objects without a prototype, in
 * which JavaScript moves keys that look like ints to the front. An int that JavaScript cannot hold becomes its text.
 * Strings that are not UTF-8 are read as windows-1251, the charset of nearly all portals that wrote such packages; it
 * gives a letter to each of the 256 bytes, so two such strings that differ stay different.
 */
export function toPlain(value: PhpValue): Plain {
  return plainOf(value, 0);
}

/** The text of an 8-bit string; see `toPlain`. */
export function textOfBytes(bytes: Uint8Array): string {
  return new TextDecoder("windows-1251").decode(bytes);
}

function plainOf(value: PhpValue, depth: number): Plain {
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "int":
    case "string":
      return value.value;
    case "float":
      return numberOf(value.text);
    case "bytes":
      return textOfBytes(value.value);
    case "array":
      checkDepth(depth + 1);
      return plainArray(value, depth + 1);
  }
}

function plainArray(array: PhpArray, depth: number): Plain {
  // By identity, not by kind: a key that stands as the string "0" in the file is the int 0 once PHP has read it.
  if (array.entries.every(([key], index) => keyIdentity(key) === String(index))) {
    return array.entries.map(([, inner]) => plainOf(inner, depth));
  }
  // Without a prototype, "__proto__" is a key like any other.
  const object: Record<string, Plain> = Object.create(null);
  for (const [key, inner] of array.entries)
    object[key.kind === "bytes" ? textOfBytes(key.value) : String(key.value)] = plainOf(inner, depth);
  return object;
}

function numberOf(text: string): number {
  if (text === "NAN") return Number.NaN;
  if (text === "INF") return Number.POSITIVE_INFINITY;
  return text === "-INF" ? Number.NEGATIVE_INFINITY : Number(text);
}

/** Whole numbers that JavaScript holds exactly become ints, other numbers floats; keys that PHP reads as ints become ints. */
export function fromPlain(plain: Plain): PhpValue {
  return phpOf(plain, 0);
}

function phpOf(plain: Plain, depth: number): PhpValue {
  if (plain === null) return { kind: "null" };
  switch (typeof plain) {
    case "boolean":
      return { kind: "bool", value: plain };
    case "number":
      return isInt(plain) ? { kind: "int", value: plain } : { kind: "float", text: phpFloatText(plain) };
    case "string":
      return { kind: "string", value: wellFormed(plain) };
    case "object":
      checkDepth(depth + 1);
      return {
        kind: "array",
        entries: Object.entries(plain).map(([key, inner]) => [plainKey(key), phpOf(inner, depth + 1)]),
      };
    default:
      throw new BptError("bad-plain-value", `Expected plain data, found a value of type ${typeof plain}`);
  }
}

function plainKey(key: string): PhpKey {
  // Not mended as values are: two keys could become one.
  if (halfPair.test(key)) throw new BptError("bad-plain-value", `Expected a key of whole letters, found ${JSON.stringify(key)}`);
  return keyOf(key);
}

function isInt(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

const halfPair = /\p{Surrogate}/u;

// Half a surrogate pair has no UTF-8 form. Written at once as it would be in a file, it cannot change on the way.
function wellFormed(text: string): string {
  return halfPair.test(text) ? text.replace(/\p{Surrogate}/gu, "\ufffd") : text;
}
