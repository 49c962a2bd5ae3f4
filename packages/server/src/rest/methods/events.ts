import { z } from "zod";
import { availableEvents } from "../../operations/event-bindings.ts";
import { phpBool, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { eventMethod } from "./event-params.ts";

export const events = method({
  ...eventMethod("events", "events"),
  params: z.object({ SCOPE: phpString.optional(), FULL: phpBool.optional() }),
  summary: "Lists the events that the calling application may bind, those of a scope, or all.",
  about: {
    SCOPE: { text: "Only the events of this scope, whether the application has it or not." },
    FULL: { default: "false", text: "All events, also those for which the application lacks the scope." },
  },
  errors: {},
  returns: "codes of events",
  async call({ caller, params: { SCOPE = "", FULL } }) {
    return value(availableEvents(caller, { scope: SCOPE.trim().toLowerCase(), full: FULL === true }));
  },
});
