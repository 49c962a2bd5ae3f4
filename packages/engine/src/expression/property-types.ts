// Properties made up on the way: what an expression's value is when no template declares it.
import type { DocumentSnapshot } from "../model/context.ts";
import { baseTypeOf, baseTypes, type PropertyDefinition, parseProperty } from "../model/property.ts";
import { asText, type ValueMap } from "../model/value.ts";

export function propertyOfType(type: string, multiple = false): PropertyDefinition {
  return parseProperty("", { Type: type, Multiple: multiple });
}

export const stringProperty = propertyOfType("string");

/** Types of documents (`UF:money`, `email`) keep their values as they are; only base types convert. */
export function isDocumentType(type: string): boolean {
  return baseTypeOf(type) === "string" && !baseTypes.some((base) => base === type) && type !== "S";
}

/** Choices of a select; an internal select borrows those of the document's field that its options name. */
export function optionsOf(property: PropertyDefinition, document: Pick<DocumentSnapshot, "fields"> | undefined): ValueMap | null {
  if (property.type !== "internalselect") return property.options;
  const field = Object.keys(property.options ?? {})[0] ?? asText(property.settings);
  return document && Object.hasOwn(document.fields, field) ? (document.fields[field]?.options ?? null) : null;
}
