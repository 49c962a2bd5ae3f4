// Whether a trigger's condition holds for a document, and in whose name it moves it. Both are written as in robots, so they are read by
// the engine: in a workflow of one step that nobody keeps.
import { advance, compile, createWorkflow, parseRobots, parseTemplate, toTemplate } from "@kontor/engine";
import { asText, type DocumentTriple, userId, type Value, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { readForStart } from "../store/workflow.ts";
import { answerQuestion } from "./answer-question.ts";
import { contextOf, documentOf } from "./run-context.ts";
import type { Runtime } from "./runtime.ts";
import { newWorkflowId } from "./workflow-id.ts";

export interface Asked {
  readonly condition: Value;
  readonly executeBy: Value;
  /** What the event gives, as `{=Template:…}`. */
  readonly values: ValueMap;
  /** Fields that the event has changed. */
  readonly changed: readonly string[] | null;
}

export type Judged =
  | { readonly holds: false }
  | { readonly holds: true /** Null: nobody who is active is named. */; readonly executeBy: number | null };

/** @param condition as robots have it; null always holds @throws TemplateError for a condition that cannot be read */
export function triggerTemplate(condition: Value, executeBy: Value): ReturnType<typeof compile> {
  const Properties = { VariableValue: { Holds: "Y", ExecuteBy: executeBy } };
  const robots = parseRobots([{ Type: "SetVariableActivity", Properties, ...(condition === null ? {} : { Condition: condition }) }]);
  const variables = { Holds: { Name: "Holds", Type: "bool" }, ExecuteBy: { Name: "By", Type: "user" } };
  return compile(parseTemplate({ TEMPLATE: [toTemplate(robots, "")], VARIABLES: variables }));
}

/** @returns null where there is no such document */
export async function judgeTrigger(
  runtime: Runtime,
  tx: Tx,
  { portalId, type, id }: { readonly portalId: number; readonly type: DocumentType; readonly id: number },
  { condition, executeBy, values, changed }: Asked,
): Promise<Judged | null> {
  const facts = await readForStart(tx, portalId, 0, type.code, id);
  if (!facts?.document) return null;
  const complexId: DocumentTriple = [type.triple[0], type.triple[1], type.complexId(id)];
  const { document } = documentOf(complexId, type.triple, type.code, facts.document, changed, facts.timeZone);
  const run = { workflowId: newWorkflowId(facts.now), templateId: 0, user: null, document };
  const context = await contextOf(runtime, tx, portalId, { ...facts, constantValues: {} }, run);
  const compiled = triggerTemplate(condition, executeBy);
  const workflow = createWorkflow(compiled, context, { parameters: values, startedBy: null });
  const asker = { portalId, templateId: 0, timeZone: facts.timeZone, now: facts.now };
  let outcome = advance(compiled, workflow, { kind: "started" }, context);
  while (outcome.kind === "asks") outcome = outcome.goOn(await answerQuestion(tx, asker, outcome.question));
  if (outcome.kind !== "advanced") throw new Error(`the condition of a trigger was not decided: ${outcome.kind}`);
  const { Holds, ExecuteBy } = outcome.workflow.variables;
  if (Holds !== "Y") return { holds: false };
  const user = userId(Number(/^user_(\d{1,15})$/.exec(asText(ExecuteBy))?.[1] ?? 0));
  return { holds: true, executeBy: context.directory.people.get(user)?.active ? user : null };
}
