// How steps read and write documents other than by the fields of their own: looking up, changing, making. What one step of a run has written,
// later steps of it read. Ask before you write: a step that asks is begun again.
import type { Step } from "../activity-type.ts";
import { numberIn } from "../document-fields.ts";
import type { DocumentSnapshot, StageFacts } from "../model/context.ts";
import { crmTypes, dynamicType, firstDynamicNumber } from "../model/crm-types.ts";
import type { DocumentTriple, UserId } from "../model/ids.ts";
import type { DocumentTypeFacts } from "../model/question.ts";
import { asText, type Value, type ValueMap } from "../model/value.ts";
import { writtenValues } from "../written-values.ts";

/** A type of the CRM as steps name it: `2`, `DEAL`, `147`, `DYNAMIC_147`. Null: none. */
export function crmTypeOf(name: string): DocumentTriple | null {
  const word = name.trim().toUpperCase();
  const named = Object.values(crmTypes).find(([, , type]) => type === word);
  if (named) return named;
  const number = Number(/^(?:DYNAMIC_)?(\d{1,9})$/.exec(word)?.[1] ?? 0);
  if (number === 0) return null;
  return crmTypes[number] ?? (number >= firstDynamicNumber ? dynamicType(number) : null);
}

/** The id of a document: `5`, `"5"` and `"DEAL_5"` name the same deal; elements of lists go by their number alone. Null: no number. */
export function idIn(type: DocumentTriple, value: Value): DocumentTriple | null {
  const number = numberIn(value);
  if (number === null) return null;
  return [type[0], type[1], type[0] === "crm" ? `${type[2]}_${number}` : String(number)];
}

/** A document as the run sees it by now, the workflow's own among them. Null: there is none. */
export function documentAt(step: Step, id: DocumentTriple): DocumentSnapshot | null {
  return isOwn(step, id) ? step.document : step.ask({ kind: "document", id });
}

function isOwn({ context }: Step, [module, , id]: DocumentTriple): boolean {
  return context.document.id[0] === module && context.document.id[2] === id;
}

/** Writes fields, in internal form, to a document that `documentAt` has given. */
export function changeDocument(step: Step, { id }: DocumentSnapshot, fields: ValueMap, modifiedBy: UserId | null = null): void {
  if (isOwn(step, id)) {
    step.writeDocument(fields, modifiedBy);
    return;
  }
  const before = step.ask({ kind: "document", id });
  if (before === null) return;
  step.emit({ kind: "change-document", id, fields, modifiedBy });
  step.learn({ kind: "document", id }, { ...before, values: writtenValues(before, fields) });
}

export function removeDocument(step: Step, { id }: DocumentSnapshot): void {
  step.emit({ kind: "delete-document", id });
  if (!isOwn(step, id)) step.learn({ kind: "document", id }, null);
}

interface NewDocument {
  readonly facts: DocumentTypeFacts;
  /** In internal form. */
  readonly fields: ValueMap;
  /** See the effect. */
  readonly origin?: ValueMap;
  readonly createdBy?: UserId | null;
  /** Asked for before, where the step makes several. */
  readonly number?: number;
}

/** @returns its number */
export function makeDocument(step: Step, { facts, fields, origin, createdBy = creatorOf(step), ...given }: NewDocument): number {
  const number = given.number ?? step.ask({ kind: "new-document" });
  const { type, blank } = facts;
  step.emit({ kind: "create-document", type, number, fields, createdBy, ...(origin === undefined ? {} : { origin }) });
  const id = idIn(type, number) ?? type;
  step.learn(
    { kind: "document", id },
    { ...blank, id, values: writtenValues(blank, { ...beginning(blank, fields), ID: String(number), ...fields }) },
  );
  return number;
}

/** Where a document that names its pipeline begins. */
function beginning({ way }: DocumentSnapshot, fields: ValueMap): ValueMap {
  if (!way?.categoryField || fields[way.categoryField] === undefined) return {};
  const first = firstStage(way.stages, Number(asText(fields[way.categoryField])));
  return first === undefined ? {} : { [way.field]: first.id };
}

/** The first pipeline's stages are also written as `C0:NEW`, as if it were one of the numbered ones. */
export function stageNamed(stages: readonly StageFacts[], id: string): StageFacts | undefined {
  return stages.find((stage) => stage.id === id) ?? stages.find((stage) => stage.category === 0 && `C0:${stage.id}` === id);
}

export function firstStage(stages: readonly StageFacts[], category: number): StageFacts | undefined {
  return stages.find((stage) => stage.category === category);
}

/** Whoever started the workflow; where nobody did, whoever answers for its document. */
function creatorOf(step: Step): UserId | null {
  return step.workflow.startedBy ?? step.usersIn("author")[0] ?? null;
}

export function noPipelineText(category: string): string {
  return `There is no pipeline ${category}. Name one that exists, or add it with "kontor pipeline add".`;
}

export function unknownType(type: DocumentTriple): string {
  return `There are no documents of the type ${type[2] || type.join(", ")} here.`;
}

/** What a step could not do stands in the log and in ErrorMessage; the workflow goes on, as the product's does. */
export function softError(step: Step, text: string): void {
  step.log("error", text);
  step.setResults({ ErrorMessage: text });
  step.close();
}
