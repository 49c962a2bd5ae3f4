import { z } from "zod";
import { findUsers } from "../../operations/read-user.ts";
import { toBoolean, toInteger, toMap, toText } from "../coerce.ts";
import { type FilterCondition, type ListRules, listShape, parseList } from "../lists.ts";
import { list, method } from "../method.ts";
import { emptyMap, type PhpMap, type PhpValue } from "../php-value.ts";
import { openFields, showUser, type UserField, userScopes } from "./user-fields.ts";

type SearchField = UserField | "NAME_SEARCH";
type Condition = FilterCondition<SearchField>;

// `order` is one direction for one field here, not a map as elsewhere.
const shape = {
  ...listShape,
  sort: z.unknown().optional().describe("field to sort by"),
  order: z.unknown().optional().describe("ASC or DESC"),
};

const texts: ReadonlySet<SearchField> = new Set(["NAME", "LAST_NAME", "EMAIL", "WORK_POSITION"]);

export const userGet = method({
  name: "user.get",
  scope: userScopes,
  access: "any",
  context: "any",
  params: z.looseObject(shape),
  summary: "Lists users.",
  docs: "api-reference/user/user-get.md",
  returns: "users, with the fields that the scope opens",
  async call({ caller, params, services: { runtime }, atom }) {
    const fields = openFields(caller);
    const query = parseList(rulesFor(fields), {
      ...params,
      filter: filterOf(params as PhpMap),
      order: orderOf(params.sort as PhpValue, params.order as PhpValue),
    });
    const departments = departmentsOf(query.filter);
    const filter = query.filter.filter(({ field }) => field !== "UF_DEPARTMENT").map(asStored);
    const { rows, total } = await findUsers(runtime, caller.portalId, departments, { ...query, filter, timeZone: caller.timeZone });
    const selected = query.select.filter((field) => field !== "NAME_SEARCH");
    const date = (moment: Date) => atom(moment, caller.timeZone);
    return list(
      rows.map((user) => showUser(user, selected, date)),
      { total, start: query.start },
    );
  },
});

function rulesFor(fields: readonly UserField[]): ListRules<SearchField> {
  // A field that the scope hides cannot be searched either: the answer would tell it.
  const searched: readonly SearchField[] = fields.includes("EMAIL") ? [...fields, "NAME_SEARCH"] : fields;
  return { fields: searched, defaultSelect: fields, defaultOrder: [{ field: "ID", direction: "asc" }], unknown: "ignored" };
}

const ownParameters = new Set(Object.keys(shape));

/** Conditions may stand in `filter` or, as in the page's own first example, beside it. */
function filterOf(params: PhpMap): PhpMap {
  const beside = Object.entries(params).filter(([name]) => !ownParameters.has(name) && !/^(admin_mode|image_resize)$/i.test(name));
  return Object.assign(emptyMap(), Object.fromEntries(beside), toMap(params["filter"]) ?? {});
}

function orderOf(sort: PhpValue | undefined, order: PhpValue | undefined): PhpValue {
  const asMap = toMap(order);
  if (asMap !== undefined && Object.keys(asMap).length > 0) return asMap;
  const field = toText(sort)?.trim() || "ID";
  return { [field]: toText(order)?.trim() || "asc" };
}

/** Members of any of the asked departments; null: none were asked for. */
function departmentsOf(filter: readonly Condition[]): readonly number[] | null {
  const asked = filter.filter(({ field, operator }) => field === "UF_DEPARTMENT" && (operator === "=" || operator === "in"));
  if (asked.length === 0) return null;
  return asked.flatMap(({ value }) => [value].flat()).flatMap((given) => toInteger(given as PhpValue) ?? []);
}

/** ACTIVE comes as true, "Y" or "1"; names may hold % as wildcards without the prefix that asks for it. */
function asStored(condition: Condition): Condition {
  const { field, operator, value } = condition;
  if (field === "ACTIVE" && (operator === "=" || operator === "!=")) {
    return { field, operator, value: toBoolean(value as PhpValue) === true ? 1 : 0 };
  }
  const isPattern = texts.has(field) && typeof value === "string" && value.includes("%");
  if (field === "NAME_SEARCH" && operator === "=") return { field, operator: "contains", value: value as string };
  if (isPattern && (operator === "=" || operator === "!=")) return { field, operator: operator === "=" ? "like" : "not-like", value };
  return condition;
}
