// Items of smart processes, and of the CRM's other types: made, changed, read and deleted. Which one is told by its number or by conditions.
import type { ActivityType, Step } from "../activity-type.ts";
import { convertFrom, onPortalsClock } from "../expression/convert.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import type { DocumentTriple } from "../model/ids.ts";
import type { PropertyDefinition } from "../model/property.ts";
import type { DocumentTypeFacts, FieldCondition } from "../model/question.ts";
import { asList, asMap, asText, isMap, type Value, type ValueMap } from "../model/value.ts";
import { changeDocument, crmTypeOf, documentAt, idIn, makeDocument, removeDocument, softError, unknownType } from "./documents.ts";
import { evaluateFields } from "./field-values.ts";
import { readFields } from "./read-fields.ts";
import { cancelTimer, setTimer } from "./timer.ts";

export const createDynamic: ActivityType = {
  start(step) {
    const facts = factsOf(step);
    if (!facts) return softError(step, unknownDynamic(step));
    step.setResults({ ItemId: makeDocument(step, { facts, fields: writtenFields(step, facts.blank, { isNew: true }) }) });
    step.close();
  },
};

export const updateDynamic = finding((step, document) => changeDocument(step, document, writtenFields(step, document)));

export const getDynamic = finding(
  (step, document) => {
    const { ReturnFields } = step.node.activity.properties;
    const names = isMap(ReturnFields) ? Object.keys(ReturnFields) : asList(ReturnFields).map(asText);
    step.setResults(readFields(step, document, names));
  },
  { anyWillDo: true },
);

export const deleteDynamic = finding((step, document) => removeDocument(step, document));

type Use = (step: Step, document: DocumentSnapshot) => void;

/**
 * A step that does something with one item.
 * @param options `anyWillDo`: a step that says nothing of which one means the first; otherwise such a step does nothing
 */
function finding(use: Use, { anyWillDo = false } = {}): ActivityType {
  const find = (step: Step): void => {
    const facts = factsOf(step);
    const id = facts && idOf(step, facts);
    const document = id && documentAt(step, id);
    if (!facts) softError(step, unknownDynamic(step));
    else if (!document) softError(step, `No item of ${facts.type[2]} is the one that the step looks for.`);
    else use(step, document);
    step.close();
  };
  return {
    start(step) {
      if (saysNothing(step, anyWillDo)) return softError(step, nothingSaid(step));
      // The server looks in what is saved: what this run has written must be there first.
      if (step.hasUnsavedDocuments && !namesOne(step)) return setTimer(step, step.context.now);
      find(step);
    },
    handle(step, event) {
      if (event.kind === "timer-fired") find(step);
    },
    cancel: cancelTimer,
  };
}

function typeOf(step: Step): DocumentTriple | null {
  return crmTypeOf(step.text("DynamicTypeId"));
}

function factsOf(step: Step): DocumentTypeFacts | null {
  const type = typeOf(step);
  return type && step.ask({ kind: "document-type", type });
}

function unknownDynamic(step: Step): string {
  return unknownType(["", "", step.text("DynamicTypeId") || "that the step does not name"]);
}

/** Fields are written as `147_TITLE`, or by their names alone. */
function writtenFields(step: Step, document: DocumentSnapshot, options: { readonly isNew: boolean } = { isNew: false }): ValueMap {
  const given = asMap(step.node.activity.properties["DynamicEntitiesFields"]);
  const prefix = `${step.text("DynamicTypeId")}_`;
  const named = Object.entries(given).map(([name, value]): [string, Value] => [
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
    value,
  ]);
  return evaluateFields(step, Object.fromEntries(named), document, options);
}

function namesOne(step: Step): boolean {
  return step.text("DynamicId").trim() !== "";
}

/** A number that comes out empty is no "any item": such a step would read, change or delete a stranger's. */
function saysNothing(step: Step, anyWillDo: boolean): boolean {
  if (namesOne(step) || itemsOf(step).some((item) => fieldOf(item) !== "")) return false;
  return !anyWillDo || hasNumber(step);
}

function hasNumber(step: Step): boolean {
  return asText(step.node.activity.properties["DynamicId"]) !== "";
}

function nothingSaid(step: Step): string {
  return hasNumber(step) ? "The number of the item, DynamicId, is empty." : "The step names neither the number of an item nor conditions.";
}

function idOf(step: Step, facts: DocumentTypeFacts): DocumentTriple | null {
  if (namesOne(step)) return idIn(facts.type, step.property("DynamicId"));
  return step.ask({ kind: "find-document", type: facts.type, groups: groupsOf(step, facts) });
}

/** `items: [[{ object, field, operator, value }, "AND"], …]`: the word says how the condition goes with the next one. */
function groupsOf(step: Step, facts: DocumentTypeFacts): readonly (readonly FieldCondition[])[] {
  const groups: FieldCondition[][] = [[]];
  for (const item of itemsOf(step)) {
    const [raw, joiner] = item;
    const condition = conditionOf(step, asMap(raw), facts);
    if (condition) groups.at(-1)?.push(condition);
    if (asText(joiner).toUpperCase() === "OR") groups.push([]);
  }
  const filled = groups.filter((group) => group.length > 0);
  // Without conditions any item will do.
  return filled.length > 0 ? filled : [[]];
}

function itemsOf(step: Step): readonly (readonly Value[])[] {
  return asList(asMap(step.node.activity.properties["DynamicFilterFields"])["items"]).map(asList);
}

function fieldOf([condition]: readonly Value[]): string {
  return asText(asMap(condition)["field"]);
}

function conditionOf(step: Step, raw: ValueMap, facts: DocumentTypeFacts): FieldCondition | null {
  const field = asText(raw["field"]);
  if (field === "") return null;
  const definition = Object.hasOwn(facts.fields, field) ? facts.fields[field] : undefined;
  const operator = asText(raw["operator"]) || "=";
  const given = raw["value"] ?? null;
  if (operator === "between") return { field, operator, values: endsOf(step, given, definition) };
  const value = definition
    ? onPortalsClock(step.evaluateAs(given, { ...definition, multiple: true }), definition, step.scope)
    : step.evaluate(given);
  return { field, operator, values: asList(value) };
}

/** Each end by itself: an empty first one must not let the second take its place. */
function endsOf(step: Step, given: Value, definition: PropertyDefinition | undefined): readonly Value[] {
  const ends = asList(step.evaluate(given));
  if (!definition) return ends;
  const single = { ...definition, multiple: false };
  return ends.map((end) => onPortalsClock(convertFrom(end, null, single, step.scope), single, step.scope));
}
