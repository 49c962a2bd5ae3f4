// Queries and forms as PHP reads them: `a[b][]=1` is a nested array. Every client was written against these rules.
// One pass; the work is bounded by the length of the text, the number of pairs and the depth of names.

import { Refusal } from "../operations/refusal.ts";
import { emptyMap, type MutablePhpMap, type PhpValue } from "./php-value.ts";

export const maxDepth = 32;
export const maxPairs = 10_000;

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
  return {
    add(name, value) {
      pairs += 1;
      if (pairs > maxPairs) throw new Refusal("request-malformed", { reason: `more than ${maxPairs} parameters` });
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
const percentEscape = /%([0-9a-fA-F]{2})/g;

function decodeComponent(bytes: string): string {
  if (isPlain.test(bytes)) return bytes;
  const unescaped = bytes.replaceAll("+", " ").replaceAll(percentEscape, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const text = isAscii.test(unescaped) ? unescaped : Buffer.from(unescaped, "latin1").toString("utf8");
  return withoutNul(text);
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
  return map;
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
