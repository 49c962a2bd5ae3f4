// Conditions of branches and loops: parsed from a step's properties, then held against the scope.
import { baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { asFlag, asList, asMap, asText, isList, isMap, type Value, type ValueMap } from "../model/value.ts";
import { convertFrom } from "./convert.ts";
import { parseMoment, parseTime } from "./dates.ts";
import { evaluate } from "./evaluate.ts";
import { compareLoose } from "./loose.ts";
import { reportUnknown, resolveField } from "./modifiers.ts";
import type { Parser } from "./parse.ts";
import { isNo, scalarText } from "./printable.ts";
import { stringProperty } from "./property-types.ts";
import type { Resolved, Scope } from "./scope.ts";
import { idsOf } from "./users.ts";

export interface ConditionItem {
  /** Null: a start parameter of that name, else a variable. */
  readonly object: string | null;
  readonly field: string;
  readonly operator: string;
  readonly value: Value;
}

export type Condition =
  | { readonly kind: "always" }
  /** True when all items of any group are true. */
  | { readonly kind: "groups"; readonly groups: readonly (readonly ConditionItem[])[] }
  /** PHP code: nobody can say whether it holds. */
  | { readonly kind: "unsupported" };

type ReadableCondition = Exclude<Condition, { kind: "unsupported" }>;

/** Every word that a line of a condition may compare by; any other holds only where both sides are exactly the same. */
export const operators: ReadonlySet<string> = new Set([
  "=",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "!in",
  "contain",
  "!contain",
  "empty",
  "!empty",
  "between",
  "modified",
]);

/** The condition among a step's properties: the first key that names one counts. Null where there is none, which means "always". */
export function conditionOf(properties: ValueMap): Condition | null {
  for (const [key, raw] of Object.entries(properties)) {
    const condition = parseCondition(key.toLowerCase(), raw);
    if (condition) return condition;
  }
  return null;
}

export function holds(condition: ReadableCondition, scope: Scope, parser: Parser): boolean {
  return condition.kind === "always" || condition.groups.some((group) => group.every((item) => itemHolds(item, scope, parser)));
}

function parseCondition(key: string, raw: Value): Condition | null {
  switch (key) {
    case "truecondition":
      return { kind: "always" };
    case "fieldcondition":
      return grouped(itemsOf(raw).map((item) => positional(item, "Document")));
    case "propertyvariablecondition":
      return grouped(itemsOf(raw).map((item) => positional(item, null)));
    case "mixedcondition":
      return grouped(itemsOf(raw).map(named));
    case "codecondition":
      return { kind: "unsupported" };
    default:
      return null;
  }
}

/** One item may stand without the list around it. */
function itemsOf(raw: Value): readonly ValueMap[] {
  const single = isList(raw) ? typeof raw[0] === "string" : isMap(raw) && (raw["field"] !== undefined || typeof raw["0"] === "string");
  return (single ? [raw] : asList(raw)).map(asMap);
}

interface Joined {
  readonly item: ConditionItem;
  /** Joined to the item before it by "or". */
  readonly or: boolean;
}

function positional(item: ValueMap, object: string | null): Joined {
  const condition = { object, field: asText(item["0"]), operator: asText(item["1"]), value: item["2"] ?? null };
  return { item: condition, or: asFlag(item["3"]) };
}

function named(item: ValueMap): Joined {
  const object = asText(item["object"]);
  const condition = {
    object: /^parameter$/i.test(object) ? "Template" : object,
    field: asText(item["field"]),
    operator: asText(item["operator"]),
    value: item["value"] ?? null,
  };
  return { item: condition, or: asFlag(item["joiner"]) };
}

/** "And" binds tighter: each "or" begins a group. The group before a first "or" is empty and so true: such a condition always holds. */
function grouped(items: readonly Joined[]): Condition {
  const groups: ConditionItem[][] = [[]];
  for (const { item, or } of items) {
    if (or) groups.push([item]);
    else groups.at(-1)?.push(item);
  }
  return { kind: "groups", groups };
}

function itemHolds(item: ConditionItem, scope: Scope, parser: Parser): boolean {
  if (item.operator === "modified") return isChanged(item.field, scope);
  if (!operators.has(item.operator)) {
    scope.problem?.(`condition with "${item.operator.slice(0, 50)}"`, "this is no operator: only what is exactly the same holds");
  }
  const left = leftSide(item, scope);
  if (left === null) return true;
  if (item.operator === "empty") return isEmpty(left.value);
  if (item.operator === "!empty") return !isEmpty(left.value);
  const property = left.property ?? stringProperty;
  const given = evaluate(item.value, scope, parser);
  const right = item.operator === "between" ? endsOf(given, property, scope) : rightSide(given, property, scope);
  return compare(item.operator, side(left.value, property, scope), side(right, property, scope), property, scope);
}

function isChanged(field: string, { document: { changed } }: Scope): boolean {
  return changed?.some((name) => name === field || name === field.toUpperCase()) === true;
}

/** Null where a name stands for nothing: then the item reads as "is empty", and is. */
function leftSide(item: ConditionItem, scope: Scope): Resolved | null {
  if (item.object !== null) {
    const resolved = resolveField(item.object, item.field, scope);
    reportUnknown(`condition on ${item.object}:${item.field}`, resolved, scope);
    return resolved ?? { value: null, property: null };
  }
  const parameter = resolveField("Template", item.field, scope);
  if (parameter && (parameter.property !== null || parameter.value !== null)) return parameter;
  const variable = resolveField("Variable", item.field, scope);
  if (variable && (variable.property !== null || variable.value !== null)) return variable;
  scope.problem?.(`condition on "${item.field}"`, "there is no parameter or variable of this name, so the line holds");
  return null;
}

/** Each end by itself: an empty first one must not let the second take its place. */
function endsOf(value: Value, property: PropertyDefinition, scope: Scope): Value {
  return asList(value).map((end) => rightSide(end, property, scope));
}

function rightSide(value: Value, property: PropertyDefinition, scope: Scope): Value {
  return baseTypeOf(property.type) === "user" ? value : convertSide(value, property, scope);
}

function convertSide(value: Value, property: PropertyDefinition, scope: Scope): Value {
  return isList(value)
    ? convertFrom(value, null, { ...property, multiple: true }, scope)
    : convertFrom(value, null, { ...property, multiple: false }, scope);
}

interface Side {
  readonly values: readonly Value[];
  /** Several values: "contains" means membership, not part of a text. */
  readonly many: boolean;
}

function side(value: Value, property: PropertyDefinition, scope: Scope): Side {
  if (baseTypeOf(property.type) === "user") return { values: idsOf(value, scope), many: true };
  if (isMap(value)) return { values: Object.keys(value), many: true };
  return isList(value) ? { values: value, many: true } : { values: [value], many: false };
}

function compare(operator: string, left: Side, right: Side, property: PropertyDefinition, scope: Scope): boolean {
  const order = (a: Value, b: Value): number => orderOf(a, b, property, scope);
  switch (operator) {
    case "=":
      return pairs(left, right).every(([a, b]) => order(a, b) === 0);
    case "!=":
      return pairs(left, right).some(([a, b]) => order(a, b) !== 0);
    case ">":
      return pairs(left, right).every(([a, b]) => order(a, b) > 0);
    case ">=":
      return pairs(left, right).every(([a, b]) => order(a, b) >= 0);
    case "<":
      return pairs(left, right).every(([a, b]) => order(a, b) < 0);
    case "<=":
      return pairs(left, right).every(([a, b]) => order(a, b) <= 0);
    case "contain":
      return contains(left, right, order);
    case "!contain":
      return !contains(left, right, order);
    case "in":
      return contains(right, left, order);
    case "!in":
      return !contains(right, left, order);
    case "between": {
      const value = left.values[0] ?? null;
      return order(value, right.values[0] ?? null) >= 0 && order(value, right.values[1] ?? null) <= 0;
    }
    default:
      return left.many === right.many && pairs(left, right).every(([a, b]) => a === b);
  }
}

/** Index by index up to the longer list; the last value of the shorter one repeats. */
function pairs(left: Side, right: Side): [Value, Value][] {
  const length = Math.max(left.values.length, right.values.length, 1);
  const at = (values: readonly Value[], index: number): Value => values[Math.min(index, values.length - 1)] ?? null;
  return Array.from({ length }, (_, index) => [at(left.values, index), at(right.values, index)]);
}

/** Every value of `parts` is in `whole`: one of its values, or a part of its text. Nothing is not found in anything. */
function contains(whole: Side, parts: Side, order: (a: Value, b: Value) => number): boolean {
  if (parts.values.length === 0) return false;
  return parts.values.every((part) => {
    if (whole.many) return whole.values.some((value) => order(value, part) === 0);
    const text = scalarText(part);
    return text !== "" && scalarText(whole.values[0] ?? null).includes(text);
  });
}

function isEmpty(value: Value): boolean {
  if (isList(value)) return value.every(isEmpty);
  return value === null || value === "" || value === false || (isMap(value) && Object.keys(value).length === 0);
}

function orderOf(left: Value, right: Value, property: PropertyDefinition, scope: Scope): number {
  switch (baseTypeOf(property.type)) {
    case "bool":
      return Number(!isNo(left)) - Number(!isNo(right));
    case "date":
    case "datetime":
      return (parseMoment(left, scope.timeZone) ?? 0) - (parseMoment(right, scope.timeZone) ?? 0);
    case "time":
      return compareLoose(parseTime(left, scope.timeZone), parseTime(right, scope.timeZone));
    default:
      return isNothing(left) && isNothing(right) ? 0 : compareLoose(left, right);
  }
}

/** An empty text and zero are both nothing, and so are equal. */
function isNothing(value: Value): boolean {
  return value === null || value === "" || value === 0 || (typeof value === "string" && /^0(?:\.0+)?$/.test(value));
}
