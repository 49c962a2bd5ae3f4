// `$result[key][field][0]` in the values of a batch command: the result of an earlier command stands in its place.

import { Refusal } from "../operations/refusal.ts";
import { emptyMap, isMap, type Params, type PhpValue } from "./php-value.ts";

export interface Substitution {
  readonly results: ReadonlyMap<string, unknown>;
  /** What may still be put into texts: commands that double each other's results would otherwise fill the memory. */
  charactersLeft: number;
}

/** What a reference costs beside what it inserts: finding its result takes time too. */
const referenceCost = 100;

const reference = /\$result((?:\[[^[\]]*\])+)/g;

/** Names are left alone; values are resolved at any depth, after all decoding. */
export function resolveReferences(params: Params, substitution: Substitution): Params {
  const resolved = emptyMap();
  for (const name of Object.keys(params)) resolved[name] = resolve(params[name] ?? null, substitution);
  return resolved;
}

function resolve(given: PhpValue, substitution: Substitution): PhpValue {
  if (typeof given === "string") return given.includes("$result[") ? resolveText(given, substitution) : given;
  if (Array.isArray(given)) return given.map((item) => resolve(item, substitution));
  return isMap(given) ? resolveReferences(given, substitution) : given;
}

// A value that is one reference and nothing else takes what it finds as it is, lists too: clients pass whole lists of ids.
function resolveText(text: string, substitution: Substitution): PhpValue {
  const [match] = text.matchAll(reference);
  if (match !== undefined && match[0].length === text.length) return find(match[1] ?? "", substitution.results) ?? "";
  return text.replaceAll(reference, (_, path: string) => {
    const found = find(path, substitution.results);
    const inserted = typeof found === "object" || found === undefined ? "" : scalarText(found);
    substitution.charactersLeft -= inserted.length + referenceCost;
    if (substitution.charactersLeft < 0) throw new Refusal("request-malformed", { reason: "the results put into this batch are too long" });
    return inserted;
  });
}

function scalarText(found: string | number | boolean): string {
  if (typeof found === "boolean") return found ? "1" : "";
  return String(found);
}

function find(path: string, results: ReadonlyMap<string, unknown>): PhpValue | undefined {
  const [first = "", ...rest] = path.slice(1, -1).split("][");
  let at = results.get(first);
  for (const key of rest) at = member(at, key);
  // Results are plain values: they are about to be written as JSON.
  return at as PhpValue | undefined;
}

function member(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return /^\d+$/.test(key) ? container[Number(key)] : undefined;
  if (typeof container !== "object" || container === null || !Object.hasOwn(container, key)) return undefined;
  return (container as Readonly<Record<string, unknown>>)[key];
}
