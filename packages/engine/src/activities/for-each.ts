// Runs its body once for each item of a multiple value, read once at the start. Inside, `Key` and `Value` are results of the step.
import type { ActivityType, Step } from "../activity-type.ts";
import { asText, isList, isMap, type Value } from "../model/value.ts";

export const forEach: ActivityType = {
  start(step) {
    step.note({ items: itemsOf(step), next: 0 });
    turn(step);
  },
  childClosed: turn,
};

function itemsOf(step: Step): readonly Value[] {
  const object = asText(step.node.activity.properties["Object"]) || "Variable";
  const field = asText(step.node.activity.properties["Variable"]);
  const value = step.scope.resolve(object, field)?.value ?? null;
  if (value === null || value === "") return [];
  if (isList(value)) return value.map((item, key) => [key, item]);
  if (isMap(value)) return Object.entries(value);
  return [[0, value]];
}

function turn(step: Step): void {
  const { items, next } = step.notes;
  const at = Number(next);
  const item = isList(items) ? items[at] : undefined;
  const body = step.node.children[0];
  if (!isList(item) || !body) return step.close();
  step.note({ next: at + 1 });
  step.setResults({ Key: item[0] ?? null, Value: item[1] ?? null });
  step.runAgain(body);
}
