import { z } from "zod";
import { unbindPlacement } from "../../operations/placements.ts";
import { phpAny } from "../coerce.ts";
import { method, value } from "../method.ts";
import { optionalText, optionalUser, ownerOf, placementMethod, requiredText } from "./placement-params.ts";

export const placementUnbind = method({
  ...placementMethod("unbind"),
  params: z.object({ PLACEMENT: phpAny.optional(), HANDLER: phpAny.optional(), USER_ID: phpAny.optional() }),
  summary: "Removes handlers of the calling application from a place of the interface.",
  about: {
    PLACEMENT: { required: true, type: "text", text: "Code of the place, in any case." },
    HANDLER: { type: "text", default: "any address", text: "The address, as it was bound." },
    USER_ID: {
      type: "a whole number",
      default: "any person",
      text: "Only what is bound for this person; 0: only what is bound for everybody.",
    },
  },
  errors: {
    "argument-missing": "`PLACEMENT` is missing or empty.",
    "argument-type-wrong": "A parameter is of another kind than the table says.",
  },
  returns: "count",
  async call(call) {
    const { PLACEMENT, HANDLER, USER_ID } = call.params;
    const code = requiredText("PLACEMENT", PLACEMENT).toUpperCase();
    const which = { code, handler: optionalText("HANDLER", HANDLER) || null, userId: optionalUser(USER_ID) };
    const removed = await unbindPlacement(call.services.runtime, ownerOf(call), which);
    // Counted once when it is found and once more when it is removed, as clients know it.
    return value({ count: 2 * removed });
  },
});
