// A value as JSON text for a database column: lossless, compact, and checked again when it is read.
//
//     null true 5 "text"                    themselves
//     { "i": "9223372036854775807" }        an int beyond what JSON readers keep exactly
//     { "f": "1.0E+25" }                    a float, as spelled in the file
//     { "b": "z/Do" }                       a string in base64: not UTF-8, or with a letter that PostgreSQL refuses in JSON
//     [1, 2]                                an array with the keys 0, 1, …
//     { "a": ["key", 1, 7, 2] }             any other array: key, value, key, value, …
import { BptError } from "./bpt-error.ts";
import { checkDepth, fullLimits, type Limits } from "./limits.ts";
import { floatOf, intOf, isList, keyIdentity, type PhpEntry, type PhpInt, type PhpKey, type PhpValue, stringOf } from "./php-value.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [marker: string]: Json };
type Reader = { readonly limits: Limits; values: number };

// PostgreSQL's jsonb refuses the letter NUL and half surrogate pairs.
const notForJsonb = /[\0\p{Surrogate}]/u;
const base64Text = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function toStored(value: PhpValue): string {
  return JSON.stringify(jsonOf(value, 0));
}

export function fromStored(text: string, limits: Partial<Limits> = {}): PhpValue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BptError("bad-stored-text", "Expected stored JSON, found text that is none", null, { cause });
  }
  return valueIn({ limits: fullLimits(limits), values: 0 }, json, 0);
}

function jsonOf(value: PhpValue, depth: number): Json {
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
      return value.value;
    case "int":
      return typeof value.value === "number" ? value.value : { i: value.value };
    case "float":
      return { f: value.text };
    case "string":
      return notForJsonb.test(value.value) ? { b: Buffer.from(value.value, "utf8").toString("base64") } : value.value;
    case "bytes":
      return { b: Buffer.from(value.value).toString("base64") };
    case "array":
      checkDepth(depth + 1);
      if (isList(value)) return value.entries.map(([, inner]) => jsonOf(inner, depth + 1));
      return { a: value.entries.flatMap(([key, inner]) => [jsonOf(key, depth), jsonOf(inner, depth + 1)]) };
  }
}

function valueIn(reader: Reader, json: unknown, depth: number): PhpValue {
  reader.values += 1;
  if (reader.values > reader.limits.maxValues) {
    throw new BptError("too-many-values", `Expected at most ${reader.limits.maxValues} values, found more`);
  }
  if (json === null) return { kind: "null" };
  if (typeof json === "boolean") return { kind: "bool", value: json };
  if (Array.isArray(json)) return listOf(reader, json, depth + 1);
  const marked = markedIn(json);
  if (marked?.marker === "a" && Array.isArray(marked.content)) return mapOf(reader, marked.content, depth + 1);
  const float = marked?.marker === "f" && typeof marked.content === "string" ? floatOf(marked.content) : null;
  return float ?? keyIn(json);
}

function listOf(reader: Reader, items: readonly unknown[], depth: number): PhpValue {
  checkDepth(depth, reader.limits.maxDepth);
  return { kind: "array", entries: items.map((item, index) => [{ kind: "int", value: index }, valueIn(reader, item, depth)]) };
}

function mapOf(reader: Reader, flat: readonly unknown[], depth: number): PhpValue {
  checkDepth(depth, reader.limits.maxDepth);
  if (flat.length % 2 !== 0)
    throw new BptError("bad-stored-text", "Expected a value for each key of a stored array, found a key without one");
  const entries: PhpEntry[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < flat.length; index += 2) {
    const key = keyIn(flat[index]);
    const identity = keyIdentity(key);
    if (seen.has(identity))
      throw new BptError("duplicate-key", `Expected each key of a stored array once, found ${JSON.stringify(identity)} again`);
    seen.add(identity);
    entries.push([key, valueIn(reader, flat[index + 1], depth)]);
  }
  return { kind: "array", entries };
}

/** Ints and strings: what may also be a key. */
function keyIn(json: unknown): PhpKey {
  if (typeof json === "string") return { kind: "string", value: json };
  if (Number.isSafeInteger(json) && !Object.is(json, -0)) return { kind: "int", value: Number(json) };
  const marked = markedIn(json);
  if (marked !== null && typeof marked.content === "string") {
    const int = marked.marker === "i" ? unsafeInt(marked.content) : null;
    if (int !== null) return int;
    if (marked.marker === "b" && base64Text.test(marked.content)) return stringOf(Buffer.from(marked.content, "base64"));
  }
  throw new BptError("bad-stored-text", `Expected a stored value, found ${JSON.stringify(json).slice(0, 80)}`);
}

/** A small int must be stored as a number, or it would have two forms. */
function unsafeInt(text: string): PhpInt | null {
  const int = intOf(text);
  return typeof int?.value === "string" ? int : null;
}

function markedIn(json: unknown): { readonly marker: string; readonly content: unknown } | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const [first, ...others] = Object.entries(json);
  return first === undefined || others.length > 0 ? null : { marker: first[0], content: first[1] };
}
