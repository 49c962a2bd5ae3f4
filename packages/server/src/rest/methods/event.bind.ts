import { z } from "zod";
import { bindEvent } from "../../operations/event-bindings.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpAny, toMap } from "../coerce.ts";
import { method, value } from "../method.ts";
import { emptyMap, type PhpMap, type PhpValue } from "../php-value.ts";
import { authUser, eventMethod, eventName, isOffline, textOf } from "./event-params.ts";

export const eventBind = method({
  ...eventMethod("event.bind", "event-bind"),
  params: z.object({
    event: phpAny.optional(),
    handler: phpAny.optional(),
    auth_type: phpAny.optional(),
    event_type: phpAny.optional(),
    auth_connector: phpAny.optional(),
    options: phpAny.optional(),
  }),
  summary: "Binds a handler of the calling application to an event.",
  returns: "true",
  async call({ caller, params, services }) {
    const event = eventName(params.event);
    if (event === "") throw new Refusal("argument-missing", { argument: "EVENT" });
    await bindEvent(services.runtime, caller, {
      event,
      handler: textOf("HANDLER", params.handler),
      authUserId: authUser(params.auth_type) ?? 0,
      isOffline: isOffline(params.event_type),
      connector: textOf("AUTH_CONNECTOR", params.auth_connector).trim(),
      options: optionsOf(params.options),
    });
    return value(true);
  },
});

function optionsOf(given: PhpValue | undefined): PhpMap {
  if (given === undefined || given === null) return emptyMap();
  const options = toMap(given);
  if (options === undefined) throw new Refusal("argument-type-wrong", { argument: "OPTIONS", type: "array" });
  return options;
}
