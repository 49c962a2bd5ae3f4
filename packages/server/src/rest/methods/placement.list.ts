import { z } from "zod";
import { availablePlacements } from "../../operations/placements.ts";
import { phpBool, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { placementMethod } from "./placement-params.ts";

export const placementList = method({
  ...placementMethod("list"),
  access: "any",
  params: z.object({ SCOPE: phpString.optional(), FULL: phpBool.optional() }),
  summary: "Lists the places of the interface that the calling application may use, those of a scope, or all.",
  about: {
    SCOPE: { text: "Only the places of this scope, whether the application has it or not." },
    FULL: { default: "false", text: "All places, also those for which the application lacks the scope." },
  },
  errors: {},
  returns: "codes of places",
  async call({ caller, params: { SCOPE = "", FULL } }) {
    if (SCOPE.trim() !== "") return value(availablePlacements([SCOPE.trim().toLowerCase()]));
    // The caller's scopes hold `placement`, which stands for the places that need no other.
    return value(availablePlacements(FULL === true ? null : [...caller.scopes]));
  },
});
