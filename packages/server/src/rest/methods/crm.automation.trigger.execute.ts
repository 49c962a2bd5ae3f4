import { z } from "zod";
import { raiseApplicationTrigger } from "../../operations/application-triggers.ts";
import { phpInt, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { aboutCode, codeErrors, ownerOf, triggerCommon, triggerDocs } from "./application-trigger-methods.ts";

export const triggerExecute = method({
  ...triggerCommon,
  name: "crm.automation.trigger.execute",
  params: z.object({ CODE: phpString.optional(), OWNER_TYPE_ID: phpInt.optional(), OWNER_ID: phpInt.optional() }),
  refusals: { CODE: "trigger-code-wrong", OWNER_TYPE_ID: "trigger-owner-type-incorrect", OWNER_ID: "trigger-owner-incorrect" },
  summary: "Raises a trigger of the calling application: where a stage waits for it, the document is moved there.",
  about: {
    CODE: aboutCode,
    OWNER_TYPE_ID: {
      required: true,
      text: "Kind of the document: 1 lead, 2 deal, 3 contact, 4 company, 7 estimate, 31 invoice, the number of a smart process.",
    },
    OWNER_ID: { required: true, text: "Number of the document." },
  },
  errors: {
    ...codeErrors,
    "trigger-not-registered": "The application has registered none of this `CODE`.",
    "trigger-owner-type-incorrect": "`OWNER_TYPE_ID` is missing, or there are no such documents.",
    "trigger-owner-incorrect": "`OWNER_ID` is missing or no number above 0.",
  },
  docs: triggerDocs("execute"),
  returns: "true, whether or not a document was moved",
  async call(call) {
    const { CODE = "", OWNER_TYPE_ID: ownerType = 0, OWNER_ID: ownerId = 0 } = call.params;
    const { userId } = call.caller;
    await raiseApplicationTrigger(call.services.runtime, { ...ownerOf(call), userId, code: CODE, ownerType, ownerId });
    return value(true);
  },
});
