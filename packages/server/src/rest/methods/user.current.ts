import { z } from "zod";
import { readUser } from "../../operations/read-user.ts";
import { method, value } from "../method.ts";
import { openFields, showUser, userScopes } from "./user-fields.ts";

export const userCurrent = method({
  name: "user.current",
  scope: userScopes,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Describes the caller.",
  about: {},
  errors: {},
  docs: "api-reference/user/user-current.md",
  returns: "the caller, with the fields that the scope opens",
  async call({ caller, services: { runtime }, atom }) {
    const user = await readUser(runtime, caller.portalId, caller.userId);
    return value(showUser(user, openFields(caller), (date) => atom(date, caller.timeZone)));
  },
});
