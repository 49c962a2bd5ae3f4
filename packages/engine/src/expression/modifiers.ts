// What a reference stands for: the value behind it, with its modifiers (`{=Document:CREATED_BY > friendly}`) applied.
import { type BaseType, baseTypeOf, baseTypes, type PropertyDefinition } from "../model/property.ts";
import { isList, isMap, type Value } from "../model/value.ts";
import { convertFrom } from "./convert.ts";
import { clockAt, clockedDateTime, localTime, parseMoment } from "./dates.ts";
import { isTooDeep } from "./depth.ts";
import { fileOf } from "./files.ts";
import { plainText, printableText, scalarText } from "./printable.ts";
import { propertyOfType, stringProperty } from "./property-types.ts";
import type { Reference } from "./reference.ts";
import type { Resolved, Scope } from "./scope.ts";
import { usersOf, userText, zoneOf } from "./users.ts";
import { offsetMs } from "./zones.ts";

const printableSuffix = "_printable";

/** Undefined where the object is not known. */
export function resolveReference(reference: Reference, scope: Scope): Resolved | undefined {
  const resolved = resolveField(reference.object, reference.field, scope);
  reportUnknown(`reference ${reference.source}`, resolved, scope);
  return resolved && applyModifiers(resolved, reference.modifiers, scope);
}

/** Resolves a name; `_PRINTABLE` after a field's name asks for its printable form, unless there is a field of exactly that name. */
export function resolveField(object: string, field: string, scope: Scope): Resolved | undefined {
  const exact = resolveShallow(object, field, scope);
  if (!field.toLowerCase().endsWith(printableSuffix)) return exact;
  if (exact && (exact.property !== null || exact.value !== null)) return exact;
  const resolved = resolveShallow(object, field.slice(0, -printableSuffix.length), scope);
  if (resolved?.isUnknown) return { ...text(""), isUnknown: true };
  return resolved && text(printableText(resolved.value, resolved.property, scope));
}

/** @param expression how the name stands in the template */
export function reportUnknown(expression: string, resolved: Resolved | undefined, scope: Scope): void {
  if (resolved === undefined) scope.problem?.(expression, "nothing has this name");
  else if (resolved.isUnknown) scope.problem?.(expression, "there is no field of this name, so it is empty");
}

function resolveShallow(object: string, field: string, scope: Scope): Resolved | undefined {
  const resolved = scope.resolve(object, field);
  if (resolved === undefined || !isTooDeep(resolved.value)) return resolved;
  scope.problem?.(`${object}:${field}`, "it holds lists in lists beyond all measure and counts as empty");
  return { value: null, property: resolved.property };
}

/** In the order written: a format makes a text, which a type after it converts; a type converts the value, which a format after it prints. */
function applyModifiers(resolved: Resolved, modifiers: readonly string[], scope: Scope): Resolved {
  const names = modifiers.map((name) => name.toLowerCase());
  // As strings people and choices would lose what their printable form is made of.
  const needed = names.includes("printable") ? names.filter((name) => name !== "string") : names;
  return needed.reduce((value, name) => applyModifier(value, name, scope), resolved);
}

/** A value inside a sentence; lists are joined with ", ". */
export function textOf(resolved: Resolved, scope: Scope): string {
  return plainText(resolved.value, resolved.property, scope);
}

function applyModifier(resolved: Resolved, name: string, scope: Scope): Resolved {
  return formats.get(name)?.(resolved, scope) ?? toType(resolved, name, scope);
}

type Format = (resolved: Resolved, scope: Scope) => Resolved;

/** On another clock: a date alone is the same day on all of them. */
const onClock =
  (zoneFor: (scope: Scope) => string): Format =>
  ({ value, property }, scope) => {
    const type = property ? baseTypeOf(property.type) : null;
    if (type !== "datetime" && type !== "time") return { value, property };
    const turn = (entry: Value): Value => (type === "time" ? timeIn : dateTimeIn)(entry, zoneFor(scope), scope) ?? entry;
    return { value: isList(value) ? value.map(turn) : turn(value), property };
  };

function dateTimeIn(value: Value, zone: string, { timeZone }: Scope): string | null {
  const ms = parseMoment(value, timeZone);
  return ms === null ? null : clockedDateTime({ ms, clock: clockAt(ms, zone, timeZone) }, timeZone);
}

/** A time of day is of no day: the clocks are compared as they are now. */
function timeIn(value: Value, zone: string, { now, timeZone }: Scope): string | null {
  return localTime(value, timeZone, { aheadMs: offsetMs(now, zone) - offsetMs(now, timeZone) });
}

const onServersClock = onClock(({ timeZone }) => timeZone);
const onOwnersClock = onClock((scope) => {
  const [owner] = usersOf("responsible", scope);
  return owner === undefined ? scope.timeZone : zoneOf(owner, scope);
});

const filePart =
  (part: FilePart): Format =>
  ({ value, property }, scope) =>
    isOf("file", property) ? text(filesText(value, part, scope)) : { value, property };

/** Every modifier that is not the name of a type. A Map, so that no name reaches what every object inherits. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["printable", ({ value, property }, scope) => text(printableText(value, property, scope))],
  ["friendly", ({ value, property }, scope) => (isOf("user", property) ? text(userText(value, scope, false)) : { value, property })],
  ["server", onServersClock],
  ["author", onOwnersClock],
  ["responsible", onOwnersClock],
  ["src", filePart("src")],
  ["name", filePart("name")],
  ["publink", filePart("publink")],
  ["shortlink", filePart("shortlink")],
]);

/** Of that type, or of none that is known. */
function isOf(type: BaseType, property: PropertyDefinition | null): boolean {
  return property === null || baseTypeOf(property.type) === type;
}

function toType({ value, property }: Resolved, name: string, scope: Scope): Resolved {
  const type = [...baseTypes, ...Object.values(scope.document.fields).map((field) => field.type)].find(
    (known) => known.toLowerCase() === name,
  );
  if (type === undefined) return { value, property };
  const multiple = isList(value);
  const target = {
    ...propertyOfType(type, multiple),
    ...(keepsChoices(type) && property ? { options: property.options, settings: property.settings } : {}),
  };
  return { value: convertFrom(value, property, target, scope), property: target };
}

function keepsChoices(type: string): boolean {
  return type === "select" || type === "internalselect";
}

type FilePart = "src" | "name" | "publink" | "shortlink";

/** A file is known by its number; applications may return maps that say the rest. */
function filesText(value: Value, part: FilePart, scope: Scope): string {
  const files = isList(value) ? value : [value];
  return files
    .map((file) => {
      if (isMap(file)) return scalarText(file[part] ?? null);
      return fileOf(file, scope)?.[part] ?? scalarText(file);
    })
    .filter((part) => part !== "")
    .join(", ");
}

function text(value: string): Resolved {
  return { value, property: stringProperty };
}
