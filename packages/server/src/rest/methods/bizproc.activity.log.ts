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
