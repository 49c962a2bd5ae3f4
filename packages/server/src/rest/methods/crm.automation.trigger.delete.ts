import { z } from "zod";
import { unregisterTrigger } from "../../operations/application-triggers.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { aboutCode, codeErrors, ownerOf, triggerCommon, triggerDocs } from "./application-trigger-methods.ts";

export const triggerDelete = method({
  ...triggerCommon,
  name: "crm.automation.trigger.delete",
  params: z.object({ CODE: phpString.optional() }),
  refusals: { CODE: "trigger-code-wrong" },
  summary: "Takes a trigger of the calling application back.",
  about: { CODE: aboutCode },
  errors: { ...codeErrors, "trigger-not-found": "The application has registered none of this `CODE`." },
  docs: triggerDocs("delete"),
  returns: "true",
  async call(call) {
    await unregisterTrigger(call.services.runtime, ownerOf(call), call.params.CODE ?? "");
    return value(true);
  },
});
