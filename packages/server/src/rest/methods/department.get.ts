import { z } from "zod";
import { findDepartments, type ListedDepartment } from "../../operations/list-departments.ts";
import { toInteger, toMap } from "../coerce.ts";
import { type ListRules, listErrors, parseList } from "../lists.ts";
import { list, method } from "../method.ts";
import type { PhpMap } from "../php-value.ts";
import { aboutFlatList, flatListShape, flatQuery } from "./flat-list.ts";

const fields = {
  ID: "Number of the department",
  NAME: "Name",
  SORT: "Place among its neighbours",
  PARENT: "The department above; left out at the top",
  UF_HEAD: "Who leads it; left out where nobody does",
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const rules: ListRules<Field> = {
  fields: names,
  defaultSelect: names,
  defaultOrder: [{ field: "ID", direction: "asc" }],
  unknown: "ignored",
};

export const departmentGet = method({
  name: "department.get",
  scope: "department",
  access: "any",
  context: "any",
  params: z.looseObject(flatListShape),
  summary: "Lists departments.",
  about: aboutFlatList,
  fields,
  errors: listErrors,
  docs: "api-reference/departments/department-get.md",
  returns: "a page of departments",
  async call({ caller, params, services: { runtime } }) {
    const query = parseList(rules, flatQuery(withSortCondition(params as PhpMap)));
    const { rows, total } = await findDepartments(runtime, caller.portalId, query);
    return list(rows.map(showDepartment), { total, start: query.start });
  },
});

/** The page has two parameters of this name, in small letters and in capitals: a number can only be meant as the condition. */
function withSortCondition(params: PhpMap): PhpMap {
  const { sort, ...rest } = params;
  if (toInteger(sort) === undefined) return params;
  return { ...rest, filter: { SORT: sort ?? null, ...toMap(rest["filter"]) } };
}

/** What a department does not have is left out. */
function showDepartment({ id, name, sort, parentId, headId }: ListedDepartment): Readonly<Record<string, unknown>> {
  return {
    ID: String(id),
    NAME: name,
    SORT: sort,
    ...(parentId === null ? {} : { PARENT: String(parentId) }),
    ...(headId === null ? {} : { UF_HEAD: String(headId) }),
  };
}
