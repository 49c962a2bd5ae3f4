import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { changeTemplate } from "../../operations/update-template.ts";
import { base64File, phpAny, phpInt, phpMap, toInteger, toText } from "../coerce.ts";
import { method, value } from "../method.ts";
import type { PhpValue } from "../php-value.ts";
import { maxTemplateBytes } from "./bizproc.workflow.template.add.ts";

const file = base64File({ maxBytes: maxTemplateBytes });

export const templateUpdate = method({
  name: "bizproc.workflow.template.update",
  scope: "bizproc",
  access: "administrator",
  context: "application",
  params: z.object({ ID: phpInt.optional(), FIELDS: phpMap(phpAny).optional() }),
  refusals: { ID: "template-not-found", FIELDS: "template-fields-empty" },
  summary: "Changes a template of the calling application.",
  about: {
    ID: { required: true, text: "The template, as `bizproc.workflow.template.add` answered." },
    FIELDS: { required: true, type: "a map", text: "What to change, names in any case; what is not given stays." },
    "FIELDS.NAME": { type: "text", text: "Name of the template." },
    "FIELDS.DESCRIPTION": { type: "text", text: "Description." },
    "FIELDS.AUTO_EXECUTE": {
      type: "a whole number",
      text: "Start by itself: 0 never, 1 when a document is created, 2 when it is changed, 3 at both.",
    },
    "FIELDS.TEMPLATE_DATA": {
      type: file.description ?? "",
      text: "A new `.bpt` file. Running workflows keep the version they began with.",
    },
  },
  errors: {
    "template-fields-empty": "`FIELDS` is missing or names nothing that can be changed.",
    "template-not-found": "`ID` is missing, or there is no such template.",
    "template-update-not-owner": "The template belongs to another application or to none.",
    "template-name-empty": "`NAME` is empty.",
    "template-auto-execute-incorrect": "`AUTO_EXECUTE` is none of 0 to 3.",
    "template-data-incorrect": "`TEMPLATE_DATA` is no file, too large, or no template.",
  },
  docs: "api-reference/bizproc/template/bizproc-workflow-template-update.md",
  returns: "the id of the template",
  async call({ caller, params, services: { runtime } }) {
    const fields = fieldsOf(params.FIELDS ?? {});
    const id = params.ID ?? 0;
    await changeTemplate(runtime, {
      portalId: caller.portalId,
      userId: caller.userId,
      applicationId: caller.app?.id ?? null,
      id,
      ...(fields.has("NAME") ? { name: toText(fields.get("NAME")) ?? "" } : {}),
      ...(fields.has("DESCRIPTION") ? { description: descriptionOf(fields.get("DESCRIPTION")) } : {}),
      ...(fields.has("AUTO_EXECUTE") ? { autoExecute: toInteger(fields.get("AUTO_EXECUTE")) ?? -1 } : {}),
      ...(fields.has("TEMPLATE_DATA") ? { data: fileOf(fields.get("TEMPLATE_DATA")) } : {}),
    });
    return value(id);
  },
});

/** By their names in upper case. A null is as good as absent, as among the parameters. */
function fieldsOf(given: Readonly<Record<string, PhpValue>>): ReadonlyMap<string, PhpValue> {
  const present = Object.entries(given).filter(([, field]) => field !== null);
  return new Map(present.map(([key, field]) => [key.trim().toUpperCase(), field]));
}

function descriptionOf(given: PhpValue | undefined): string {
  const text = toText(given);
  if (text === undefined) throw new Refusal("argument-invalid", { argument: "FIELDS.DESCRIPTION", reason: "expected text" });
  return text;
}

function fileOf(given: PhpValue | undefined): Uint8Array {
  const parsed = file.safeParse(given);
  if (!parsed.success) throw new Refusal("template-data-incorrect");
  return parsed.data.content;
}
