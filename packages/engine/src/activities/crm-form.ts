// Fills in a form of the drive: a text document with names in braces. The new document belongs to the workflow's document.
import type { ActivityType, Step } from "../activity-type.ts";
import { resolveField } from "../expression/modifiers.ts";
import { printableText } from "../expression/printable.ts";
import { asMap, asText, isMap, type Value } from "../model/value.ts";
import { softError } from "./documents.ts";
import { idOf } from "./drive.ts";

const longestValue = 20_000;

export const fillForm: ActivityType = {
  start(step) {
    const id = idOf(step.property("TemplateId"));
    const form = id === null ? null : step.ask({ kind: "form", id });
    if (form === null) return softError(step, `TemplateId "${step.text("TemplateId")}" names no file of the drive.`);
    if (form.problem !== "") return softError(step, `"${form.name}" is no form: ${form.problem}.`);
    const values = Object.fromEntries(
      form.placeholders.map((name): [string, string] => [name, textFor(step, name).slice(0, longestValue)]),
    );
    const { file, source, facts } = form;
    step.emit({ kind: "fill-form", file, source, name: facts.name, values });
    step.learn({ kind: "file", id: file }, facts);
    step.setResults({ DocumentId: file, DocumentUrl: facts.publink, DocumentDocx: file, DocumentNumber: String(file) });
    step.close();
  },
};

/** What the step gives under this name; failing that, the document's field, as people read it. */
function textFor(step: Step, name: string): string {
  const given = asMap(step.node.activity.properties["Values"]);
  if (Object.hasOwn(given, name)) return textOf(step, given[name] ?? null);
  const field = resolveField("Document", name, step.scope);
  if (!field || field.isUnknown)
    step.log("error", `The form asks for "${name.slice(0, 100)}", which neither the step nor the document has: it is left empty there.`);
  return field && !field.isUnknown ? printableText(field.value, field.property, step.scope) : "";
}

function textOf(step: Step, raw: Value): string {
  const value = isMap(raw) && "VALUE" in raw ? (raw["VALUE"] ?? null) : raw;
  const evaluated = step.evaluate(value);
  return typeof evaluated === "string" ? evaluated : printableText(evaluated, null, step.scope) || asText(evaluated);
}
