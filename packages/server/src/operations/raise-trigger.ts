// Something has happened to a document: the first trigger that waits for it, in the order of the stages, moves the document to its stage.
import { asFlag, asText, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { type DocumentType, documentTypeOfCode, storedFields } from "../documents/registry.ts";
import { categoryOfStage } from "../documents/stages.ts";
import { type AutomationTrigger, listTriggers } from "../store/automation-trigger.ts";
import { type DocumentRow, lockDocument } from "../store/document.ts";
import { readWorkflowLimits } from "../store/portal.ts";
import { countStageTurn, giveToLastVisit } from "../store/stage-visit.ts";
import { startAutomatically } from "./auto-start.ts";
import { complexId, overwrite, portalNow } from "./document-writes.ts";
import type { Runtime } from "./runtime.ts";
import { judgeTrigger } from "./trigger-condition.ts";

export interface TriggerEvent {
  readonly portalId: number;
  /** DEAL, LEAD, DYNAMIC_147 */
  readonly type: string;
  readonly id: number;
  /** APP, WEBHOOK, FIELD_CHANGED, DOCUMENT_CREATE */
  readonly code: string;
  /** Whether the event is one that a trigger of this code waits for. */
  readonly isMeant: (rules: ValueMap) => boolean;
  /** What the rules of the stage are given as parameters. */
  readonly values: ValueMap;
  readonly changed: readonly string[] | null;
  /** In whose name the document is moved where the trigger names nobody. */
  readonly userId: number;
}

export type Raised =
  | { readonly kind: "moved"; readonly triggerId: number; readonly stage: string }
  /** No trigger waits for it, or none may move the document. */
  | { readonly kind: "nothing" }
  /** The document has been moved by workflows and triggers too often within a minute. */
  | { readonly kind: "circling"; readonly triggerId: number }
  | { readonly kind: "no-document" };

export async function raiseTrigger(runtime: Runtime, event: TriggerEvent): Promise<Raised> {
  const raised = await runtime.database.transaction((tx) => raiseWithin(runtime, tx, event));
  if (raised.kind === "moved") runtime.wake();
  return raised;
}

/** Inside a transaction of the caller's, who wakes the worker. */
export async function raiseWithin(runtime: Runtime, tx: Tx, event: TriggerEvent): Promise<Raised> {
  const { portalId, id } = event;
  const type = await documentTypeOfCode(tx, portalId, event.type);
  const row = type && (await lockDocument(tx, portalId, type.code, id));
  if (!type || !row) return { kind: "no-document" };
  const triggers = await listTriggers(tx, portalId, type.code, event.code);
  for (const trigger of inOrder(type, row, triggers)) {
    if (!event.isMeant(trigger.rules)) continue;
    const { values, changed } = event;
    const { Condition = null, ExecuteBy = null } = trigger.rules;
    const judged = await judgeTrigger(runtime, tx, { portalId, type, id }, { condition: Condition, executeBy: ExecuteBy, values, changed });
    if (judged?.holds !== true) continue;
    if (await isCircling(runtime, tx, event)) return { kind: "circling", triggerId: trigger.id };
    await move(runtime, tx, event, type, row, trigger, judged.executeBy ?? event.userId);
    return { kind: "moved", triggerId: trigger.id, stage: trigger.stage };
  }
  return { kind: "nothing" };
}

/** Those that may move the document, by their stages: of its own pipeline, and behind its stage unless they go backwards too. */
function inOrder({ pipelines }: DocumentType, { fields }: DocumentRow, triggers: readonly AutomationTrigger[]): AutomationTrigger[] {
  if (pipelines === null) return [];
  const current = asText(fields[pipelines.field]);
  const stages = pipelines.stages.filter(({ category }) => category === categoryOfStage(current)).map(({ id }) => id);
  const at = stages.indexOf(current);
  return stages.flatMap((stage, index) => {
    if (index === at) return [];
    return triggers.filter((trigger) => trigger.stage === stage && (index > at || asFlag(trigger.rules["ALLOW_BACKWARDS"] ?? "N")));
  });
}

async function isCircling(runtime: Runtime, tx: Tx, { portalId, type, id }: TriggerEvent): Promise<boolean> {
  const { now } = await portalNow(tx, portalId);
  const { stageMoves } = { ...runtime.limits, ...(await readWorkflowLimits(tx, portalId)) };
  return (await countStageTurn(tx, { portalId, type, id }, now)) > stageMoves;
}

async function move(
  runtime: Runtime,
  tx: Tx,
  { portalId, id, values }: TriggerEvent,
  type: DocumentType,
  row: DocumentRow,
  { stage, name }: AutomationTrigger,
  userId: number,
): Promise<void> {
  const clock = await portalNow(tx, portalId);
  const fields = storedFields(type, { [type.pipelines?.field ?? ""]: stage }, { zone: clock.zone, decimals: type.decimals });
  const changed = await overwrite(tx, row, row.fields, { portalId, type, fields, userId, clock, workflowId: null });
  await giveToLastVisit(tx, { portalId, type: type.code, id }, { trigger: name, parameters: values });
  await startAutomatically(runtime, tx, { portalId, type: type.triple, id: complexId(type, id), event: "changed", changed, userId });
}
