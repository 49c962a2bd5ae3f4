// One move of a workflow: compute it, then write the new state and everything that follows from it in one guarded statement.
import { type Advance, advance, type CompiledTemplate } from "@kontor/engine";
import type { Context, Event, ValueMap, Workflow } from "@kontor/engine/model";
import type { Database, Db, Tx } from "../db/db.ts";
import { modifiedByFieldOf, toStoredFields } from "../documents/registry.ts";
import { enqueue } from "../queue/enqueue.ts";
import { saveWorkflow, type WorkflowChange, type WorkflowMove } from "../store/workflow.ts";
import { type Asker, answerQuestion } from "./answer-question.ts";
import { documentEvent } from "./document-event.ts";
import { type Beyond, type Draft, emptyDraft, filled } from "./effects/change.ts";
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

type Settled = Exclude<Advance, { kind: "needs" | "asks" }>;

/** Runs `advance`, giving it what it asks for on its way. */
async function advanceFully(
  db: Db,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
  asker: Asker,
): Promise<Settled> {
  let outcome = advance(compiled, workflow, event, context);
  while (outcome.kind === "asks") outcome = outcome.goOn(await answerQuestion(db, asker, outcome.question));
  if (outcome.kind !== "needs") return outcome;
  const taskIds = await freshTaskIds(db, outcome.taskIds - context.taskIds.length);
  return advanceFully(db, compiled, workflow, event, { ...context, taskIds: [...context.taskIds, ...taskIds] }, asker);
}

async function freshTaskIds(db: Db, count: number): Promise<readonly number[]> {
  const rows = await db.sql<{ id: number }>`select nextval('task_id_seq') as id from generate_series(1, ${count}::int)`;
  return rows.map(({ id }) => id);
}

export async function moveWorkflow(
  runtime: Runtime,
  db: Database | Tx,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
  place: Place,
): Promise<Moved> {
  const asker = { portalId: place.portal, timeZone: context.timeZone, now: new Date(context.now - place.clockOffsetMs) };
  const outcome = await advanceFully(db, compiled, workflow, event, context, asker);
  if (outcome.kind !== "advanced") return outcome;
  const { change, beyond } = changeOf(outcome, context, place);
  const move = { change, state: outcome.workflow };
  const isAlone = db === runtime.database;
  if (!(await save(runtime, db, move, beyond))) return { kind: "conflict" };
  // Inside a transaction of the caller's nothing is visible yet: whoever commits wakes the worker.
  if ((change.jobs || change.events || beyond.length > 0) && isAlone) {
    await runtime.hooks.reached("after-commit-before-delivery", { workflow: place.id });
    runtime.wake();
  }
  return { kind: "saved", workflow: outcome.workflow };
}

/** @returns false where the workflow has moved on since it was read: then nothing is written */
async function save(runtime: Runtime, db: Database | Tx, move: WorkflowMove, beyond: readonly Beyond[]): Promise<boolean> {
  const saveWithin = async (tx: Tx): Promise<boolean> => {
    if (!(await saveWorkflow(tx, move))) return false;
    for (const work of beyond) await work(tx);
    return true;
  };
  if (!("transaction" in db)) return saveWithin(db);
  return beyond.length === 0 ? runtime.save(move) : db.transaction(saveWithin);
}

function changeOf(
  outcome: Extract<Advance, { kind: "advanced" }>,
  context: Context,
  place: Place,
): { readonly change: WorkflowChange; readonly beyond: readonly Beyond[] } {
  const { clockOffsetMs: _, ...known } = place;
  const draft = emptyDraft();
  const around = {
    portalId: place.portal,
    workflowId: place.id,
    templateId: place.template,
    parent: outcome.workflow.parent,
    timeZone: context.timeZone,
    documentId: context.document.id,
    documentType: context.document.type,
    startedBy: outcome.workflow.startedBy,
    modifiedByField: modifiedByFieldOf(place.storageType),
    toStoredFields: (fields: ValueMap) => toStoredFields(place.storageType, fields, context.document),
  };
  for (const effect of outcome.effects) perform(draft, effect, around);
  tellParent(draft, outcome.workflow, place);
  const now = new Date(context.now).toISOString();
  const change = { ...known, status: outcome.workflow.status, now, ...filled(draft), ...eventsOf(draft, place) };
  return { change, beyond: draft.beyond };
}

/** However a child ends, whoever waits for it goes on. */
function tellParent({ beyond }: Draft, { status, parent }: Workflow, { portal, id }: Place): void {
  if (!parent?.waits || (status !== "completed" && status !== "terminated")) return;
  const job = { portalId: portal, kind: "child-ended", workflowId: parent.workflow, activity: parent.activity, payload: { child: id } };
  beyond.push((tx) => enqueue(tx, [job]));
}

/** However often a move writes to its document, applications are told once. */
function eventsOf({ document }: Draft, { storageType, documentNumber }: Place): Pick<WorkflowChange, "events"> {
  const event = Object.keys(document).length > 0 ? documentEvent(storageType, documentNumber, "UPDATE", null) : null;
  return event === null ? {} : { events: [{ name: event.name, data: event.data }] };
}
