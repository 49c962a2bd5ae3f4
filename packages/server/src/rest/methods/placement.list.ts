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
  returns: "codes of places",
  async call({ caller, params: { SCOPE = "", FULL } }) {
    if (SCOPE.trim() !== "") return value(availablePlacements([SCOPE.trim().toLowerCase()]));
    // The caller's scopes hold `placement`, which stands for the places that need no other.
    return value(availablePlacements(FULL === true ? null : [...caller.scopes]));
  },
});
