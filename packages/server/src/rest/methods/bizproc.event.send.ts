import { z } from "zod";
import { answerStep } from "../../operations/answer-step.ts";
import { phpAny, phpMap, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const eventSend = method({
  name: "bizproc.event.send",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object({
    EVENT_TOKEN: phpString,
    RETURN_VALUES: phpMap(phpAny).optional(),
    LOG_MESSAGE: phpString.optional(),
  }),
  refusals: { EVENT_TOKEN: "event-token-invalid" },
  summary: "Answers a step of an application that waits, with the values it returns.",
  about: {
    EVENT_TOKEN: { required: true, text: "`event_token` of the call that the application's handler got. It opens its step once." },
    RETURN_VALUES: { default: "none", text: "Values by the ids of `RETURN_PROPERTIES`, in any case; others are passed over." },
    LOG_MESSAGE: { text: "A line for the log of the workflow." },
  },
  errors: {
    "event-token-invalid": "`EVENT_TOKEN` is missing, forged or used, belongs to another application, or its step no longer waits.",
  },
  docs: "api-reference/bizproc/bizproc-robot/bizproc-event-send.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    await answerStep(runtime, {
      portalId: caller.portalId,
      userId: caller.userId,
      clientId: caller.app?.clientId ?? null,
      token: params.EVENT_TOKEN,
      returnValues: params.RETURN_VALUES ?? {},
      logMessage: params.LOG_MESSAGE ?? "",
    });
    return value(true);
  },
});
