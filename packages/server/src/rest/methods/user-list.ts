// Lists of people, as user.get and user.search have them: what may be searched, and what conditions mean for what is kept.
import { findUsers, type UserDepartments } from "../../operations/read-user.ts";
import { toBoolean, toInteger, toText } from "../coerce.ts";
import { type FilterCondition, type ListRules, parseList } from "../lists.ts";
import { list, type MethodCall, type MethodResult } from "../method.ts";
import type { PhpMap, PhpValue } from "../php-value.ts";
import { flatQuery } from "./flat-list.ts";
import { type UserFieldName, userFieldNames } from "./user-field-names.ts";
import { openFields, showUser } from "./user-fields.ts";

/** Beside the fields themselves. The last two mean something to user.search alone. */
const searchNames = ["NAME_SEARCH", "FIND", "UF_DEPARTMENT_NAME"] as const;

type SearchField = UserFieldName | (typeof searchNames)[number];
export type UserCondition = FilterCondition<SearchField>;
type StoredCondition = FilterCondition<string>;

const rules: ListRules<SearchField> = {
  fields: [...userFieldNames, ...searchNames],
  defaultSelect: userFieldNames,
  defaultOrder: [{ field: "ID", direction: "asc" }],
  unknown: "ignored",
};

/** @param stored what a condition of this method means for the table of people; null: what it means everywhere */
export async function userList(
  { caller, params, services: { runtime }, atom }: MethodCall<object>,
  stored: (condition: UserCondition) => readonly StoredCondition[] | null,
): Promise<MethodResult> {
  const open: ReadonlySet<string> = new Set(openFields(caller));
  const query = parseList(rules, flatQuery(params as PhpMap));
  const filter = query.filter.flatMap((condition) => {
    if (condition.field === "UF_DEPARTMENT") return [];
    const isHidden = !open.has(condition.field) && !isSearchName(condition.field);
    // What it found would tell the field; finding everybody would be taken for an answer.
    if (isHidden) return [nobody];
    return stored(condition) ?? storedConditions(condition, open.has("EMAIL"));
  });
  const order = query.order.filter(({ field }) => open.has(field));
  const asked = { ...query, filter, order, timeZone: caller.timeZone };
  const { rows, total } = await findUsers(runtime, caller.portalId, departmentsOf(query.filter), asked);
  const selected = query.select.filter((field): field is UserFieldName => open.has(field));
  const date = (moment: Date) => atom(moment, caller.timeZone);
  return list(
    rows.map((user) => showUser(user, selected, date)),
    { total, start: query.start },
  );
}

const nobody: StoredCondition = { field: "ID", operator: "in", value: [] };

function isSearchName(field: string): boolean {
  return searchNames.some((name) => name === field);
}

/** Each word of a text, as a condition of its own. */
export function wordsOf({ value }: UserCondition): readonly string[] {
  const text = [value].flat().map((part) => toText(part as PhpValue) ?? "");
  return text
    .join(" ")
    .split(/\s+/)
    .filter((word) => word !== "");
}

const texts: ReadonlySet<SearchField> = new Set(["NAME", "LAST_NAME", "EMAIL", "WORK_POSITION"]);
const kept: ReadonlySet<SearchField> = new Set([
  ...texts,
  "ID",
  "ACTIVE",
  "LAST_LOGIN",
  "DATE_REGISTER",
  "IS_ONLINE",
  "USER_TYPE",
  "TIME_ZONE",
] as const);

function storedConditions(condition: UserCondition, mayReadContacts: boolean): readonly StoredCondition[] {
  const { field, operator, value } = condition;
  if (field === "NAME_SEARCH") {
    const searched = mayReadContacts ? "NAME_SEARCH" : "NAME_SEARCH_BRIEF";
    return wordsOf(condition).map((word) => ({ field: searched, operator: "contains", value: word }));
  }
  if (isSearchName(field)) return [];
  if (field === "ACTIVE") return [activeCondition(condition)];
  // Of what is not kept everybody has the same: nothing.
  if (!kept.has(field)) return [{ ...condition, field: "EMPTY", ...(value === null ? { value: "" } : {}) } as StoredCondition];
  // Names may hold % as wildcards without the prefix that asks for it.
  const isPattern = texts.has(field) && typeof value === "string" && value.includes("%");
  if (isPattern && (operator === "=" || operator === "!=")) return [{ field, operator: operator === "=" ? "like" : "not-like", value }];
  return [condition];
}

/** It comes as true, "Y" or "1". */
function activeCondition(condition: UserCondition): StoredCondition {
  const flag = (given: unknown) => (toBoolean(given as PhpValue) === true ? 1 : 0);
  const { field, operator, value } = condition;
  return operator === "in" || operator === "not-in" ? { field, operator, value: value.map(flag) } : { field, operator, value: flag(value) };
}

function departmentsOf(filter: readonly UserCondition[]): UserDepartments {
  const asked = filter.filter(({ field }) => field === "UF_DEPARTMENT");
  const numbers = (conditions: readonly UserCondition[]) =>
    conditions.flatMap(({ value }) => [value].flat()).flatMap((given) => toInteger(given as PhpValue) ?? []);
  const isNegative = ({ operator }: UserCondition) => operator.startsWith("not-") || operator === "!=";
  const positive = asked.filter((condition) => !isNegative(condition));
  return { anyOf: positive.length === 0 ? null : numbers(positive), noneOf: numbers(asked.filter(isNegative)) };
}
