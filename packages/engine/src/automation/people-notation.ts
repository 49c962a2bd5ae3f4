// References as designers show them to people: `{{Responsible person > printable}}`, `{{~*:Code}}`, `{{~A1:Result # a label}}`. Templates
// hold `{=…}` and nothing else, so these are turned into it when robots are stored. `{{=…}}` is a formula, and stays.
import { isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import type { Robot } from "./robot.ts";

/** What stands for a title: `{ "Responsible person": "Document:ASSIGNED_BY_ID" }`. Of equal titles the first counts. */
export type Titles = ReadonlyMap<string, string>;

/** @param names pairs of a title and what it stands for */
export function titlesOf(names: Iterable<readonly [title: string, reference: string]>): Titles {
  const titles = new Map<string, string>();
  for (const [title, reference] of names) {
    const key = keyOf(title);
    if (key !== "" && !titles.has(key)) titles.set(key, reference);
  }
  return titles;
}

/** Only in what is evaluated: properties, and the values of conditions. A title that nothing has stays as it is written. */
export function readNotation(robot: Robot, titles: Titles): Robot {
  const { condition } = robot;
  return {
    ...robot,
    properties: readMap(robot.properties, titles),
    condition: condition && { ...condition, items: condition.items.map((item) => ({ ...item, value: readValue(item.value, titles) })) },
  };
}

function readMap(map: ValueMap, titles: Titles): ValueMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]): [string, Value] => [key, readValue(value, titles)]));
}

function readValue(value: Value, titles: Titles): Value {
  if (typeof value === "string") return readText(value, titles);
  if (isList(value)) return value.map((entry) => readValue(entry, titles));
  return isMap(value) ? readMap(value, titles) : value;
}

const written = /\{\{(?!=)([^{}]{1,500})\}\}/g;
const coded = /^~(\*|&|\w{1,200}):([\w.]{1,200})$/;

function readText(text: string, titles: Titles): string {
  return text.replaceAll(written, (whole, inner: string) => {
    const { name, modifiers } = partsOf(inner);
    const reference = codedReference(name) ?? titles.get(keyOf(name));
    return reference === undefined ? whole : `{=${reference}${modifiers}}`;
  });
}

const objects: Readonly<Record<string, string>> = { "*": "Template", "&": "Constant" };

function codedReference(name: string): string | null {
  const [, object = "", field = ""] = coded.exec(name) ?? [];
  return object === "" ? null : `${objects[object] ?? object}:${field}`;
}

/** A label stands behind `#` and means nothing, but only where a code stands before it: titles may hold the sign. */
function partsOf(inner: string): { readonly name: string; readonly modifiers: string } {
  const trimmed = inner.trim();
  const label = trimmed.startsWith("~") ? trimmed.indexOf("#") : -1;
  const plain = label < 0 ? trimmed : trimmed.slice(0, label).trim();
  const at = plain.lastIndexOf(">");
  const modifiers = at < 0 ? "" : plain.slice(at + 1).trim();
  if (!/^[\w:]+(?:\s*,\s*\w+)?$/.test(modifiers)) return { name: plain, modifiers: "" };
  return { name: plain.slice(0, at).trim(), modifiers: ` > ${modifiers}` };
}

function keyOf(title: string): string {
  return title.trim().toLowerCase();
}
