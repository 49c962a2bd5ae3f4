// Short lists that are no rows of a table, ordered and filtered here by the rules that all lists share.
import type { FilterCondition, ListOrder } from "../lists.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Numbers by their size, texts by their characters. */
export function sorted<R extends Row>(rows: readonly R[], order: readonly ListOrder<string>[]): readonly R[] {
  return rows.toSorted((left, right) => {
    for (const { field, direction } of order) {
      const difference = compared(textOf(left[field]), textOf(right[field]));
      if (difference !== 0) return direction === "asc" ? difference : -difference;
    }
    return 0;
  });
}

export function filtered<R extends Row>(rows: readonly R[], filter: readonly FilterCondition<string>[]): readonly R[] {
  return rows.filter((row) => filter.every((condition) => holds(condition, textOf(row[condition.field]))));
}

function holds(condition: FilterCondition<string>, present: string): boolean {
  const { operator } = condition;
  const given = (Array.isArray(condition.value) ? condition.value : [condition.value]).map(textOf);
  const [first = ""] = given;
  switch (operator) {
    case "=":
    case "in":
      return given.includes(present);
    case "!=":
    case "not-in":
      return !given.includes(present);
    case "contains":
    case "not-contains":
      return present.toLowerCase().includes(first.toLowerCase()) === (operator === "contains");
    case "like":
    case "not-like":
      return isLike(present, first) === (operator === "like");
    case "<":
      return compared(present, first) < 0;
    case "<=":
      return compared(present, first) <= 0;
    case ">":
      return compared(present, first) > 0;
    case ">=":
      return compared(present, first) >= 0;
  }
}

/** A percent sign stands for anything: the parts between them must come one after the other. */
function isLike(present: string, pattern: string): boolean {
  const [start = "", ...rest] = pattern.toLowerCase().split("%");
  let left = present.toLowerCase();
  if (rest.length === 0) return left === start;
  if (!left.startsWith(start)) return false;
  left = left.slice(start.length);
  const end = rest.pop() ?? "";
  for (const part of rest) {
    const at = left.indexOf(part);
    if (at === -1) return false;
    left = left.slice(at + part.length);
  }
  return left.endsWith(end);
}

const number = /^-?\d+(?:\.\d+)?$/;

function compared(left: string, right: string): number {
  if (number.test(left) && number.test(right)) return Number(left) - Number(right);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
