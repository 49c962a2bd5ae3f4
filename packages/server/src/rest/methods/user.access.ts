import { z } from "zod";
import { hasAccess } from "../../operations/access-codes.ts";
import { phpListOrOne, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const userAccess = method({
  name: "user.access",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ ACCESS: phpListOrOne(phpString).optional() }),
  summary: "Tells whether one of some access codes means the caller. For administrators the answer is always yes.",
  about: { ACCESS: { required: true, text: "Codes: `U1` is a person, `G1` the administrators, `G2` and `AU` everybody." } },
  errors: {},
  docs: "api-reference/common/users/user-access.md",
  returns: "true or false",
  async call({ caller, params: { ACCESS = [] } }) {
    return value(hasAccess(caller, ACCESS));
  },
});
