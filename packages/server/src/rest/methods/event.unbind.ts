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
