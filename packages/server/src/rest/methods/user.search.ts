import { z } from "zod";
import { listErrors } from "../lists.ts";
import { method } from "../method.ts";
import { aboutFlatList, flatListShape } from "./flat-list.ts";
import { userScopes } from "./user-fields.ts";
import { type UserCondition, userList, wordsOf } from "./user-list.ts";

export const userSearch = method({
  name: "user.search",
  scope: userScopes,
  access: "any",
  context: "any",
  params: z.looseObject(flatListShape),
  summary: "Searches users by the beginnings of their names, positions and departments.",
  about: aboutFlatList,
  fields: {
    FIND: "Words, each the beginning of a word of the name, the position or a department",
    NAME: "Beginning of the first name",
    LAST_NAME: "Beginning of the last name",
    WORK_POSITION: "Beginning of the position",
    UF_DEPARTMENT_NAME: "Words, each the beginning of a word of a department's name",
  },
  errors: listErrors,
  docs: "api-reference/user/user-search.md",
  returns: "users, with the fields that the scope opens",
  call: (call) => userList(call, beginnings),
});

const searched: ReadonlySet<string> = new Set(["NAME", "LAST_NAME", "WORK_POSITION"]);

/** A word is found where a word begins with it; a name where it begins with what was given. Prefixes mean what they mean in user.get. */
function beginnings(condition: UserCondition) {
  const { field, operator, value } = condition;
  if (field === "FIND" || field === "UF_DEPARTMENT_NAME") {
    return wordsOf(condition).map((word) => ({ field, operator: "contains", value: ` ${word}` }) as const);
  }
  if (!searched.has(field) || operator !== "=" || typeof value !== "string" || value.includes("%")) return null;
  return [{ field, operator: "like", value: `${value.replaceAll(/[\\_]/g, (sign) => `\\${sign}`)}%` } as const];
}
