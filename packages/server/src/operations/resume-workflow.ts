// The one door for every event: read the workflow with its version, move it, write guarded by that version; a lost race reads again.
import type { DocumentTriple, Event } from "@kontor/engine/model";
import type { Database, Tx } from "../db/db.ts";
import { readWorkflow, type WorkflowFacts } from "../store/workflow.ts";
import { type Moved, moveWorkflow } from "./advance-and-save.ts";
import { Refusal } from "./refusal.ts";
import { changedAtStart, contextOf, documentOf } from "./run-context.ts";
import type { Runtime } from "./runtime.ts";

export interface ResumeRequest {
  readonly portalId: number;
  readonly workflowId: string;
  readonly event: Event;
  /** Who caused the event; null when nobody did. */
  readonly userId: number | null;
  /** The job that brought the event; it is deleted in the same transaction. */
  readonly doneJobId?: number;
}

export type Resumed =
  | { readonly kind: "resumed" }
  /** No such running workflow. */
  | { readonly kind: "gone" }
  /** Nothing waits for this event any more. */
  | { readonly kind: "ignored" }
  /** The event cannot be taken as it is; the text is for its sender. */
  | { readonly kind: "refused"; readonly code: "incorrect-answer" | "invalid-input" | "not-permitted"; readonly text: string };

const maxAttempts = 5;

/**
 * Brings an event to a running workflow.
 * @throws Refusal `busy` when five attempts in a row lost the race for the workflow
 */
export async function resumeWorkflow(runtime: Runtime, request: ResumeRequest): Promise<Resumed> {
  const { database } = runtime;
  return resumeWith(runtime, database, request, () => readWorkflow(database, request.portalId, request.workflowId));
}

/** As {@link resumeWorkflow}, with a read of the caller's own. The first answer of `read` may be one that the caller already has. */
export async function resumeWith(
  runtime: Runtime,
  db: Database | Tx,
  request: ResumeRequest,
  read: () => Promise<WorkflowFacts | null>,
): Promise<Resumed> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const facts = await read();
    if (!facts) return { kind: "gone" };
    const moved = await resumeOnce(runtime, db, request, facts);
    if (moved.kind === "saved") return { kind: "resumed" };
    if (moved.kind !== "conflict") return moved;
  }
  throw new Refusal("busy");
}

async function resumeOnce(runtime: Runtime, db: Database | Tx, request: ResumeRequest, facts: WorkflowFacts): Promise<Moved> {
  const { portalId, event, userId, doneJobId } = request;
  const compiled = await runtime.templates.get(db, portalId, facts.hash);
  const id: DocumentTriple = [facts.module, facts.entity, facts.documentId];
  const type: DocumentTriple = [facts.module, facts.entity, facts.documentType];
  const found = documentOf(id, type, facts.storageType, facts.document, changedAtStart(facts.state.parameters), facts.timeZone);
  const { document } = found;
  const context = await contextOf(runtime, db, portalId, facts, {
    workflowId: facts.id,
    templateId: facts.templateId,
    user: userId,
    document,
  });
  return moveWorkflow(runtime, db, compiled, facts.state, event, context, {
    portal: portalId,
    id: facts.id,
    expected: facts.version,
    startedBy: facts.startedBy,
    startedAt: facts.startedAt.toISOString(),
    template: facts.templateId,
    hash: facts.hash,
    module: facts.module,
    entity: facts.entity,
    documentType: facts.documentType,
    documentId: facts.documentId,
    storageType: facts.storageType,
    documentNumber: facts.documentNumber,
    documentName: document.name,
    documentUrl: document.url,
    clockOffsetMs: facts.clockOffsetMs,
    type: found.type,
    ...(doneJobId === undefined ? {} : { doneJob: doneJobId }),
  });
}
