import { z } from "zod";
import { method, value } from "../method.ts";

export const serverTime = method({
  name: "server.time",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Tells the server's time.",
  about: {},
  errors: {},
  docs: "api-reference/common/system/server-time.md",
  returns: "date and time with the offset of the portal's time zone",
  async call({ caller, requestedAt, atom }) {
    return value(atom(requestedAt, caller.timeZone));
  },
});
