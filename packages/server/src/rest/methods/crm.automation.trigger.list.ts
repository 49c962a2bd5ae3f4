import { z } from "zod";
import { listRegisteredTriggers } from "../../operations/application-triggers.ts";
import { method, value } from "../method.ts";
import { ownerOf, triggerCommon, triggerDocs } from "./application-trigger-methods.ts";

export const triggerList = method({
  ...triggerCommon,
  name: "crm.automation.trigger.list",
  params: z.object({}),
  summary: "Lists the triggers that the calling application has registered.",
  about: {},
  errors: {},
  docs: triggerDocs("list"),
  returns: "name and code of each",
  async call(call) {
    const triggers = await listRegisteredTriggers(call.services.runtime, ownerOf(call));
    return value(triggers.map(({ code, name }) => ({ NAME: name, CODE: code })));
  },
});
