// Not event.test.ts: files of that ending are tests.
import { z } from "zod";
import { testEvent } from "../../operations/test-event.ts";
import { phpAny } from "../coerce.ts";
import { method, value } from "../method.ts";
import { isMap, type PhpMap, type PhpValue } from "../php-value.ts";
import { eventMethod } from "./event-params.ts";

export const eventTest = method({
  ...eventMethod("event.test", "test-handler"),
  params: z.record(z.string(), phpAny),
  summary: "Sends the handlers of the calling application that are bound to ONAPPTEST whatever the call brings.",
  about: { "any name": { type: "any value", text: "Sent to the handlers as it is, at most 16384 bytes as JSON." } },
  errors: { "argument-invalid": "The parameters are too large." },
  returns: "1",
  async call({ caller, params, services }) {
    await testEvent(services.runtime, caller, asForm(params));
    return value(1);
  },
});

/** Flags as PHP writes them into a form: 1 and 0. */
function asForm(map: PhpMap): PhpMap {
  return Object.fromEntries(Object.entries(map).map(([name, given]) => [name, formValue(given)]));
}

function formValue(given: PhpValue): PhpValue {
  if (typeof given === "boolean") return given ? 1 : 0;
  if (Array.isArray(given)) return given.map(formValue);
  return isMap(given) ? asForm(given) : given;
}
