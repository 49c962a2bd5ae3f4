import { z } from "zod";
import { listErrors } from "../lists.ts";
import { method } from "../method.ts";
import { aboutFlatList, flatListShape } from "./flat-list.ts";
import { userFieldTitles } from "./user-field-names.ts";
import { userScopes } from "./user-fields.ts";
import { userList } from "./user-list.ts";

export const userGet = method({
  name: "user.get",
  scope: userScopes,
  access: "any",
  context: "any",
  params: z.looseObject(flatListShape),
  summary: "Lists users.",
  about: aboutFlatList,
  fields: userFieldTitles,
  errors: listErrors,
  docs: "api-reference/user/user-get.md",
  returns: "users, with the fields that the scope opens",
  call: (call) => userList(call, () => null),
});
