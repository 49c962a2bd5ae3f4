import { z } from "zod";
import { bindEvent } from "../../operations/event-bindings.ts";
import { Refusal } from "../../operations/refusal.ts";
import { phpAny, toMap } from "../coerce.ts";
import { method, value } from "../method.ts";
import { emptyMap, type PhpMap, type PhpValue } from "../php-value.ts";
import { authUser, eventMethod, eventName, isOffline, textOf } from "./event-params.ts";
import { handlerErrors } from "./handler-errors.ts";

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
  about: {
    event: { required: true, type: "text", text: "Code of the event, in any case: `ONCRMDEALADD`." },
    handler: { type: "an address, `http` or `https`", text: "What is called. Required unless the binding is offline." },
    auth_type: { type: "a whole number", default: "0", text: "In whose name it is called; 0: of whoever causes the event." },
    event_type: {
      type: "`online` or `offline`",
      default: "`online`",
      text: "An offline binding is kept and listed; no method fetches its events yet.",
    },
    auth_connector: { type: "text of at most 255 characters", text: "Key of a source, kept with an offline binding." },
    options: { type: "a map", text: "What else the application says of the binding; kept as it is, at most 16384 bytes as JSON." },
  },
  errors: {
    "argument-missing": "`event` is missing, or `handler` of an online binding.",
    "argument-type-wrong": "A parameter is of another kind than the table says.",
    "argument-invalid": "`event_type` is unknown, `auth_type` names nobody, something is too long, or the application has 500 bindings.",
    "event-not-found": "There is no such event, or the application lacks its scope.",
    "event-already-bound": "The same handler is bound to the event in the same name already.",
    "event-offline-bind-denied": "An offline binding, and the caller is no administrator.",
    "event-other-user-bind-denied": "`auth_type` names somebody else, and the caller is no administrator.",
    ...handlerErrors,
  },
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
