// One move of a workflow: compute it, then write the new state and everything that follows from it in one guarded statement.
import { setTimeout as pause } from "node:timers/promises";
import { type Advance, advance, type CompiledTemplate } from "@kontor/engine";
import type { Context, Effect, Event, ValueMap, Workflow } from "@kontor/engine/model";
import type { Database, Db, Tx } from "../db/db.ts";
import { type DocumentType, storedFields } from "../documents/registry.ts";
import { enqueue } from "../queue/enqueue.ts";
import type { Move } from "../queue/hooks.ts";
import type { DocumentPlace } from "../store/rule-template.ts";
import { saveWorkflow, type WorkflowChange, type WorkflowMove } from "../store/workflow.ts";
import { type Asker, answerQuestion } from "./answer-question.ts";
import { isWatched } from "./document-changed.ts";
import { documentEvents } from "./document-event.ts";
import { type Draft, emptyDraft, filled, type Surroundings } from "./effects/change.ts";
import { releaseLock } from "./effects/document-state.ts";
import { writeOwnDocument } from "./effects/documents.ts";
import { perform } from "./effects/registry.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** Where the workflow stands in the database, and what it belongs to. */
export type Place = Omit<
  WorkflowChange,
  "status" | "now" | "answers" | "closed" | "deleted" | "tasks" | "cancelled" | "jobs" | "document" | "notifications" | "log" | "events"
> & {
  readonly clockOffsetMs: number;
  /** Of the document. */
  readonly type: DocumentType;
};

export type Moved =
  | { readonly kind: "saved"; readonly workflow: Workflow }
  /** Somebody else moved the workflow since it was read: read again. */
  | { readonly kind: "conflict" }
  | Extract<Advance, { kind: "ignored" | "refused" }>;

/** A value that the move writes is newer by now than the one it has read: run again. */
interface Outdated {
  readonly kind: "outdated";
}

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

/** Whoever loses has lost to somebody who got through, so this ends; it is far more than come together. */
const mostRaces = 100;

/** @throws Refusal `busy` where shared values have changed under a hundred runs in a row */
export async function moveWorkflow(
  runtime: Runtime,
  db: Database | Tx,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
  place: Place,
): Promise<Moved> {
  for (let race = 1; race <= mostRaces; race += 1) {
    const moved = await moveOnce(runtime, db, compiled, workflow, event, context, place);
    if (moved.kind !== "outdated") return moved;
    await pause(Math.random() * Math.min(race, 20));
  }
  throw new Refusal("busy");
}

async function moveOnce(
  runtime: Runtime,
  db: Database | Tx,
  compiled: CompiledTemplate,
  workflow: Workflow,
  event: Event,
  context: Context,
  place: Place,
): Promise<Moved | Outdated> {
  const asker = {
    portalId: place.portal,
    templateId: place.template,
    timeZone: context.timeZone,
    now: new Date(context.now - place.clockOffsetMs),
  };
  const outcome = await advanceFully(db, compiled, workflow, event, context, asker);
  if (outcome.kind !== "advanced") return outcome;
  const { change, beyond, shared } = changeOf(outcome, context, place);
  const move = { change, state: outcome.workflow };
  const isAlone = db === runtime.database;
  const { hooks } = runtime;
  const told = toldOf(outcome, event, place);
  await hooks.moving?.(told);
  const saved = await save(runtime, db, move, { beyond, shared });
  if (saved !== "saved") return { kind: saved };
  await hooks.moved?.(told, isAlone);
  // Inside a transaction of the caller's nothing is visible yet: whoever commits wakes the worker.
  if ((change.jobs || change.events || beyond.length > 0) && isAlone) {
    await hooks.reached("after-commit-before-delivery", { workflow: place.id });
    runtime.wake();
  }
  return { kind: "saved", workflow: outcome.workflow };
}

function toldOf({ workflow, marks }: Extract<Advance, { kind: "advanced" }>, event: Event, place: Place): Move {
  const { id: workflowId, template: templateId, module, entity, documentId } = place;
  const activity = "activity" in event ? event.activity : null;
  return { workflowId, templateId, documentId: [module, entity, documentId], parentId: workflow.parent?.workflow ?? null, activity, marks };
}

type Saved = "saved" | "conflict" | "outdated";

/** Thrown to undo what is written; never leaves this file. */
class SharedValueMoved extends Error {
  override readonly name = "SharedValueMoved";
}

