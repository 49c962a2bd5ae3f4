// Starts a workflow: one read, one computation, one write.
import { createWorkflow } from "@kontor/engine";
import { type DocumentTriple, type Event, type Hold, type Parent, userId, type ValueMap, type WorkflowId } from "@kontor/engine/model";
import type { Database, Tx } from "../db/db.ts";
import { parseDocumentId } from "../documents/registry.ts";
import { lockDocument } from "../store/document.ts";
import { countProcesses } from "../store/rule-template.ts";
import { readForStart, type StartFacts } from "../store/workflow.ts";
import { moveWorkflow, type Place } from "./advance-and-save.ts";
import { Refusal } from "./refusal.ts";
import { changedAtStart, contextOf, documentOf } from "./run-context.ts";
import type { Runtime } from "./runtime.ts";
import { newWorkflowId } from "./workflow-id.ts";

export interface Start {
  readonly portalId: number;
  readonly templateId: number;
  /** Module, entity class, id: `["crm", "CCrmDocumentDeal", "DEAL_1"]`. */
  readonly documentId: readonly string[];
  /** Values of the template's parameters in internal form; the rest take their defaults. */
  readonly parameters: ValueMap;
  /** Null: the system starts it. */
  readonly userId: number | null;
  /** Fields changed by the edit that starts it; null at other starts. */
  readonly changed: readonly string[] | null;
  /** Why it is held before it begins; missing: it begins. */
  readonly hold?: Hold;
  /** Where as many workflows run on the document as the portal allows; missing: the start is refused. */
  readonly atLimit?: "held" | "ignored";
  /** A version of the template other than its current one, for a restart. */
  readonly versionHash?: string;
  /** Where another workflow starts it: the id that was promised, and who asked. */
  readonly child?: { readonly workflowId: WorkflowId; readonly parent: Parent };
}

/**
 * Starts a workflow and runs it to its first wait or its end.
 * @returns the workflow's id
 * @throws Refusal with the codes `start-*` of `bizproc.workflow.start`; `start-limit-reached` unless `atLimit` says otherwise
 */
export async function startWorkflow(runtime: Runtime, db: Database | Tx, start: Start): Promise<string> {
  const document = parseDocumentId(start.documentId);
  if (document.kind === "malformed") throw new Refusal("start-document-id-wrong");
  if (document.kind === "unknown-type") throw new Refusal("start-document-type-incorrect");
  const facts = await readForStart(db, start.portalId, start.templateId, document.code, document.number, start.versionHash);
  if (!facts?.template) throw new Refusal("start-template-not-found");
  if (!facts.document || facts.storageType === null) throw new Refusal("start-document-id-wrong");
  if (facts.storageType !== facts.template.documentType || document.triple[0] !== facts.template.module) {
    throw new Refusal("start-document-type-mismatch");
  }
  return run(runtime, db, start, document.triple, {
    ...facts,
    template: facts.template,
    storageType: facts.storageType,
    document: facts.document,
  });
}

type Found = StartFacts & { readonly [K in "template" | "storageType" | "document"]: NonNullable<StartFacts[K]> };

async function run(runtime: Runtime, db: Database | Tx, start: Start, documentId: DocumentTriple, facts: Found): Promise<string> {
  const { portalId } = start;
  const { template, storageType } = facts;
  const compiled = await runtime.templates.get(db, portalId, template.hash);
  // The template's entity class names the workflow's: clients spell it in several ways.
  const id: DocumentTriple = [template.module, template.entity, documentId[2]];
  const type: DocumentTriple = [template.module, template.entity, template.documentType];
  const found = documentOf(id, type, storageType, facts.document, start.changed ?? changedAtStart(start.parameters), facts.timeZone);
  const { document } = found;
  const workflowId = start.child?.workflowId ?? newWorkflowId(facts.now);
  const context = await contextOf(
    runtime,
    db,
    portalId,
    { ...facts, constantValues: template.constantValues, endsOnFault: template.endsOnFault },
    { workflowId, templateId: template.id, user: start.userId, document },
  );
  const workflow = createWorkflow(compiled, context, {
    parameters: start.parameters,
    startedBy: start.userId === null ? null : userId(start.userId),
    ...(start.child === undefined ? {} : { parent: start.child.parent }),
    tracked: template.tracked,
  });
  const place: Place = {
    portal: portalId,
    id: workflowId,
    expected: 0,
    startedBy: start.userId,
    startedAt: new Date(context.now).toISOString(),
    template: template.id,
    hash: template.hash,
    module: id[0],
    entity: id[1],
    documentType: type[2],
    documentId: id[2],
    storageType,
    documentNumber: facts.document.number,
    documentName: document.name,
    documentUrl: document.url,
    clockOffsetMs: facts.clockOffsetMs,
    type: found.type,
  };
  const begin: Begin = async (within, hold = start.hold) => {
    const event: Event = { kind: "started", ...(hold === undefined ? {} : { hold }) };
    const moved = await moveWorkflow(runtime, within, compiled, workflow, event, context, place);
    if (moved.kind !== "saved") throw new Error(`a new workflow of template ${template.id} was not saved: ${moved.kind}`);
  };
  if (start.atLimit === "ignored" || context.limits.perDocument === 0) await begin(db);
  else if ("transaction" in db)
    await db.transaction((tx) => beginInTurn(tx, start, place, context.limits.perDocument, begin)).then(runtime.wake);
  else await beginInTurn(db, start, place, context.limits.perDocument, begin);
  return workflowId;
}

type Begin = (within: Database | Tx, hold?: Hold) => Promise<void>;

async function beginInTurn(tx: Tx, { atLimit }: Start, place: Place, limit: number, begin: Begin): Promise<void> {
  const text = await limitText(tx, place, limit);
  if (text === null) return begin(tx);
  if (atLimit !== "held") throw new Refusal("start-limit-reached", { message: text });
  await begin(tx, {
    kind: "document-limit",
    text: `${text} This one begins by itself when one of them is over; trying this step again begins it at once.`,
  });
}

/** Whoever starts on the document has it to themselves from here on. @returns null where one more may start */
async function limitText(
  tx: Tx,
  { portal, storageType, documentNumber, module, documentId }: Place,
  limit: number,
): Promise<string | null> {
  await lockDocument(tx, portal, storageType, documentNumber);
  const running = await countProcesses(tx, portal, { module, documentId });
  if (running < limit) return null;
  return `${running === 1 ? "One workflow runs" : `${running} workflows run`} on ${documentId}, and this portal allows ${limit} on a document at a time.`;
}
