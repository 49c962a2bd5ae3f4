import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { changeTemplate } from "../../operations/update-template.ts";
import { base64File, phpAny, phpInt, phpMap, toInteger, toText } from "../coerce.ts";
import { method, value } from "../method.ts";
import type { PhpValue } from "../php-value.ts";
import { maxTemplateBytes } from "./bizproc.workflow.template.add.ts";

export const templateUpdate = method({
  name: "bizproc.workflow.template.update",
  scope: "bizproc",
  access: "administrator",
  context: "application",
  params: z.object({ ID: phpInt.optional(), FIELDS: phpMap(phpAny).optional() }),
  refusals: { ID: "template-not-found", FIELDS: "template-fields-empty" },
  summary: "Changes a template of the calling application.",
  docs: "api-reference/bizproc/template/bizproc-workflow-template-update.md",
  returns: "the id of the template",
  async call({ caller, params, services: { runtime } }) {
    const fields = new Map(Object.entries(params.FIELDS ?? {}).map(([key, given]) => [key.trim().toUpperCase(), given]));
    const id = params.ID ?? 0;
    await changeTemplate(runtime, {
      portalId: caller.portalId,
      userId: caller.userId,
      applicationId: caller.app?.id ?? null,
      id,
      ...(fields.has("NAME") ? { name: toText(fields.get("NAME")) ?? "" } : {}),
      ...(fields.has("DESCRIPTION") ? { description: toText(fields.get("DESCRIPTION")) ?? "" } : {}),
      ...(fields.has("AUTO_EXECUTE") ? { autoExecute: toInteger(fields.get("AUTO_EXECUTE")) ?? -1 } : {}),
      ...(fields.has("TEMPLATE_DATA") ? { data: fileOf(fields.get("TEMPLATE_DATA")) } : {}),
    });
    return value(id);
  },
});

const file = base64File({ maxBytes: maxTemplateBytes });

function fileOf(given: PhpValue | undefined): Uint8Array {
  const parsed = file.safeParse(given);
  if (!parsed.success) throw new Refusal("template-data-incorrect");
  return parsed.data.content;
}
