import { z } from "zod";
import { logToStep } from "../../operations/answer-step.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const activityLog = method({
  name: "bizproc.activity.log",
  scope: "bizproc",
  access: "any",
  context: "any",
  params: z.object({ EVENT_TOKEN: phpString, LOG_MESSAGE: phpString.optional() }),
  refusals: { EVENT_TOKEN: "event-token-invalid" },
  summary: "Writes to the log of the workflow whose step called the application.",
  about: {
    EVENT_TOKEN: { required: true, text: "`event_token` of the call that the application's handler got." },
    LOG_MESSAGE: { required: true, text: "The line to write." },
  },
  errors: {
    "event-token-invalid": "`EVENT_TOKEN` is missing or forged, belongs to another application, or its step no longer waits.",
    "log-message-empty": "`LOG_MESSAGE` is missing or empty.",
  },
  docs: "api-reference/bizproc/bizproc-activity/bizproc-activity-log.md",
  returns: "true",
  async call({ caller, params, services: { runtime } }) {
    await logToStep(runtime, {
      portalId: caller.portalId,
      userId: caller.userId,
      clientId: caller.app?.clientId ?? null,
      token: params.EVENT_TOKEN,
      logMessage: params.LOG_MESSAGE ?? "",
    });
    return value(true);
  },
});
