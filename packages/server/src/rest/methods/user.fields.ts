import { z } from "zod";
import { method, value } from "../method.ts";
import { userFieldTitles } from "./user-field-names.ts";
import { openFields, userScopes } from "./user-fields.ts";

export const userFields = method({
  name: "user.fields",
  scope: userScopes,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Names the fields of users.",
  about: {},
  errors: {},
  docs: "api-reference/user/user-fields.md",
  returns: "names by field, as far as the scope opens them",
  async call({ caller }) {
    return value(Object.fromEntries(openFields(caller).map((field) => [field, userFieldTitles[field]])));
  },
});
