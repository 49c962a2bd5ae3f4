// The definition of a parameter, a variable, a constant, a result or a document field.
import { parseOptions } from "./options.ts";
import { asFlag, asMap, asText, isMap, type Value, type ValueMap } from "./value.ts";

export interface PropertyDefinition {
  readonly name: string;
  readonly description: string;
  /** A base type (`baseTypes`) or a type of the document such as `UF:money`. Old one-letter codes are translated. */
  readonly type: string;
  readonly required: boolean;
  readonly multiple: boolean;
  /** Choices of a select: key → label. */
  readonly options: ValueMap | null;
  readonly settings: Value;
  readonly default: Value;
}

export const baseTypes = [
  "string",
  "text",
  "int",
  "double",
  "bool",
  "date",
  "datetime",
  "time",
  "user",
  "file",
  "select",
  "internalselect",
] as const;
export type BaseType = (typeof baseTypes)[number];

const oldTypes: Readonly<Record<string, BaseType>> = {
  S: "string",
  N: "double",
  T: "text",
  L: "select",
  F: "file",
  B: "bool",
  "S:UserID": "user",
  "S:employee": "user",
  "S:DateTime": "datetime",
  "S:Date": "date",
  "UF:date": "date",
  "UF:datetime": "datetime",
  "UF:boolean": "bool",
  integer: "int",
  float: "double",
  boolean: "bool",
  enumeration: "select",
  employee: "user",
};

/** The base type behind a type name; types of documents that have none of their own behave as strings. */
export function baseTypeOf(type: string): BaseType {
  const known = baseTypes.find((base) => base === type);
  return known ?? (Object.hasOwn(oldTypes, type) ? oldTypes[type] : undefined) ?? "string";
}

/** Base types are known in any case: applications write `String` and `Int`, too. Old codes are letters of their own. */
function typeNamed(type: string): string {
  const old = Object.hasOwn(oldTypes, type) ? oldTypes[type] : undefined;
  return old ?? baseTypes.find((base) => base === type.toLowerCase()) ?? type;
}

export function parseProperty(id: string, raw: Value | undefined): PropertyDefinition {
  const map = asMap(raw);
  const type = asText(map["Type"]) || asText(map["TYPE"]) || "string";
  return {
    name: localised(map["Name"] ?? map["NAME"]) || id,
    description: localised(map["Description"] ?? map["DESCRIPTION"]),
    type: typeNamed(type),
    required: asFlag(map["Required"] ?? map["REQUIRED"]),
    multiple: asFlag(map["Multiple"] ?? map["MULTIPLE"]),
    options: parseOptions(map["Options"] ?? map["OPTIONS"]),
    settings: map["Settings"] ?? null,
    default: map["Default"] ?? map["DEFAULT"] ?? null,
  };
}

export function parseProperties(raw: Value | undefined): Readonly<Record<string, PropertyDefinition>> {
  return Object.fromEntries(Object.entries(asMap(raw)).map(([id, property]) => [id, parseProperty(id, property)]));
}

function localised(raw: Value | undefined): string {
  if (isMap(raw)) return asText(raw["en"] ?? Object.values(raw)[0]);
  return asText(raw);
}
