import { z } from "zod";
import { addTemplate } from "../../operations/add-template.ts";
import { base64File, phpInt, phpList, phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

/** A package this large is not a template; what it unpacks to is limited again by its reader. */
export const maxTemplateBytes = 16 * 1024 * 1024;

export const templateAdd = method({
  name: "bizproc.workflow.template.add",
  scope: "bizproc",
  access: "administrator",
  context: "application",
  params: z.object({
    DOCUMENT_TYPE: phpList(phpString),
    NAME: phpString.optional(),
    DESCRIPTION: phpString.optional(),
    TEMPLATE_DATA: base64File({ maxBytes: maxTemplateBytes }),
    AUTO_EXECUTE: phpInt.optional(),
  }),
  refusals: {
    DOCUMENT_TYPE: "template-document-type-incorrect",
    NAME: "template-name-empty",
    TEMPLATE_DATA: "template-data-incorrect",
    AUTO_EXECUTE: "template-auto-execute-incorrect",
  },
  summary: "Imports a template from a .bpt file; it belongs to the calling application.",
  about: {
    DOCUMENT_TYPE: {
      required: true,
      type: "list of three texts: module, entity, type",
      text: "For which documents: `crm`, `CCrmDocumentDeal`, `DEAL`; `crm`, `CCrmDocumentLead`, `LEAD`; `lists`, `BizprocDocument`, `iblock_1`. Templates of the other types that the protocol names, such as `crm`, `CCrmDocumentContact`, `CONTACT`, are kept, but never start.",
    },
    NAME: { required: true, text: "Name of the template; what is beyond 255 characters is cut off." },
    DESCRIPTION: { text: "Description." },
    TEMPLATE_DATA: { required: true, text: "The `.bpt` file." },
    AUTO_EXECUTE: { default: "0", text: "Start by itself: 0 never, 1 when a document is created, 2 when it is changed, 3 at both." },
  },
  errors: {
    "template-document-type-incorrect":
      "`DOCUMENT_TYPE` is missing or malformed, nobody names such a type, or the portal has no such list.",
    "template-name-empty": "`NAME` is missing or empty.",
    "template-auto-execute-incorrect": "`AUTO_EXECUTE` is none of 0 to 3.",
    "template-data-incorrect": "`TEMPLATE_DATA` is missing, no file, too large, or no template.",
  },
  docs: "api-reference/bizproc/template/bizproc-workflow-template-add.md",
  returns: "the id of the template",
  async call({ caller, params, services: { runtime } }) {
    const id = await addTemplate(runtime, {
      portalId: caller.portalId,
      userId: caller.userId,
      applicationId: caller.app?.id ?? null,
      documentType: params.DOCUMENT_TYPE,
      name: params.NAME ?? "",
      description: params.DESCRIPTION ?? "",
      autoExecute: params.AUTO_EXECUTE ?? 0,
      data: params.TEMPLATE_DATA.content,
    });
    return value(id);
  },
});
