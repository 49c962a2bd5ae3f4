// The rules that all list methods share: pages of 50, `start`, select, order and prefixed filters → one typed ListQuery.
// It knows no SQL; compiling the query is the store's.

import { z } from "zod";
import { Refusal, type RefusalCode } from "../operations/refusal.ts";
import { toInteger, toList, toMap, toText } from "./coerce.ts";
import { phpArray } from "./encode.ts";
import { pageSize } from "./envelope.ts";
import type { ErrorReasons, ParameterAbout } from "./method.ts";
import type { PhpValue } from "./php-value.ts";

export type FilterOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not-in" | "contains" | "not-contains" | "like" | "not-like";

export type FilterScalar = string | number | boolean | null;

export type FilterCondition<F extends string> =
  | { readonly field: F; readonly operator: "in" | "not-in"; readonly value: readonly FilterScalar[] }
  | { readonly field: F; readonly operator: Exclude<FilterOperator, "in" | "not-in">; readonly value: FilterScalar };

export interface ListOrder<F extends string> {
  readonly field: F;
  readonly direction: "asc" | "desc";
}

export interface ListQuery<F extends string> {
  readonly select: readonly F[];
  readonly filter: readonly FilterCondition<F>[];
  readonly order: readonly ListOrder<F>[];
  /** Rows to skip; `limit` rows follow. */
  readonly start: number;
  readonly limit: number;
  /** False for `start=-1`: the total is not wanted. */
  readonly count: boolean;
}

export interface ListRules<F extends string> {
  readonly fields: readonly F[];
  readonly defaultSelect: readonly F[];
  readonly defaultOrder: readonly ListOrder<F>[];
  /** Other names of fields, lower-cased. */
  readonly aliases?: Readonly<Record<string, F>>;
  /** bizproc passes over unknown fields and malformed parts; crm.deal.list refuses the parts, crm.item.list also the fields. */
  readonly unknown: "ignored" | "malformed parts refused" | "refused";
  /** The refusal for a SELECT that is no list of names (bizproc.task.list); without it a single name will do. */
  readonly selectRefusal?: RefusalCode;
}

/** The parameters of a list method: `params: z.object({ ...listShape })`, then `parseList(rules, params)`. */
export const listShape = {
  select: z.unknown().optional(),
  filter: z.unknown().optional(),
  order: z.unknown().optional(),
  start: z.unknown().optional(),
};

type ListAbout = { readonly [name in keyof typeof listShape]: ParameterAbout };

/** What the reference says of them. Without rules: of documents, where any field of the type may be named. */
export function aboutList(rules?: Pick<ListRules<string>, "fields" | "defaultSelect" | "defaultOrder">): ListAbout {
  const { fields = [], defaultSelect = [], defaultOrder = [{ field: "ID", direction: "asc" }] } = rules ?? {};
  const isAll = defaultSelect.length === fields.length;
  const order = defaultOrder.map(({ field, direction }) => `\`${field}\` ${direction}`).join(", ");
  return {
    select: {
      type: "list of field names, or `*`",
      default: isAll ? "all fields" : defaultSelect.map((field) => `\`${field}\``).join(", "),
      text: "Fields that each row shall have.",
    },
    filter: {
      type: "map: field, with a prefix such as `>`, to value",
      default: "everything",
      text: "Conditions, all of which a row must meet; see [Lists](README.md#lists).",
    },
    order: {
      type: "map: field to `asc` or `desc`",
      ...(order === "" ? {} : { default: order }),
      text: "In which order rows come.",
    },
    start: { type: "a whole number", default: "0", text: "Rows to skip; -1: the first page without counting, which is quicker." },
  };
}

/** What `parseList` refuses whatever the rules are. */
export const listErrors = {
  "item-filter-value-invalid": "The filter holds a group of conditions, or several values where the prefix takes one.",
} satisfies ErrorReasons;

export interface ListParams {
  readonly select?: unknown;
  readonly filter?: unknown;
  readonly order?: unknown;
  readonly start?: unknown;
}

export function parseList<F extends string>(rules: ListRules<F>, params: ListParams): ListQuery<F> {
  const fieldOf = fieldFinder(rules);
  const start = toInteger((params.start as PhpValue | undefined) ?? 0) ?? 0;
  return {
    select: parseSelect(rules, fieldOf, params.select as PhpValue | undefined),
    filter: parseFilter(rules, fieldOf, params.filter as PhpValue | undefined),
    order: parseOrder(rules, fieldOf, params.order as PhpValue | undefined),
    start: Math.max(start, 0),
    limit: pageSize,
    count: start >= 0,
  };
}

/** Rows as PHP writes what a database gave it: numbers are text. */
export function printRows<F extends string>(
  rows: readonly Readonly<Partial<Record<F, unknown>>>[],
  select: readonly F[],
  date: (moment: Date) => string,
): Readonly<Record<string, unknown>>[] {
  return rows.map((row) => {
    const printed: Record<string, unknown> = {};
    for (const field of select) printed[field] = printValue(row[field], date);
    return printed;
  });
}

function printValue(value: unknown, date: (moment: Date) => string): unknown {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return value;
  return value instanceof Date ? date(value) : phpArray(value as Readonly<Record<string, unknown>>);
}

type FieldFinder<F extends string> = (name: string) => F | undefined;

