// One move of a workflow: compute it, then write the new state and everything that follows from it in one guarded statement.
import { type Advance, advance, type CompiledTemplate } from "@kontor/engine";
import type { Context, Event, ValueMap, Workflow } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { modifiedByFieldOf, toStoredFields } from "../documents/registry.ts";
import { saveWorkflow, type WorkflowChange } from "../store/workflow.ts";
import { documentEvent } from "./document-event.ts";
import { type Draft, emptyDraft, filled } from "./effects/change.ts";
import { perform } from "./effects/registry.ts";
import type { Runtime } from "./runtime.ts";

/** Where the workflow stands in the database, and what it belongs to. */
export type Place = Omit<
  WorkflowChange,
  "status" | "now" | "answers" | "closed" | "deleted" | "tasks" | "cancelled" | "jobs" | "document" | "notifications" | "log" | "events"
> & {
  readonly clockOffsetMs: number;
};

export type Moved =
  | { readonly kind: "saved"; readonly workflow: Workflow }
  /** Somebody else moved the workflow since it was read: read again. */
  | { readonly kind: "conflict" }
  | Extract<Advance, { kind: "ignored" | "refused" }>;

/** Runs `advance`, giving it more task numbers where it asks for them. */
async function advanceFully(
  db: Db,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
): Promise<Exclude<Advance, { kind: "needs" }>> {
  const outcome = advance(compiled, workflow, event, context);
  if (outcome.kind !== "needs") return outcome;
  const rows = await db.sql<{
    id: number;
  }>`select nextval('task_id_seq') as id from generate_series(1, ${outcome.taskIds - context.taskIds.length}::int)`;
  return advanceFully(db, compiled, workflow, event, { ...context, taskIds: [...context.taskIds, ...rows.map((row) => row.id)] });
}

export async function moveWorkflow(
  runtime: Runtime,
  db: Db,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
  place: Place,
): Promise<Moved> {
  const outcome = await advanceFully(db, compiled, workflow, event, context);
  if (outcome.kind !== "advanced") return outcome;
  const change = changeOf(outcome, context, place);
  const move = { change, state: outcome.workflow };
  const isAlone = db === runtime.database;
  if (!(await (isAlone ? runtime.save(move) : saveWorkflow(db, move)))) return { kind: "conflict" };
  // Inside a transaction of the caller's nothing is visible yet: whoever commits wakes the worker.
  if ((change.jobs || change.events) && isAlone) {
    await runtime.hooks.reached("after-commit-before-delivery", { workflow: place.id });
    runtime.wake();
  }
  return { kind: "saved", workflow: outcome.workflow };
}

function changeOf(outcome: Extract<Advance, { kind: "advanced" }>, context: Context, place: Place): WorkflowChange {
  const { clockOffsetMs, ...known } = place;
  const draft = emptyDraft();
  const around = {
    clockOffsetMs,
    timeZone: context.timeZone,
    documentId: context.document.id,
    documentType: context.document.type,
    startedBy: outcome.workflow.startedBy,
    modifiedByField: modifiedByFieldOf(place.storageType),
    toStoredFields: (fields: ValueMap) => toStoredFields(place.storageType, fields, context.document),
  };
  for (const effect of outcome.effects) perform(draft, effect, around);
  const now = new Date(context.now).toISOString();
  return { ...known, status: outcome.workflow.status, now, ...filled(draft), ...eventsOf(draft, place) };
}

/** However often a move writes to its document, applications are told once. */
function eventsOf({ document }: Draft, { storageType, documentNumber }: Place): Pick<WorkflowChange, "events"> {
  const event = Object.keys(document).length > 0 ? documentEvent(storageType, documentNumber, "UPDATE", null) : null;
  return event === null ? {} : { events: [{ name: event.name, data: event.data }] };
}
