// Building blocks for the parameters of methods, as tolerant as clients need: a form knows only text, PHP sends [] for an
// empty map, Python "True". Each says in its description what it takes, for the reference page and for error texts.

import { type ZodType, z } from "zod";
import { emptyMap, isMap, type PhpMap, type PhpValue } from "./php-value.ts";

/** A block that converts what it is given, or answers undefined for what it cannot take. */
export function coerced<T>(expected: string, convert: (given: PhpValue) => T | undefined): ZodType<T> {
  return z
    .transform((given: unknown, context) => {
      const converted = given === undefined ? undefined : convert(given as PhpValue);
      if (converted !== undefined) return converted;
      context.issues.push({ code: "custom", message: `expected ${expected}`, input: given });
      return z.NEVER;
    })
    .describe(expected);
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["y", true],
  ["1", true],
  ["true", true],
  ["on", true],
  ["n", false],
  ["0", false],
  ["false", false],
  ["off", false],
  ["none", false],
  ["", false],
]);

/** `Y`/`N`, 1/0, true/false and their spellings; undefined for anything else. */
export function toBoolean(given: PhpValue | undefined): boolean | undefined {
  if (typeof given === "boolean") return given;
  if (typeof given !== "string" && typeof given !== "number") return undefined;
  return booleans.get(String(given).trim().toLowerCase());
}

/** A whole number within what JavaScript holds exactly, as number or text; undefined for anything else. */
export function toInteger(given: PhpValue | undefined): number | undefined {
  const isText = typeof given === "string" && /^\s*[+-]?\d{1,16}\s*$/.test(given);
  if (typeof given !== "number" && !isText) return undefined;
  const integer = Number(given);
  return Number.isSafeInteger(integer) ? integer : undefined;
}

/** Scalars as PHP turns them into text (true is "1", false is ""); undefined for null and for arrays. */
export function toText(given: PhpValue | undefined): string | undefined {
  if (typeof given === "string") return given;
  if (typeof given === "number") return String(given);
  if (typeof given === "boolean") return given ? "1" : "";
  return undefined;
}

export const phpBool: ZodType<boolean> = coerced("Y or N, 1 or 0, true or false", toBoolean);
export const phpInt: ZodType<number> = coerced("a whole number", toInteger);
export const phpString: ZodType<string> = coerced("text", toText);

/** Any value, kept as it came. Use with `.optional()` where it may be absent. */
export const phpAny: ZodType<PhpValue> = coerced("any value", (given) => given);

// An empty map or list arrives as {}, [] or "", and from the Python SDK inside a batch as `key[]=`, which is [""].
function isEmpty(given: PhpValue): boolean {
  return given === "" || (Array.isArray(given) && (given.length === 0 || (given.length === 1 && given[0] === "")));
}

/** Undefined for scalars. A list counts as a map with the keys 0, 1, 2 … */
export function toMap(given: PhpValue | undefined): PhpMap | undefined {
  if (given === undefined || given === null) return undefined;
  if (isEmpty(given)) return emptyMap();
  if (Array.isArray(given)) return Object.assign(emptyMap(), given);
  return isMap(given) ? given : undefined;
}

/** Undefined for scalars. Of a map the values count, as for a list whose indexes have gaps. */
export function toList(given: PhpValue | undefined): readonly PhpValue[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (isEmpty(given)) return [];
  if (Array.isArray(given)) return given;
  return isMap(given) ? Object.values(given) : undefined;
}

/** A map with the caller's own keys, kept in their case, and values of one kind. */
export function phpMap<T>(values: ZodType<T>): ZodType<Readonly<Record<string, T>>> {
  return z
    .transform((given: unknown, context) => {
      const map = toMap(given as PhpValue | undefined);
      if (map === undefined) {
        context.issues.push({ code: "custom", message: "expected a map", input: given });
        return z.NEVER;
      }
      const parsed = Object.create(null) as Record<string, T>;
      for (const key of Object.keys(map)) {
        const item = values.safeParse(map[key]);
        if (item.success) parsed[key] = item.data;
        else context.issues.push({ code: "custom", message: messageOf(item.error), input: map[key], path: [key, ...pathOf(item.error)] });
      }
      return parsed;
    })
    .describe(`a map of ${values.description ?? "values"}`);
}