function fieldFinder<F extends string>({ fields, aliases = {} }: ListRules<F>): FieldFinder<F> {
  const byName = new Map<string, F>([...Object.entries<F>(aliases), ...fields.map((field): [string, F] => [field.toLowerCase(), field])]);
  return (name) => byName.get(name.trim().toLowerCase());
}

function parseSelect<F extends string>(rules: ListRules<F>, fieldOf: FieldFinder<F>, given: PhpValue | undefined): readonly F[] {
  const names = toList(given);
  const isListOfNames = names?.every((name) => typeof name !== "object" || name === null) ?? (given === undefined || given === null);
  if (!isListOfNames && rules.selectRefusal !== undefined) throw new Refusal(rules.selectRefusal);
  const selected = new Set<F>();
  for (const name of names ?? [given ?? ""]) {
    for (const field of fieldsNamed(rules, fieldOf, toText(name) ?? "")) selected.add(field);
  }
  return selected.size === 0 ? rules.defaultSelect : [...selected];
}

// crm.*.list take `*` for the usual fields and `UF_*` for all custom ones.
function fieldsNamed<F extends string>(rules: ListRules<F>, fieldOf: FieldFinder<F>, name: string): readonly F[] {
  if (name === "*") return rules.fields;
  if (name.toUpperCase() === "UF_*") return rules.fields.filter((field) => field.toUpperCase().startsWith("UF"));
  const field = fieldOf(name);
  return field === undefined ? [] : [field];
}

function parseOrder<F extends string>(rules: ListRules<F>, fieldOf: FieldFinder<F>, given: PhpValue | undefined): readonly ListOrder<F>[] {
  const order: ListOrder<F>[] = [];
  for (const [name, value] of Object.entries(mapPart(rules, "order", given))) {
    const field = fieldOf(name);
    const direction = (toText(value) ?? "").trim().toLowerCase();
    if (field === undefined) refuseIf(rules, "item-order-field-not-allowed", { field: name });
    else if (direction === "desc" || direction === "asc") order.push({ field, direction });
    else {
      refuseIf(rules, "item-order-direction-invalid", { field: name, direction: toText(value) ?? "array" });
      order.push({ field, direction: "asc" });
    }
  }
  return order.length === 0 ? rules.defaultOrder : order;
}

/** Longest first, so that `!=%` is not read as `!=` of a field called `%…`. */
const prefixes: readonly (readonly [prefix: string, operator: FilterOperator])[] = [
  ["!=%", "not-like"],
  ["!%=", "not-like"],
  [">=", ">="],
  ["<=", "<="],
  ["!=", "!="],
  ["!@", "not-in"],
  ["!%", "not-contains"],
  ["=%", "like"],
  ["%=", "like"],
  [">", ">"],
  ["<", "<"],
  ["=", "="],
  ["!", "!="],
  ["@", "in"],
  ["%", "contains"],
];

function parseFilter<F extends string>(
  rules: ListRules<F>,
  fieldOf: FieldFinder<F>,
  given: PhpValue | undefined,
): readonly FilterCondition<F>[] {
  const conditions: FilterCondition<F>[] = [];
  for (const [key, value] of Object.entries(mapPart(rules, "filter", given))) {
    const name = key.trim();
    const [prefix, operator] = prefixes.find(([spelled]) => name.startsWith(spelled)) ?? ["", "="];
    const field = fieldOf(name.slice(prefix.length));
    if (field === undefined) refuseUnknownField(rules, name.slice(prefix.length), value);
    else conditions.push(condition(field, operator, value));
  }
  return conditions;
}

// A group of conditions ({ logic: "OR", … }) must not be passed over like an unknown field: the list would be too long,
// and clients end or delete what a list returns.
function refuseUnknownField<F extends string>(rules: ListRules<F>, field: string, value: PhpValue): void {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isGroup || field.toLowerCase() === "logic") throw new Refusal("item-filter-value-invalid", { field });
  if (field !== "") refuseIf(rules, "item-filter-field-not-allowed", { field });
}

function condition<F extends string>(field: F, operator: FilterOperator, value: PhpValue): FilterCondition<F> {
  const isList = typeof value === "object" && value !== null;
  if (operator === "in" || operator === "not-in") return { field, operator, value: isList ? scalars(field, value) : [value] };
  if (!isList) return { field, operator, value };
  if (operator === "=" || operator === "!=") return { field, operator: operator === "=" ? "in" : "not-in", value: scalars(field, value) };
  throw new Refusal("item-filter-value-invalid", { field });
}

function scalars(field: string, value: PhpValue): readonly FilterScalar[] {
  return (toList(value) ?? []).map((item) => {
    if (typeof item === "object" && item !== null) throw new Refusal("item-filter-value-invalid", { field });
    return item;
  });
}

function mapPart<F extends string>(
  rules: ListRules<F>,
  parameter: string,
  given: PhpValue | undefined,
): Readonly<Record<string, PhpValue>> {
  if (given === undefined || given === null) return {};
  const map = toMap(given);
  if (map === undefined && rules.unknown !== "ignored") throw new Refusal("crm-parameter-not-array", { parameter });
  return map ?? {};
}

function refuseIf<F extends string>({ unknown }: ListRules<F>, code: RefusalCode, details: Readonly<Record<string, string>>): void {
  if (unknown === "refused") throw new Refusal(code, details);
}
