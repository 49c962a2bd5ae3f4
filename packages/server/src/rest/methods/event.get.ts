import { z } from "zod";
import { readBindings } from "../../operations/event-bindings.ts";
import { method, value } from "../method.ts";
import { eventMethod } from "./event-params.ts";

export const eventGet = method({
  ...eventMethod("event.get", "event-get"),
  params: z.object({}),
  summary: "Lists the handlers that the calling application has bound to events.",
  about: {},
  errors: {},
  returns: "events with their handlers",
  async call({ caller, services }) {
    const bindings = await readBindings(services.runtime, caller);
    return value(
      bindings.map(({ event, handler, authUserId, isOffline }) => ({
        event,
        handler,
        auth_type: String(authUserId ?? 0),
        offline: isOffline ? 1 : 0,
      })),
    );
  },
});
