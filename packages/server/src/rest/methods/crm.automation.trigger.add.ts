import { z } from "zod";
import { registerTrigger } from "../../operations/application-triggers.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { aboutCode, codeErrors, ownerOf, triggerCommon, triggerDocs } from "./application-trigger-methods.ts";

export const triggerAdd = method({
  ...triggerCommon,
  name: "crm.automation.trigger.add",
  params: z.object({ CODE: phpString.optional(), NAME: phpString.optional() }),
  refusals: { CODE: "trigger-code-wrong", NAME: "trigger-name-empty" },
  summary: "Registers a trigger of the calling application, or gives one that it has registered another name.",
  about: { CODE: aboutCode, NAME: { required: true, text: "Name that people read; what is beyond 255 letters is cut off." } },
  errors: { ...codeErrors, "trigger-name-empty": "`NAME` is missing or empty." },
  docs: triggerDocs("add"),
  returns: "true",
  async call(call) {
    const { CODE = "", NAME = "" } = call.params;
    await registerTrigger(call.services.runtime, ownerOf(call), CODE, NAME);
    return value(true);
  },
});
