import { z } from "zod";
import { phpBool, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { distinct, isAvailable } from "./available-methods.ts";

export const methodsMethod = method({
  name: "methods",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ full: phpBool.optional(), scope: phpString.optional() }),
  summary: "Lists the methods that the caller may use, those of a scope, or all.",
  about: {
    full: { default: "false", text: "All methods, also those for which the credential lacks the scope." },
    scope: { text: "Only the methods of this scope, available or not; empty: those that need none." },
  },
  errors: {},
  docs: "api-reference/common/system/methods.md",
  returns: "names of methods",
  async call({ caller, params, methods }) {
    const all = distinct(methods);
    // An empty scope asks for the methods that need none.
    const ofScope = all.filter(({ scopes }) => (params.scope === "" ? scopes === null : scopes?.includes(params.scope ?? "") === true));
    const available = all.filter((entry) => isAvailable(entry, caller));
    const listed = params.full === true ? all : available;
    return value((params.scope === undefined ? listed : ofScope).map(({ name }) => name));
  },
});
