// How values read as text: plain (`user_5`, `100|USD`) inside sentences, printable (`Ann Lee [5]`, `$100.00`) where the template asks for it.
import { baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { dateText, dateTimeText, parseClocked, parseDay, parseMoment, timeText } from "./dates.ts";
import { fileOf } from "./files.ts";
import { isTrue, leadingNumberOf, numberText } from "./loose.ts";
import { optionsOf } from "./property-types.ts";
import type { Scope } from "./scope.ts";
import { userText } from "./users.ts";

export type TextScope = Pick<Scope, "timeZone" | "directory" | "document" | "file">;

/** The text of a value inside a sentence. Several values are joined with ", ". */
export function plainText(value: Value, property: PropertyDefinition | null, scope: TextScope): string {
  return joined(value, (entry) => plainScalar(entry, property, scope));
}

/** The printable form: `Yes`, names, labels, dates, money. */
export function printableText(value: Value, property: PropertyDefinition | null, scope: TextScope): string {
  const type = property ? baseTypeOf(property.type) : "string";
  if (type === "user" || (property === null && namesPeople(value))) return userText(value, scope);
  return joined(value, (entry) => printableScalar(entry, property, scope));
}

/** Whether the value says no: the forms in which a flag is false. */
export function isNo(value: Value): boolean {
  if (typeof value === "string") return ["", "n", "no", "0", "false"].includes(value.trim().toLowerCase());
  return !isTrue(value);
}

function joined(value: Value, print: (entry: Value) => string): string {
  if (isList(value))
    return value
      .map((entry) => joined(entry, print))
      .filter((text) => text !== "")
      .join(", ");
  if (!isMap(value)) return print(value);
  // E-mail addresses and phones are maps of { VALUE, VALUE_TYPE }, rich text is { TEXT, TYPE }.
  const own = value["VALUE"] ?? value["TEXT"];
  return own === undefined ? joined(Object.values(value), print) : joined(own, print);
}

/** Without a declared type only a value that is nothing but references to people prints as people. */
function namesPeople(value: Value): boolean {
  const entries = isList(value) ? value : [value];
  return entries.length > 0 && entries.every((entry) => typeof entry === "string" && /^(?:user|group)_\w+$/.test(entry));
}

function plainScalar(value: Value, property: PropertyDefinition | null, scope: TextScope): string {
  const type = property ? baseTypeOf(property.type) : "string";
  switch (type) {
    case "date":
      return dayText(value, scope.timeZone);
    case "datetime":
      return momentText(value, scope.timeZone);
    case "time":
      return timeText(value, scope.timeZone) ?? scalarText(value);
    case "bool":
      return typeof value === "boolean" ? flagLetter(value) : scalarText(value);
    case "select":
    case "internalselect":
      return property ? labelOf(scalarText(value), optionsOf(property, scope.document)) : scalarText(value);
    default:
      return scalarText(value);
  }
}

function printableScalar(value: Value, property: PropertyDefinition | null, scope: TextScope): string {
  if (property === null || value === null || value === "") return plainScalar(value, property, scope);
  if (baseTypeOf(property.type) === "bool") return isNo(value) ? "No" : "Yes";
  if (/^(?:UF:|S:)?money$/i.test(property.type)) return moneyText(scalarText(value));
  if (/^UF:address$/i.test(property.type)) return scalarText(value).split("|")[0] ?? "";
  if (baseTypeOf(property.type) === "file") return fileText(value, scope);
  return plainScalar(value, property, scope);
}

/** As texts of messages and comments link: the address opens without signing in. */
function fileText(value: Value, scope: TextScope): string {
  const file = fileOf(value, scope);
  return file === null ? scalarText(value) : `[url=${file.publink}]${file.name}[/url]`;
}

export function scalarText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  return value === true ? "1" : "";
}

function labelOf(key: string, options: ValueMap | null): string {
  if (options === null || !Object.hasOwn(options, key)) return key;
  return scalarText(options[key] ?? null) || key;
}

function flagLetter(flag: boolean): string {
  return flag ? "Y" : "N";
}

function momentText(value: Value, timeZone: string): string {
  const moment = parseClocked(value, timeZone);
  return moment === null ? scalarText(value) : dateTimeText(moment.ms, moment.clock ?? timeZone);
}

function dayText(value: Value, timeZone: string): string {
  const day = parseDay(value, timeZone);
  if (day === null) return scalarText(value);
  return dateText(parseMoment(day, "UTC") ?? 0, "UTC");
}

function moneyText(text: string): string {
  const [amount = "", currency = ""] = text.split("|");
  if (!/^[A-Z]{3}$/.test(currency)) return text.replace("|", " ").trim();
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(leadingNumberOf(amount));
}
