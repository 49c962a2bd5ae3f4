import { z } from "zod";
import { unbindEvent } from "../../operations/event-bindings.ts";
import { phpAny } from "../coerce.ts";
import { method, value } from "../method.ts";
import { authUser, eventMethod, eventName, isOffline, textOf } from "./event-params.ts";

/** What is not given narrows nothing: without parameters all online handlers go. */
export const eventUnbind = method({
  ...eventMethod("event.unbind", "event-unbind"),
  params: z.object({
    event: phpAny.optional(),
    handler: phpAny.optional(),
    auth_type: phpAny.optional(),
    event_type: phpAny.optional(),
  }),
  summary: "Removes handlers of the calling application from an event.",
  about: {
    event: { type: "text", default: "all events", text: "Code of the event, in any case." },
    handler: { type: "text", default: "any address", text: "The address, as it was bound. Of no effect for offline bindings." },
    auth_type: {
      type: "a whole number",
      default: "any name",
      text: "Only bindings in this person's name; 0: only those in the name of whoever causes the event.",
    },
    event_type: { type: "`online` or `offline`", default: "`online`", text: "Which kind of bindings." },
  },
  errors: {
    "argument-type-wrong": "A parameter is of another kind than the table says.",
    "argument-invalid": "`event_type` is unknown.",
    "event-offline-unbind-denied": "An offline binding, and the caller is no administrator.",
    "event-other-user-unbind-denied": "`auth_type` names somebody else, and the caller is no administrator.",
  },
  returns: "count",
  async call({ caller, params, services }) {
    const offline = isOffline(params.event_type);
    const count = await unbindEvent(services.runtime, caller, {
      event: eventName(params.event) || null,
      // Offline handlers have no address.
      handler: offline ? null : textOf("HANDLER", params.handler) || null,
      authUserId: authUser(params.auth_type),
      isOffline: offline,
    });
    return value({ count });
  },
});
