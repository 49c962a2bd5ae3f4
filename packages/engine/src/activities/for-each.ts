// Runs its body once for each item of a multiple value, read once at the start. Inside, `Key` and `Value` are results of the step.
import type { ActivityType, Step } from "../activity-type.ts";
import { reportUnknown } from "../expression/modifiers.ts";
import type { TemplateActivity } from "../model/template.ts";
import { asText, isList, isMap, type Value } from "../model/value.ts";
import { canvasTurn, isCanvasLoop } from "./canvas.ts";

export const forEach: ActivityType = {
  start(step) {
    if (isCanvasLoop(step.node)) return beside(step);
    step.note({ items: itemsOf(step), next: 0 });
    turn(step);
  },
  childClosed: turn,
};

/** On a canvas the body stands beside the loop. */
function beside(step: Step): void {
  const item = canvasTurn(step, () => itemsOf(step));
  if (isList(item)) step.setResults({ Key: item[0] ?? null, Value: item[1] ?? null });
  step.close();
}

function itemsOf(step: Step): readonly Value[] {
  const { object, field } = sourceOf(step.node.activity);
  const resolved = step.scope.resolve(object, field);
  reportUnknown(`${object}:${field}`, resolved, step.scope);
  const value = resolved?.value ?? null;
  if (value === null || value === "") return [];
  if (isList(value)) return value.map((item, key) => [key, item]);
  if (isMap(value)) return Object.entries(value);
  return [[0, value]];
}

/** Where the items stand: a reference's two halves. Templates also say Parameter for Template. */
export function sourceOf({ properties }: TemplateActivity): { readonly object: string; readonly field: string } {
  const object = asText(properties["Object"]) || "Variable";
  return { object: object.toLowerCase() === "parameter" ? "Template" : object, field: asText(properties["Variable"]) };
}

function turn(step: Step): void {
  const { items, next } = step.notes;
  const at = Number(next);
  const item = isList(items) ? items[at] : undefined;
  const body = step.node.children[0];
  if (isList(item) && body) {
    step.note({ next: at + 1 });
    step.setResults({ Key: item[0] ?? null, Value: item[1] ?? null });
    step.runAgain(body);
  } else step.close();
}
