import { z } from "zod";
import { knownScopes } from "../../operations/scopes.ts";
import { phpBool } from "../coerce.ts";
import { method, value } from "../method.ts";

export const scope = method({
  name: "scope",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ full: phpBool.optional() }),
  summary: "Lists the scopes of the credential, or all that there are.",
  about: { full: { default: "false", text: "All scopes that this server knows." } },
  errors: {},
  docs: "api-reference/common/system/scope.md",
  returns: "codes of scopes",
  async call({ caller, params }) {
    return value(params.full === true ? knownScopes : [...caller.scopes]);
  },
});
