// Makes a new document: of the workflow's own type.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentTriple, UserId } from "../model/ids.ts";
import { asMap, type Value, type ValueMap } from "../model/value.ts";

export const createDocument: ActivityType = {
  start(step) {
    const number = create(step, step.context.document.type, asMap(step.node.activity.properties["Fields"]));
    step.setResults(number === null ? { ErrorMessage: unknownType(step.context.document.type) } : { ItemId: number });
    step.close();
  },
};

/**
 * Makes a document of any type; its number, or null where the server has no such type (the log says so).
 * @param given fields as written in the template
 */
export function create(step: Step, type: DocumentTriple, given: ValueMap): number | null {
  const facts = step.ask({ kind: "document-type", type });
  if (facts === null) {
    step.log("error", unknownType(type));
    return null;
  }
  const fields = Object.entries(given).map(([name, raw]): [string, Value] => {
    const definition = Object.hasOwn(facts.fields, name) ? facts.fields[name] : undefined;
    return [name, definition ? step.evaluateAs(raw, definition) : step.evaluate(raw)];
  });
  const number = step.ask({ kind: "new-document" });
  step.emit({ kind: "create-document", type: facts.type, number, fields: Object.fromEntries(fields), createdBy: creatorOf(step) });
  return number;
}

export function unknownType(type: DocumentTriple): string {
  return `There are no documents of the type ${type[2] || type.join(", ")} here.`;
}

/** Whoever started the workflow; where nobody did, whoever answers for its document. */
function creatorOf(step: Step): UserId | null {
  const { startedBy } = step.workflow;
  return startedBy ?? step.usersIn("author")[0] ?? null;
}
