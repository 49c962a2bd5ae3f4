import { z } from "zod";
import { readUser } from "../../operations/read-user.ts";
import { method, value } from "../method.ts";

export const profile = method({
  name: "profile",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Describes the caller in a few words, without needing a scope.",
  about: {},
  errors: {},
  docs: "api-reference/common/users/profile.md",
  returns: "number, name, time zone and rights of the caller",
  async call({ caller, services: { runtime } }) {
    const user = await readUser(runtime, caller.portalId, caller.userId);
    return value({
      ID: String(user.id),
      ADMIN: user.isAdmin,
      NAME: user.name,
      LAST_NAME: user.lastName,
      PERSONAL_GENDER: "",
      // Empty: the portal's.
      TIME_ZONE: user.timeZone ?? "",
    });
  },
});
