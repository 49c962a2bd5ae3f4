import { z } from "zod";
import { raiseWebhookTrigger } from "../../operations/application-triggers.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

export const triggerRaise = method({
  name: "crm.automation.trigger",
  scope: "crm",
  access: "any",
  context: "any",
  params: z.object({ target: phpString.optional(), code: phpString.optional() }),
  refusals: { target: "trigger-target-format", code: "trigger-target-format" },
  summary: "Raises the triggers that wait for a call: the document is moved to the first stage that one of them leads to.",
  about: {
    target: { required: true, text: "Kind and number of the document: `DEAL_57`." },
    code: { default: "triggers without a code", text: "Code of the trigger, as its settings show it." },
  },
  errors: {
    "trigger-target-missing": "`target` is missing or empty.",
    "trigger-target-format": "`target` has another form, or a parameter is no text.",
    "trigger-target-not-found": "There is no such document, or there are no documents of this kind.",
    "trigger-update-denied": "A workflow has set rights on the document, and the caller may not change it.",
  },
  docs: "api-reference/crm/automation/crm-automation-trigger.md",
  returns: "true, whether or not the document was moved",
  async call({ caller, params: { target = "", code = "" }, services: { runtime } }) {
    await raiseWebhookTrigger(runtime, { portalId: caller.portalId, person: caller, target, code });
    return value(true);
  },
});
