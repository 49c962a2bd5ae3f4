// Rules of a stage begin when a document comes to it, whoever has moved it, and those of the stage before end. The write of the document
// keeps the visit; a job begins the rules, in the order of the visits and each exactly once.
import type { Tx } from "../db/db.ts";
import { type DocumentType, documentTypeOfCode } from "../documents/registry.ts";
import { lockDocument } from "../store/document.ts";
import { readWorkflowLimits } from "../store/portal.ts";
import { findRuleWorkflows, findStageTemplate } from "../store/rule-template.ts";
import { countStageTurn, deleteStageVisit, lockOldestVisit, readMade, type StagePlace, type StageVisit } from "../store/stage-visit.ts";
import { appendLog } from "../store/workflow-log.ts";
import { complexId, portalNow } from "./document-writes.ts";
import type { Runtime } from "./runtime.ts";
import { startWorkflow } from "./start-workflow.ts";
import { terminateWithin } from "./terminate-workflow.ts";

/** As `workflow_log` numbers it. */
const triggerEntry = 8;

/** Begins the rules of every stage that the document has come to and whose rules have not begun. */
export async function enterStages(runtime: Runtime, place: StagePlace): Promise<void> {
  let isMore = true;
  while (isMore) isMore = await runtime.database.transaction((tx) => enterOldest(runtime, tx, place));
  runtime.wake();
}

async function enterOldest(runtime: Runtime, tx: Tx, place: StagePlace): Promise<boolean> {
  const visit = await lockOldestVisit(tx, place);
  if (!visit) return false;
  await deleteStageVisit(tx, place, visit.id);
  const { portalId } = place;
  const type = await documentTypeOfCode(tx, portalId, place.type);
  if (!type) return true;
  await endRules(runtime, tx, place, type, visit);
  // Workflows first, then the document: the order in which everybody locks rows. It may have been deleted meanwhile.
  if (!(await lockDocument(tx, portalId, place.type, place.id))) return true;
  const template = await findStageTemplate(tx, portalId, type.code, visit.stage);
  if (!template) return true;
  const hold = await circleText(runtime, tx, place, visit);
  const workflowId = await startWorkflow(runtime, tx, {
    portalId,
    templateId: template.id,
    documentId: complexId(type, place.id),
    parameters: visit.parameters,
    userId: null,
    changed: null,
    ...(hold === null ? {} : { hold: { kind: "stage-limit", text: hold } }),
    atLimit: "ignored",
  });
  if (visit.trigger !== "") await logTrigger(tx, place, workflowId, visit);
  return true;
}

/** What belongs to the stage that the document has left. */
async function endRules(runtime: Runtime, tx: Tx, { portalId, id }: StagePlace, type: DocumentType, { stage }: StageVisit): Promise<void> {
  const title = `The stage was changed to ${type.pipelines?.stages.find((one) => one.id === stage)?.name ?? stage}`;
  for (const workflowId of await findRuleWorkflows(tx, portalId, type.complexId(id))) {
    await terminateWithin(runtime, tx, { portalId, workflowId, title, userId: null });
  }
}

/** Null: workflows neither move the document in circles nor make documents without an end. */
async function circleText(runtime: Runtime, tx: Tx, place: StagePlace, { workflowId, trigger }: StageVisit): Promise<string | null> {
  if (workflowId === null && trigger === "") return null;
  const { now } = await portalNow(tx, place.portalId);
  const { stageMoves, depth } = { ...runtime.limits, ...(await readWorkflowLimits(tx, place.portalId)) };
  const made = await readMade(tx, place, now);
  if (made >= depth) {
    return `Workflows have made ${made} documents from one another, and this is the last of them, so the rules of this stage have not begun. Rules that make documents whose rules make documents never end: change one of them, then try this step again.`;
  }
  // The moves of triggers are counted where they are made.
  const turns = workflowId === null ? 0 : await countStageTurn(tx, place, now);
  if (turns <= stageMoves) return null;
  return `Workflows have moved this document from stage to stage ${turns} times within a minute, so the rules of this stage have not begun. Rules that move documents in circles never end: change one of them, then try this step again, or move the document by hand.`;
}

/** The first line of the log says what has moved the document. */
async function logTrigger(tx: Tx, { portalId }: StagePlace, workflowId: string, { trigger }: StageVisit): Promise<void> {
  const { now: at } = await portalNow(tx, portalId);
  const text = `The trigger "${trigger}" has moved the document here`;
  const entry = { at, type: triggerEntry, activity: "", activityType: "", title: "", text, userId: null };
  await appendLog(tx, portalId, workflowId, entry, -1);
}
