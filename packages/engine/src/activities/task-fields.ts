// The fields of a request for information: what is asked, and what an answer may hold.
import { EventRefused, type Step } from "../activity-type.ts";
import { convertTo, onPortalsClock } from "../expression/convert.ts";
import { isNumeric } from "../expression/loose.ts";
import { isDocumentType, optionsOf } from "../expression/property-types.ts";
import type { TaskField } from "../model/effect.ts";
import { userId } from "../model/ids.ts";
import { baseTypeOf, type PropertyDefinition, parseProperty } from "../model/property.ts";
import { asList, asMap, asText, isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { mostTextLength } from "./task.ts";
import { type DocumentValues, documentValuesOf } from "./task-field-types.ts";

const mostValues = 1000;

/** The fields asked for, with their defaults. */
export function fieldsOf(step: Step): readonly TaskField[] {
  const shown = asMap(step.notes["defaults"]);
  return definitions(step).map(([id, property]) => {
    const otherwise = Object.hasOwn(shown, id)
      ? (shown[id] ?? null)
      : onPortalsClock(step.evaluateAs(property.default, property), property, step.scope);
    return { id, property, default: otherwise };
  });
}

/** Whoever answers has seen these defaults: those that come from expressions must not become others while the task waits. */
export function keepDefaults(step: Step, fields: readonly TaskField[]): void {
  const changing = fields.filter(({ property }) => isExpression(property.default));
  if (changing.length > 0) step.note({ defaults: Object.fromEntries(changing.map((field) => [field.id, field.default])) });
}

function isExpression(value: Value): boolean {
  if (isList(value) || isMap(value)) return asList(value).some(isExpression);
  return typeof value === "string" && (value.includes("{") || value.startsWith("="));
}

function definitions(step: Step): readonly [string, PropertyDefinition][] {
  return asList(step.node.activity.properties["RequestedInformation"]).map((raw) => {
    const map = asMap(raw);
    const id = asText(map["Name"]);
    return [id, { ...parseProperty(id, map), name: asText(map["Title"]) || id }];
  });
}

/**
 * Typed values of an answer. A field that is left out keeps its default.
 * @throws EventRefused `invalid-input` with a text that names the field: a required one without a value, or a value of another type
 */
export function readFields(step: Step, fields: readonly TaskField[], given: ValueMap): ValueMap {
  return Object.fromEntries(
    fields.map((field) => {
      const value = Object.hasOwn(given, field.id) ? readField(step, field.property, given[field.id] ?? null) : field.default;
      if (field.property.required && isEmpty(value)) throw refused(field.property, "is required");
      return [field.id, value];
    }),
  );
}

/** Only what an answer holds, whether or not anything is required. */
export function readGivenFields(step: Step, fields: readonly TaskField[], given: ValueMap): ValueMap {
  const named = fields.filter(({ id }) => Object.hasOwn(given, id));
  return Object.fromEntries(named.map(({ id, property }) => [id, readField(step, property, given[id] ?? null)]));
}

function isEmpty(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.every(isEmpty));
}

function readField(step: Step, property: PropertyDefinition, raw: Value): Value {
  const known = isDocumentType(property.type) ? documentValuesOf(property) : null;
  const value = known ? documentValue(property, known, raw) : convertTo(raw, property, step.scope);
  checkSize(property, value);
  if (!known) checkField(step, property, raw, value);
  return value;
}

/** Values of a document's type keep their form; each kind says what its values look like. */
function documentValue(property: PropertyDefinition, kind: DocumentValues, raw: Value): Value {
  const entries = kind.entries(raw).filter((entry) => !isEmpty(entry));
  const wrong = entries.some((entry) => !kind.fits(entry));
  if (wrong) throw refused(property, `takes ${kind.hint}`);
  const values = entries.map(kind.normal);
  if (property.multiple) return values;
  return values[0] ?? (raw === "" ? "" : null);
}

function checkSize(property: PropertyDefinition, value: Value): void {
  if (isList(value) && value.length > mostValues) throw refused(property, `takes at most ${mostValues} values`);
  if (asList(value).some((entry) => (JSON.stringify(entry) ?? "").length > mostTextLength)) {
    throw refused(property, `takes at most ${mostTextLength} characters`);
  }
}

/** What a person or an application sends is held to the field's type, while a default of the template is taken as it converts. */
function checkField(step: Step, property: PropertyDefinition, raw: Value, value: Value): void {
  const given = asList(raw).filter((entry) => !isEmpty(entry));
  const taken = asList(value);
  const type = baseTypeOf(property.type);
  if (type === "file" && !taken.every(isFileNumber)) throw refused(property, "takes a file: its name and its content in base64");
  if (type === "select" || type === "internalselect") checkChoices(step, property, taken);
  // A single value may stand in a list: its first entry counts.
  const lost = property.multiple ? taken.length < given.length : taken.length === 0 && given.length > 0;
  if (lost || !(reads(type, given) && (type !== "user" || taken.every((name) => isSomebody(step, name))))) {
    throw refused(property, `takes a value of the type ${property.type}`);
  }
}

function checkChoices(step: Step, property: PropertyDefinition, taken: readonly Value[]): void {
  const options = optionsOf(property, step.context.document);
  if (options === null || taken.every((key) => key === "" || Object.hasOwn(options, asText(key)))) return;
  throw refused(property, `takes one of its choices: ${Object.values(options).map(asText).join(", ")}`);
}

function reads(type: string, given: readonly Value[]): boolean {
  if (type === "int") return given.every((value) => Number.isSafeInteger(numberOf(value)));
  if (type === "double") return given.every((value) => Number.isFinite(numberOf(value)));
  return type !== "bool" || given.every(readsAsFlag);
}

function readsAsFlag(value: Value): boolean {
  return typeof value !== "string" || ["y", "yes", "true", "1", "n", "no", "false", "0"].includes(value.trim().toLowerCase());
}

/** A group may be empty today; a person whom nobody knows never does anything. */
function isSomebody(step: Step, name: Value): boolean {
  const number = /^user_(\d{1,15})$/.exec(asText(name))?.[1];
  return number === undefined || step.context.directory.people.has(userId(Number(number)));
}

/** Files are kept outside of workflows, which know their numbers. */
function isFileNumber(value: Value): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function numberOf(value: Value): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return typeof value === "number" ? value : Number.NaN;
  const plain = value.replaceAll(/[ \u00a0]/g, "").replaceAll(",", ".");
  return isNumeric(plain) ? Number(plain) : Number.NaN;
}

function refused(property: PropertyDefinition, text: string): EventRefused {
  return new EventRefused("invalid-input", `The field "${property.name}" ${text}`);
}
