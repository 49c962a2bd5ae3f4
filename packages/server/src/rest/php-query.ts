// Queries and forms as PHP reads them: `a[b][]=1` is a nested array. Every client was written against these rules.
// One pass; the work is bounded by the length of the text, the number of pairs and the depth of names.

import { Refusal } from "../operations/refusal.ts";
import { emptyMap, inOrder, type MutablePhpMap, type PhpValue } from "./php-value.ts";

export const maxDepth = 32;
export const maxPairs = 10_000;
const maxNamesLength = 1_000_000;

/** PHP's ordered array while it is built; `next` is the key that `[]` takes. */
interface Branch {
  readonly entries: Map<string, Branch | Leaf>;
  next: number;
}

interface Leaf {
  readonly leaf: PhpValue;
}

export interface PhpForm {
  /** A decoded name such as `fields[PHONE][0]` with its value. */
  add(name: string, value: PhpValue): void;
  result(): MutablePhpMap;
}

/** `bytes` is a query or form body with one character per byte (latin1), as Node gives URLs. */
export function parseQueryBytes(bytes: string): MutablePhpMap {
  const form = phpForm();
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf("&", start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) addPair(form, bytes.slice(start, end));
    start = end + 1;
  }
  return form.result();
}

/** The same for text that is already decoded to characters, such as a command of a batch. */
export function parseQuery(text: string): MutablePhpMap {
  return parseQueryBytes(isAscii.test(text) ? text : Buffer.from(text, "utf8").toString("latin1"));
}

export function phpForm(): PhpForm {
  const root = branch();
  let pairs = 0;
  let namesLength = 0;
  return {
    add(name, value) {
      pairs += 1;
      namesLength += name.length;
      if (pairs > maxPairs) throw new Refusal("request-malformed", { reason: `more than ${maxPairs} parameters` });
      if (namesLength > maxNamesLength) {
        throw new Refusal("request-malformed", { reason: `names of parameters with more than ${maxNamesLength} characters in all` });
      }
      const path = splitName(name);
      if (path !== null) put(root, path, { leaf: value });
    },
    result() {
      const map = emptyMap();
      for (const [key, entry] of root.entries) map[key] = finished(entry);
      return map;
    },
  };
}

function addPair(form: PhpForm, pair: string): void {
  const equals = pair.indexOf("=");
  if (equals === -1) form.add(decodeComponent(pair), "");
  else form.add(decodeComponent(pair.slice(0, equals)), decodeComponent(pair.slice(equals + 1)));
}

const isAscii = /^[ -~]*$/;
const isPlain = /^[ -$&-*,-~]*$/;
const plus = "+".charCodeAt(0);
const percent = "%".charCodeAt(0);
const space = " ".charCodeAt(0);

// Byte by byte: replacing millions of escapes in a text would take many seconds.
function decodeComponent(bytes: string): string {
  if (isPlain.test(bytes)) return bytes;
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes.charCodeAt(at);
    if (byte === plus) byte = space;
    const escaped = byte === percent ? hexDigit(bytes.charCodeAt(at + 1)) * 16 + hexDigit(bytes.charCodeAt(at + 2)) : -1;
    if (escaped >= 0) {
      byte = escaped;
      at += 2;
    }
    if (byte === 0) continue; // see withoutNul
    decoded[length] = byte;
    length += 1;
  }
  return decoded.toString("utf8", 0, length);
}

/** So far below zero, where it is none, that no other digit makes up for it. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1000;
}

/** PostgreSQL text cannot hold the NUL character, and no client means it. */
export function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

/** Keys of a name; null stands for `[]`. Null if there is no name at all, which PHP drops. */
function splitName(name: string): (string | null)[] | null {
  const trimmed = name.trimStart();
  const open = trimmed.indexOf("[");
  if (open === 0 || trimmed === "") return null;
  // At the top level dots and spaces become underscores, and so does a bracket that nothing closes.
  if (open === -1 || !trimmed.includes("]", open)) return [trimmed.replaceAll(/[ .[]/g, "_")];
  const path: (string | null)[] = [trimmed.slice(0, open).replaceAll(/[ .]/g, "_")];
  let position = open;
  while (trimmed[position] === "[") {
    const close = trimmed.indexOf("]", position);
    if (close === -1) break; // `a[b][c` is `a[b]`, and `a[b]c` too: what follows is dropped.
    const key = trimmed.slice(position + 1, close);
    path.push(key === "" || key === " " ? null : key);
    if (path.length > maxDepth) throw new Refusal("request-malformed", { reason: `parameters nested deeper than ${maxDepth}` });
    position = close + 1;
  }
  return path;
}

const integerKey = /^(0|[1-9]\d{0,14})$/;

function branch(): Branch {
  return { entries: new Map(), next: 0 };
}

function put(root: Branch, path: readonly (string | null)[], leaf: Leaf): void {
  let at = root;
  for (const [index, part] of path.entries()) {
    const key = part ?? String(at.next);
    if (integerKey.test(key)) at.next = Math.max(at.next, Number(key) + 1);
    if (index === path.length - 1) {
      at.entries.set(key, leaf);
      return;
    }
    const existing = at.entries.get(key);
    if (existing !== undefined && "entries" in existing) {
      at = existing;
    } else {
      const inner = branch();
      at.entries.set(key, inner);
      at = inner;
    }
  }
}

function finished(entry: Branch | Leaf): PhpValue {
  if ("leaf" in entry) return entry.leaf;
  if (isList(entry)) return Array.from(entry.entries.values(), finished);
  const map = emptyMap();
  for (const [key, inner] of entry.entries) map[key] = finished(inner);
  return entry.next === 0 ? map : inOrder(map, entry.entries.keys());
}

function isList({ entries, next }: Branch): boolean {
  if (entries.size !== next) return false;
  let expected = 0;
  for (const key of entries.keys()) {
    if (key !== String(expected)) return false;
    expected += 1;
  }
  return true;
}
