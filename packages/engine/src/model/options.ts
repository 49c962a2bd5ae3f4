// The choices of a select, in the forms in which templates, applications and forms write them.
import { asText, isList, isMap, type Value, type ValueMap } from "./value.ts";

/**
 * Key → label of a map, of [key, label] pairs, of groups of choices (which are all choices alike), or of lines `[key]label`.
 * Null: there are none.
 */
export function parseOptions(raw: Value | undefined): ValueMap | null {
  if (typeof raw === "string") return ofLines(raw);
  if (isMap(raw)) return Object.fromEntries(Object.entries(raw).flatMap(([key, entry]) => choicesIn(key, entry)));
  if (!isList(raw) || raw.length === 0) return null;
  return Object.fromEntries(raw.flatMap((entry, index) => pairIn(entry) ?? choicesIn(String(index), entry)));
}

type Choice = readonly [key: string, label: Value];

function choicesIn(key: string, entry: Value): readonly Choice[] {
  if (isList(entry)) return pairIn(entry) ?? [[key, entry[0] ?? ""]];
  if (!isMap(entry)) return [[key, entry]];
  if (isLocalised(entry)) return [[key, entry["en"] ?? ""]];
  return Object.entries(entry).flatMap(([inner, label]) => choicesIn(inner, label));
}

/** `["a", "A"]`, and in a list also `{ ID: "a", VALUE: "A" }`: the first of the two is the key, whatever they are called. */
function pairIn(entry: Value): readonly Choice[] | null {
  if (!isList(entry) && (!isMap(entry) || isLocalised(entry))) return null;
  const [key, label, ...more] = Object.values(entry);
  const isPair = more.length === 0 && isScalar(key) && isScalar(label);
  return isPair ? [[asText(key), label ?? ""]] : null;
}

function isLocalised(entry: ValueMap): boolean {
  return Object.hasOwn(entry, "en") && Object.keys(entry).every((key) => /^[a-z]{2}$/.test(key));
}

function isScalar(value: Value | undefined): boolean {
  return value !== undefined && (typeof value !== "object" || value === null);
}

function ofLines(text: string): ValueMap | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return null;
  return Object.fromEntries(
    lines.map((line): Choice => {
      const keyed = /^\[([^\]]*)\](.*)$/.exec(line.trim());
      return keyed ? [keyed[1] ?? "", (keyed[2] ?? "").trim()] : [line.trim(), line.trim()];
    }),
  );
}
