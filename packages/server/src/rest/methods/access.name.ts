import { z } from "zod";
import { nameAccessCodes } from "../../operations/access-codes.ts";
import { phpListOrOne, phpString } from "../coerce.ts";
import { phpArray } from "../encode.ts";
import { method, value } from "../method.ts";

export const accessName = method({
  name: "access.name",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ ACCESS: phpListOrOne(phpString).optional() }),
  summary: "Tells the names of access codes.",
  about: { ACCESS: { text: "Codes: `U1` is a person, `G1` the administrators, `G2` and `AU` everybody." } },
  errors: {},
  docs: "api-reference/common/system/access-name.md",
  returns: "names by code; false if no code was given",
  async call({ caller, params: { ACCESS = [] }, services: { runtime } }) {
    if (ACCESS.length === 0) return value(false);
    const named = await nameAccessCodes(runtime, caller.portalId, ACCESS);
    const shown = [...named].map(([code, { name, provider, providerId }]) => [code, { provider, name, provider_id: providerId }] as const);
    return value(phpArray(new Map(shown)));
  },
});
