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
  docs: "api-reference/bizproc/template/bizproc-workflow-template-delete.md",
  returns: "null",
  async call({ caller, params, services: { runtime } }) {
    await removeTemplate(runtime, { portalId: caller.portalId, applicationId: caller.app?.id ?? null, id: params.ID ?? 0 });
    return value(null);
  },
});
