// One value of a field in its three forms. Stored: texts as clients read them (`"1000.00"`, `"5"`, `"Y"`), moments at UTC, so that they sort as texts.
// Engine: users as `user_5`, dates in the portal's zone. Wire: texts, dates of days as the portal's midnight.
import { asFlag, asList, asText, baseTypeOf, isMap, type PropertyDefinition, type Value, type ValueMap } from "@kontor/engine/model";
import { dateTimeText, midnightText, readDate } from "./zone-time.ts";

export interface Format {
  readonly zone: string;
  /** Digits after the point of doubles; null: as the caller wrote them. */
  readonly decimals: number | null;
}

/** From whoever writes, a client or the engine. What is no value of the type becomes null: the product never fails on it. */
export function toStored(field: PropertyDefinition, value: Value, format: Format): Value {
  if (isMultiField(field)) return asList(value).map(cleaned);
  if (field.multiple) {
    return asList(value)
      .map((item) => scalarToStored(field, unwrapped(item), format))
      .filter((item) => item !== null && item !== "");
  }
  // A map in a field that holds one value is a keyed list of one, `{ n0: … }`, or a value with parts of its own.
  const single = isMap(value) ? unwrapped(value) : (asList(value)[0] ?? null);
  return scalarToStored(field, single, format);
}

function scalarToStored(field: PropertyDefinition, value: Value, format: Format): Value {
  if (value === null) return null;
  const text = cleanText(asText(value));
  switch (baseTypeOf(field.type)) {
    case "bool":
      return asFlag(value) ? "Y" : "N";
    case "int":
      return integerText(text);
    case "double":
      return doubleText(text, format.decimals);
    case "user":
      return /^(?:user_)?(\d{1,15})$/.exec(text.trim())?.[1] ?? null;
    case "date":
      return readDate(text, format.zone)?.date ?? null;
    case "datetime":
      return momentText(text, format.zone, "UTC");
    case "file":
      return cleaned(value);
    case "select":
      return typeof value === "object" ? cleaned(value) : keyOf(field.options, text);
    default:
      return typeof value === "object" ? cleaned(value) : text;
  }
}

/** A choice by its key or its label; any other text stays, since fields hold values that their choices no longer list. */
function keyOf(options: ValueMap | null, text: string): string {
  if (options === null || Object.hasOwn(options, text)) return text;
  return Object.keys(options).find((key) => asText(options[key]) === text) ?? text;
}

function integerText(text: string): string | null {
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? String(number) : null;
}

function doubleText(text: string, decimals: number | null): string | null {
  const number = Number.parseFloat(text.replaceAll(/\s/g, "").replace(",", "."));
  if (decimals !== null) return (Number.isFinite(number) && Math.abs(number) < 1e20 ? number : 0).toFixed(decimals);
  return Number.isFinite(number) ? String(number) : null;
}

function momentText(text: string, readIn: string, writtenIn: string): string | null {
  const read = readDate(text, readIn);
  return read ? dateTimeText(read.moment, writtenIn) : null;
}

/** Telephones, addresses and the like: lists of `{ VALUE, VALUE_TYPE }`. */
export function isMultiField(field: PropertyDefinition): boolean {
  return field.type === "phone" || field.type === "email" || field.type === "web" || field.type === "im";
}

/** `{ n0: "x" }` and `{ 3743: { VALUE: "x" } }` hold "x"; `{ TEXT, TYPE }` is a value itself. */
function unwrapped(value: Value): Value {
  if (!isMap(value)) return value;
  if ("VALUE" in value) return value["VALUE"] ?? null;
  const [only, ...more] = Object.entries(value);
  return only !== undefined && more.length === 0 && /^n?\d+$/.test(only[0]) ? unwrapped(only[1]) : value;
}

/** The database holds neither NUL nor half a surrogate pair in a text. */
function cleanText(text: string): string {
  return text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/** Any value in texts that the database holds. */
export function cleaned(value: Value): Value {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), cleaned(item)]));
  return value.map(cleaned);
}

/** A field of no known type: texts, so that clients and filters see one form. */
export function ownValue(value: Value): Value {
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? value.map((item: Value) => ownValue(item)) : cleaned(value);
}

export function toEngine(field: PropertyDefinition, stored: Value, zone: string): Value {
  if (Array.isArray(stored)) return stored.map((item: Value) => toEngine(field, item, zone));
  if (typeof stored !== "string" || stored === "") return stored;
  const base = baseTypeOf(field.type);
  if (base === "user") return stored.startsWith("user_") ? stored : `user_${stored}`;
  if (base !== "datetime") return stored;
  return momentText(stored, "UTC", zone) ?? stored;
}

export function toWire(field: PropertyDefinition, stored: Value, zone: string): Value {
  if (Array.isArray(stored)) return stored.map((item: Value) => toWire(field, item, zone));
  if (typeof stored !== "string" || stored === "") return stored;
  const base = baseTypeOf(field.type);
  if (base === "date") return midnightText(stored, zone);
  if (base === "datetime") return momentText(stored, "UTC", zone) ?? stored;
  return base === "user" ? stored.replace(/^user_/, "") : stored;
}
