import { z } from "zod";
import { method, value } from "../method.ts";

export const userAdmin = method({
  name: "user.admin",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Tells whether the caller may manage the settings of applications.",
  about: {},
  errors: {},
  docs: "api-reference/common/users/user-admin.md",
  returns: "true or false",
  async call({ caller }) {
    return value(caller.isAdmin);
  },
});
