// Values that steps give to fields and variables: each in the form that the definition asks for. What a definition can make nothing of is told.
import type { Step } from "../activity-type.ts";
import { onPortalsClock } from "../expression/convert.ts";
import type { DocumentSnapshot, StageFacts } from "../model/context.ts";
import { baseTypeOf, type PropertyDefinition } from "../model/property.ts";
import { asList, asText, type Value, type ValueMap } from "../model/value.ts";
import { stageNamed } from "./documents.ts";
import { tellUnknownFields } from "./unknown-fields.ts";

type Document = Pick<DocumentSnapshot, "fields" | "way" | "values">;

/**
 * Fields as a template writes them. What cannot be written is left out, and stands in the log and in ErrorMessage; the other fields are written.
 * @param document the one that is written, or what a new one begins with
 */
export function evaluateFields(step: Step, given: ValueMap, document: Document, { isNew = false } = {}): ValueMap {
  const written: [string, Value][] = [];
  const problems: string[] = [];
  for (const [asWritten, raw] of Object.entries(given)) {
    const name = spelled(document, asWritten);
    const definition = own(document.fields, name);
    const value = definition ? onPortalsClock(step.evaluateAs(raw, definition), definition, step.scope) : step.evaluate(raw);
    if (isNew && isStage(document, name) && asText(value) === "") continue;
    const problem = lostText(step, definition, raw, value) ?? wayText(document, name, value, isNew);
    if (problem === null) written.push([name, isStage(document, name) ? (known(document, value)?.id ?? value) : value]);
    else problems.push(`${problem}: it was left as it is.`);
  }
  tellUnknownFields(
    step,
    written.map(([name]) => name),
    document.fields,
  );
  for (const problem of problems) step.log("error", problem);
  if (problems.length > 0) step.setResults({ ErrorMessage: problems.join(" ") });
  // A field may be called `__proto__`, which an assignment would lose.
  return Object.fromEntries(written);
}

/** A variable's value. It is empty, or 0, where the type makes nothing of what is given. */
export function evaluateVariable(step: Step, raw: Value, name: string, definition: PropertyDefinition): Value {
  const value = step.evaluateAs(raw, definition);
  const given = lostValue(step, definition, raw, value);
  const now = asList(value).length === 0 ? "empty" : "0";
  if (given !== null) step.log("error", `The variable ${name} (${definition.type}) cannot hold "${given}": it is ${now} now.`);
  return value;
}

const strict: ReadonlySet<string> = new Set(["int", "double", "date", "datetime", "time", "user"]);

function lostText(step: Step, definition: PropertyDefinition | undefined, raw: Value, value: Value): string | null {
  const given = definition ? lostValue(step, definition, raw, value) : null;
  return definition && given !== null ? `The field "${definition.name}" (${definition.type}) cannot hold "${given}"` : null;
}

/** What was given, where the type makes nothing of it; otherwise null. */
function lostValue(step: Step, definition: PropertyDefinition, raw: Value, value: Value): string | null {
  if (!strict.has(baseTypeOf(definition.type)) || asList(value).some((entry) => entry !== null && entry !== 0)) return null;
  const given = asList(step.evaluate(raw)).map((entry) => asText(entry).trim());
  const isLost = given.some((text) => text !== "") && !given.some((text) => asList(value).length > 0 && /\d/.test(text));
  return isLost ? given.join(", ").slice(0, 100) : null;
}

/** A document on a stage that is not there, or of another pipeline, would be found on no board, and no rule would ever begin. */
function wayText(document: Document, name: string, value: Value, isNew: boolean): string | null {
  const { fields, way, values } = document;
  const text = asText(value).trim();
  const title = `The field "${own(fields, name)?.name ?? name}"`;
  if (!way) return null;
  if (isStage(document, name)) {
    if (text === "") return `${title} cannot be empty`;
    return known(document, value) ? null : `${title} cannot hold "${text.slice(0, 100)}", which is no stage`;
  }
  const field = way.categoryField;
  if (field === null || name.trim().toUpperCase() !== field || text === "") return null;
  if (!way.stages.some(({ category }) => category === Number(text))) return `${title} cannot hold "${text}", which is no pipeline`;
  const stays = isNew || Number(text) === Number(asText(values[field]));
  return stays ? null : `${title} changes with the stage, or by a step that changes the pipeline`;
}

function known({ way }: Document, stage: Value): StageFacts | undefined {
  return stageNamed(way?.stages ?? [], asText(stage).trim());
}

function isStage({ way }: Document, name: string): boolean {
  return way !== undefined && way !== null && name.trim().toUpperCase() === way.field;
}

/** Documents know their fields in any case: names are in capitals. */
function spelled({ fields }: Document, name: string): string {
  const capitals = name.trim().toUpperCase();
  return !Object.hasOwn(fields, name) && Object.hasOwn(fields, capitals) ? capitals : name;
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