export function phpList<T>(items: ZodType<T>): ZodType<readonly T[]> {
  return listOf(items, toList, `a list of ${items.description ?? "values"}`);
}

/** As phpList, but a single value will do: `TASK_IDS=7`. */
export function phpListOrOne<T>(items: ZodType<T>): ZodType<readonly T[]> {
  return listOf(
    items,
    (given) => (isScalar(given) && given !== "" ? [given] : toList(given)),
    `one or several: ${items.description ?? "values"}`,
  );
}

function isScalar(given: PhpValue | undefined): given is string | number | boolean {
  return typeof given === "string" || typeof given === "number" || typeof given === "boolean";
}

function listOf<T>(items: ZodType<T>, read: (given: PhpValue | undefined) => readonly PhpValue[] | undefined, expected: string) {
  return z
    .transform((given: unknown, context): readonly T[] => {
      const list = read(given as PhpValue | undefined);
      if (list === undefined) {
        context.issues.push({ code: "custom", message: `expected ${expected}`, input: given });
        return z.NEVER;
      }
      const parsed: T[] = [];
      for (const [index, entry] of list.entries()) {
        const item = items.safeParse(entry);
        if (item.success) parsed.push(item.data);
        else context.issues.push({ code: "custom", message: messageOf(item.error), input: entry, path: [index, ...pathOf(item.error)] });
      }
      return parsed;
    })
    .describe(expected);
}

type Issues = { readonly issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[] };

function messageOf({ issues }: Issues): string {
  return issues[0]?.message ?? "invalid value";
}

function pathOf({ issues }: Issues): PropertyKey[] {
  return [...(issues[0]?.path ?? [])];
}

/** One text, or one a language: `"Text"` or `{ en: "Text", de: "…" }`. */
export type Localized = string | Readonly<Record<string, string>>;

export const localized: ZodType<Localized> = coerced("text, or texts by language", (given) => {
  const text = toText(given);
  if (text !== undefined) return text;
  if (!isMap(given)) return undefined;
  const texts = Object.create(null) as Record<string, string>;
  for (const language of Object.keys(given)) {
    const translation = toText(given[language] ?? "");
    if (translation === undefined) return undefined;
    texts[language] = translation;
  }
  return texts;
});

export interface UploadedFile {
  readonly name: string | null;
  readonly content: Buffer;
}

/** A file in every form that clients send: base64, [name, base64], [base64], {fileData: …}, {name, content}. */
export function base64File(limits: { readonly maxBytes: number }): ZodType<UploadedFile> {
  const expected = `a file of at most ${limits.maxBytes} bytes: base64, or [name, base64]`;
  return coerced(expected, (given) => {
    const parts = fileParts(given, 3);
    const content = parts === null ? undefined : decodeBase64(parts.content, limits.maxBytes);
    return parts === null || content === undefined ? undefined : { name: parts.name, content };
  });
}

interface FileParts {
  readonly name: string | null;
  readonly content: string;
}

function fileParts(given: PhpValue | undefined, levels: number): FileParts | null {
  if (typeof given === "string") return { name: null, content: given };
  if (levels === 0 || given === undefined) return null;
  if (isMap(given) && given["fileData"] !== undefined) return fileParts(given["fileData"], levels - 1);
  if (isMap(given) && given["content"] !== undefined) return namedFile(given["name"], given["content"]);
  const list = toList(given);
  if (list?.length === 1) return fileParts(list[0], levels - 1);
  return list?.length === 2 ? namedFile(list[0], list[1]) : null;
}

function namedFile(name: PhpValue | undefined, content: PhpValue | undefined): FileParts | null {
  return typeof content === "string" ? { name: toText(name) ?? null, content } : null;
}

// The PHP SDK wraps base64 in lines of 76 characters.
function decodeBase64(text: string, maxBytes: number): Buffer | undefined {
  const digits = /\s/.test(text) ? text.replaceAll(/\s+/g, "") : text;
  if (digits.length > Math.ceil(maxBytes / 3) * 4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits)) return undefined;
  const content = Buffer.from(digits, "base64");
  return content.length > maxBytes ? undefined : content;
}
