import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { startWorkflow } from "../../operations/start-workflow.ts";
import { coerced, phpAny, phpList, phpMap, phpString, toInteger } from "../coerce.ts";
import { method, value } from "../method.ts";

// A form sends an empty text where JSON leaves the number out.
const templateId = coerced("a whole number", (given) => (given === "" ? 0 : toInteger(given)));

export const workflowStart = method({
  name: "bizproc.workflow.start",
  scope: "bizproc",
  access: "administrator",
  context: "any",
  params: z.object({
    TEMPLATE_ID: templateId.optional(),
    DOCUMENT_ID: phpList(phpString).optional(),
    PARAMETERS: phpMap(phpAny).optional(),
  }),
  refusals: { TEMPLATE_ID: "start-template-not-found", DOCUMENT_ID: "start-document-id-wrong" },
  summary: "Starts a workflow on a document and runs it to its first wait or its end.",
  docs: "api-reference/bizproc/bizproc-workflow-start.md",
  returns: "the id of the workflow",
  async call({ caller, params, services: { runtime } }) {
    if (!params.TEMPLATE_ID) throw new Refusal("template-id-empty");
    if (!params.DOCUMENT_ID) throw new Refusal("start-document-id-wrong");
    const id = await startWorkflow(runtime, runtime.database, {
      portalId: caller.portalId,
      templateId: params.TEMPLATE_ID,
      documentId: params.DOCUMENT_ID,
      parameters: params.PARAMETERS ?? {},
      userId: caller.userId,
      changed: null,
    });
    return value(id);
  },
});