/** @returns `conflict`, `outdated`: then nothing is written */
async function save(
  runtime: Runtime,
  db: Database | Tx,
  move: WorkflowMove,
  { beyond, shared }: Pick<Draft, "beyond" | "shared">,
): Promise<Saved> {
  const saveWithin = async (tx: Tx): Promise<Saved> => {
    if (!(await saveWorkflow(tx, move))) return "conflict";
    for (const work of beyond) await work(tx);
    // Last, and always in the same order: whoever has one of them waits for nothing any more.
    for (const [, write] of [...shared].sort(([a], [b]) => (a < b ? -1 : 1))) if (!(await write(tx))) throw new SharedValueMoved();
    return "saved";
  };
  if (beyond.length === 0 && shared.size === 0 && "transaction" in db) return (await runtime.save(move)) ? "saved" : "conflict";
  try {
    if ("transaction" in db) return await db.transaction(saveWithin);
    return await (shared.size === 0 ? saveWithin(db) : db.savepoint(saveWithin));
  } catch (error) {
    if (error instanceof SharedValueMoved) return "outdated";
    throw error;
  }
}

function changeOf(
  outcome: Extract<Advance, { kind: "advanced" }>,
  context: Context,
  place: Place,
): Pick<Draft, "beyond" | "shared"> & { readonly change: WorkflowChange } {
  const { clockOffsetMs, type, ...known } = place;
  const draft = emptyDraft();
  const around: Surroundings = {
    portalId: place.portal,
    workflowId: place.id,
    templateId: place.template,
    parent: outcome.workflow.parent,
    timeZone: context.timeZone,
    documentId: context.document.id,
    documentType: context.document.type,
    startedBy: outcome.workflow.startedBy,
    directory: context.directory,
    now: context.now,
    modifiedByField: type.modifiedByField,
    toStoredFields: (fields: ValueMap) => storedFields(type, fields, { zone: context.timeZone, decimals: type.decimals }),
  };
  for (const effect of outcome.effects) perform(draft, effect, around);
  tellParent(draft, outcome.workflow, place);
  if (isOver(outcome.workflow) && context.limits.perDocument > 0) makeRoom(draft, place);
  if (isOver(outcome.workflow) && holdsLock(outcome.effects, context)) releaseLock(draft, around);
  writeBeyond(draft, type, around);
  const now = new Date(context.now).toISOString();
  const change = { ...known, status: outcome.workflow.status, now, ...filled(draft), ...eventsOf(draft, place) };
  return { change, beyond: draft.beyond, shared: draft.shared };
}

/** Whatever may follow from a write to the document needs more than the one statement. */
function writeBeyond(draft: Draft, type: DocumentType, around: Surroundings): void {
  const written = draft.document;
  if (!isWatched(type, written)) return;
  draft.document = {};
  draft.beyond.unshift((tx) => writeOwnDocument(tx, written, around));
}

/** A lock ends with the workflow that has it. */
function holdsLock(effects: readonly Effect[], { document, workflowId }: Context): boolean {
  return document.lockedBy === workflowId || effects.some((effect) => effect.kind === "await-document" && effect.until === "lock");
}

function isOver({ status }: Workflow): boolean {
  return status === "completed" || status === "terminated";
}

/** However a child ends, whoever waits for it goes on. */
function tellParent({ beyond }: Draft, workflow: Workflow, { portal, id }: Place): void {
  const { parent } = workflow;
  if (!parent?.waits || !isOver(workflow)) return;
  const job = { portalId: portal, kind: "child-ended", workflowId: parent.workflow, activity: parent.activity, payload: { child: id } };
  beyond.push((tx) => enqueue(tx, [job]));
}

/** Others may wait for this one's place on the document. */
function makeRoom({ beyond }: Draft, { portal, module, documentId }: Place): void {
  const payload: DocumentPlace = { module, documentId };
  beyond.push((tx) => enqueue(tx, [{ portalId: portal, kind: "begin-waiting", payload }]));
}

/** However often a move writes to its document, applications are told once. */
function eventsOf({ document }: Draft, { storageType, documentNumber }: Place): Pick<WorkflowChange, "events"> {
  const events = Object.keys(document).length > 0 ? documentEvents(storageType, documentNumber, "UPDATE", null) : [];
  return events.length === 0 ? {} : { events: events.map(({ name, data }) => ({ name, data })) };
}
