import { z } from "zod";
import { removeTemplate } from "../../operations/delete-template.ts";
import { phpInt } from "../coerce.ts";
import { method, value } from "../method.ts";

export const templateDelete = method({
  name: "bizproc.workflow.template.delete",
  scope: "bizproc",
  access: "administrator",
  context: "application",
  params: z.object({ ID: phpInt.optional() }),
  refusals: { ID: "template-not-found" },
  summary: "Deletes a template of the calling application.",
  about: { ID: { required: true, text: "The template, as `bizproc.workflow.template.add` answered." } },
  errors: {
    "template-not-found": "`ID` is missing, or there is no such template.",
    "template-delete-not-owner": "The template belongs to another application or to none.",
    "template-in-use": "Workflows of the template still run.",
  },
  docs: "api-reference/bizproc/template/bizproc-workflow-template-delete.md",
  returns: "null",
  async call({ caller, params, services: { runtime } }) {
    await removeTemplate(runtime, { portalId: caller.portalId, applicationId: caller.app?.id ?? null, id: params.ID ?? 0 });
    return value(null);
  },
});
