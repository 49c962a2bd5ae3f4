import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { startByCall } from "../../operations/start-by-call.ts";
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
  about: {
    TEMPLATE_ID: { required: true, text: "The template, as `bizproc.workflow.template.list` names it." },
    DOCUMENT_ID: {
      required: true,
      type: "list of three texts: module, entity, id",
      text: "The document: `crm`, `CCrmDocumentDeal`, `DEAL_1`; `crm`, `CCrmDocumentLead`, `LEAD_1`; `lists`, `BizprocDocument`, `1`.",
    },
    PARAMETERS: {
      default: "those of the template",
      text: "Values of the template's parameters by their ids, whose case counts. A file is a list of its name and its content in base64, `fileData` with such a list, or the number of a file that is there.",
    },
  },
  errors: {
    "template-id-empty": "`TEMPLATE_ID` is missing, empty or 0.",
    "start-template-not-found": "There is no such template, or `TEMPLATE_ID` is no whole number.",
    "start-document-id-wrong": "`DOCUMENT_ID` is missing or malformed, or there is no such document.",
    "start-document-type-incorrect": "This server has no documents of this entity.",
    "start-document-type-mismatch": "The template is for documents of another type.",
    "argument-invalid": "A parameter of the type `file` is no file, larger than 10 MB, or one of more than 50.",
    "start-limit-reached": "As many workflows run on the document as the portal allows (`kontor portal set --document-limit`).",
  },
  docs: "api-reference/bizproc/bizproc-workflow-start.md",
  returns: "the id of the workflow",
  async call({ caller, params, services: { runtime } }) {
    if (!params.TEMPLATE_ID) throw new Refusal("template-id-empty");
    if (!params.DOCUMENT_ID) throw new Refusal("start-document-id-wrong");
    const id = await startByCall(runtime, {
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
