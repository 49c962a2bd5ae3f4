// Between the types of properties. What cannot be converted becomes nothing (null), or stays as it is where it may still mean something.
import type { DocumentSnapshot } from "../model/context.ts";
import { type BaseType, baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { clockedDateTime, localDateTime, localTime, parseClocked, parseDay, parseMoment, parseTime } from "./dates.ts";
import { isTooDeep } from "./depth.ts";
import { isNumeric, leadingNumberOf } from "./loose.ts";
import { isNo, plainText, scalarText } from "./printable.ts";
import { isDocumentType, optionsOf, stringProperty } from "./property-types.ts";
import { namesOf } from "./users.ts";

/** What conversion needs to know: the portal's zone for dates, the document for borrowed choices. A Scope is one. */
export interface Place {
  readonly timeZone: string;
  readonly document?: Pick<DocumentSnapshot, "fields">;
}

/**
 * The value as the property holds it: its type, and a list exactly where the property is multiple.
 * Without a place dates stay as written, since their zone is not known.
 */
export function convertTo(value: Value, property: PropertyDefinition, place?: Place): Value {
  return convertFrom(value, null, property, place);
}

/** Like {@link convertTo} where the value's own type is known: a select gives a text its label, a date gives a number its timestamp. */
export function convertFrom(value: Value, from: PropertyDefinition | null, to: PropertyDefinition, place?: Place): Value {
  const given = isTooDeep(value) ? null : value;
  const entries = (to.multiple ? flattenCounted(given) : flatten(given)).flatMap((entry) => {
    const converted = convertScalar(entry, from, to, place);
    return isList(converted) ? converted : [converted];
  });
  const present = entries.filter((entry) => entry !== null && entry !== "");
  if (to.multiple) return present;
  return present[0] ?? (entries.includes("") && isTextual(to) ? "" : null);
}

/** For whoever knows only the portal's clock, documents and applications: dates that have one of their own, on the portal's. */
export function onPortalsClock(value: Value, { type }: PropertyDefinition, { timeZone }: Place): Value {
  const base = baseTypeOf(type);
  if (base !== "datetime" && base !== "time") return value;
  const turn = (entry: Value): Value => {
    if (typeof entry !== "string" || !entry.endsWith("]")) return entry;
    if (base === "time") return parseTime(entry, timeZone);
    const ms = parseMoment(entry, timeZone);
    return ms === null ? entry : localDateTime(ms, timeZone);
  };
  return isList(value) ? value.map(turn) : turn(value);
}

function isTextual(property: PropertyDefinition): boolean {
  return ["string", "text", "select", "internalselect"].includes(baseTypeOf(property.type));
}

function flatten(value: Value): readonly Value[] {
  return isList(value) ? value.flatMap(flatten) : [value];
}

/** A list with gaps, `{ 3: "a", 7: "b" }`, and the list of a form, `{ n0: "a", n1: "b" }`, are maps whose keys only count. */
function flattenCounted(value: Value): readonly Value[] {
  if (isList(value)) return value.flatMap(flattenCounted);
  const keys = isMap(value) ? Object.keys(value) : [];
  const isCounted = keys.length > 0 && keys.every((key) => /^n?\d+$/.test(key));
  return isCounted ? Object.values(value as ValueMap).flatMap(flattenCounted) : [value];
}

function convertScalar(value: Value, from: PropertyDefinition | null, to: PropertyDefinition, place: Place | undefined): Value {
  if (value === null || isDocumentType(to.type)) return value;
  const target = baseTypeOf(to.type);
  const source = from ? sourceType(from) : null;
  // Several people in one text ("Ann Lee [12]; author") are several values.
  if (target === "user") return toUsers(value, source);
  if (isMap(value)) return convertMap(value, to, place);
  switch (target) {
    case "string":
    case "text":
      return toText(value, from, place);
    case "int":
    case "double":
      return toNumber(value, source, target, place);
    case "bool":
      return toFlag(value, source);
    case "date":
    case "datetime":
    case "time":
      return toDate(value, source, target, place);
    case "select":
    case "internalselect":
      return toKey(value, to, place);
    case "file":
      return typeof value === "string" && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  }
}

function sourceType(from: PropertyDefinition): BaseType | null {
  return isDocumentType(from.type) ? null : baseTypeOf(from.type);
}

/** A file may be a map of its own; anything else converts its texts. */
function convertMap(value: Value, to: PropertyDefinition, place: Place | undefined): Value {
  if (to.type === "file") return value;
  return convertScalar(plainText(value, null, textPlace(place)), null, to, place);
}

function textPlace(place: Place | undefined): Parameters<typeof plainText>[2] {
  const document = { fields: place?.document?.fields ?? {} } as DocumentSnapshot;
  return { timeZone: place?.timeZone ?? "UTC", document, directory: { people: new Map(), departments: new Map() } };
}

function toText(value: Value, from: PropertyDefinition | null, place: Place | undefined): Value {
  if (typeof value === "string" && (from === null || place === undefined)) return value;
  return plainText(value, from ?? stringProperty, textPlace(place));
}

const dateTypes: ReadonlySet<BaseType | null> = new Set(["date", "datetime", "time"]);

function toNumber(value: Value, source: BaseType | null, target: "int" | "double", place: Place | undefined): Value {
  if (source === "bool" || typeof value === "boolean") return isNo(value) ? 0 : 1;
  if (dateTypes.has(source)) return timestampOf(value, source, place);
  if (source === "user") return Number(/^user_(\d{1,15})$/.exec(scalarText(value))?.[1] ?? Number.NaN) || null;
  const number = typeof value === "number" ? value : numberIn(scalarText(value));
  if (number === null || !Number.isFinite(number)) return null;
  return target === "int" ? Math.trunc(number) + 0 : number;
}

function timestampOf(value: Value, source: BaseType | null, place: Place | undefined): Value {
  if (source === "time" || place === undefined) return null;
  const ms = parseMoment(value, place.timeZone);
  return ms === null ? null : Math.floor(ms / 1000);
}

/** `1 234,50` → 1234.5; a text that begins with no number is 0, an empty one is nothing. */
function numberIn(text: string): number | null {
  const plain = text.replaceAll(/[ \u00a0]/g, "").replaceAll(",", ".");
  return plain === "" ? null : leadingNumberOf(plain);
}

function toFlag(value: Value, source: BaseType | null): Value {
  if (dateTypes.has(source) || source === "user" || source === "file") return null;
  if (typeof value === "string" && source !== "int" && source !== "double") {
    return ["y", "yes", "true", "1"].includes(value.trim().toLowerCase()) ? "Y" : "N";
  }
  return isNo(value) || (typeof value === "string" && leadingNumberOf(value) === 0) ? "N" : "Y";
}

function toDate(value: Value, source: BaseType | null, target: "date" | "datetime" | "time", place: Place | undefined): Value {
  if (value === "" || source === "bool" || source === "user" || source === "file" || typeof value === "boolean") return null;
  if (place === undefined) return value;
  const { timeZone } = place;
  const given = (source === "int" || source === "double") && typeof value === "string" && isNumeric(value) ? Number(value) : value;
  if (target === "date") return parseDay(given, timeZone);
  if (target === "time") return localTime(given, timeZone);
  const moment = parseClocked(given, timeZone);
  return moment && clockedDateTime(moment, timeZone);
}

function toUsers(value: Value, source: BaseType | null): Value {
  if (source === "bool" || dateTypes.has(source)) return null;
  if (typeof value === "number") return namesOf(Math.trunc(value))[0] ?? null;
  return namesOf(value).filter((name) => /^(?:user_\d+|group_\w+|author|responsible)$/.test(name));
}

/** The key of a choice. Its label will do; a text that is neither stays, since documents know choices that their definitions do not list. */
function toKey(value: Value, to: PropertyDefinition, place: Place | undefined): Value {
  const text = scalarText(value);
  const options = optionsOf(to, place?.document);
  if (options === null || Object.hasOwn(options, text)) return text;
  return Object.keys(options).find((key) => scalarText(options[key] ?? null) === text) ?? text;
}
