// Plain data as it stands in a template, in a workflow's variables and on the wire: JSON, nothing else.

export type Value = null | boolean | number | string | readonly Value[] | ValueMap;
export type ValueMap = { readonly [key: string]: Value };

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** A map, not a list. An empty PHP array arrives as `[]`; see {@link asMap}. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a map. PHP has one kind of array: an empty list stands for an empty map, a list for a map with the keys 0..n-1. */
export function asMap(value: Value | undefined): ValueMap {
  if (isMap(value)) return value;
  if (isList(value)) return Object.fromEntries(value.entries());
  return {};
}

/** The value as a list: nothing gives none, a map gives its values, a scalar gives itself. */
export function asList(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null || value === "") return [];
  if (isList(value)) return value;
  if (isMap(value)) return Object.values(value);
  return [value];
}

/** Text of a scalar; lists and maps have none of their own and give "". */
export function asText(value: Value | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "";
  return "";
}

/** PHP-like truth of a flag in a template: Y, y, true, 1, "1" and other non-empty text but N, n, "0", "false". */
export function asFlag(value: Value | undefined): boolean {
  if (typeof value === "string") return !["", "0", "n", "no", "false"].includes(value.toLowerCase());
  return value !== undefined && value !== null && value !== false && value !== 0 && !(isList(value) && value.length === 0);
}
