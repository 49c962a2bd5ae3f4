// What steps ask in the middle of a run (see engine/model/question.ts), answered from the database. Reads only; numbers may stay unused.
import type { Answers, DocumentTriple, Question, QuestionOf } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { type DocumentType, documentTypeOf, documentTypeOfCode, parseDocumentId, snapshotOf } from "../documents/registry.ts";
import { dateTimeText } from "../documents/zone-time.ts";
import { readPresence } from "../store/absence.ts";
import { nextDocumentId, readAnyDocument } from "../store/document.ts";
import { readDocumentList } from "../store/document-list.ts";
import { nextRecordId } from "../store/record.ts";
import { readStepMemory } from "../store/step-memory.ts";
import { findTemplate, scriptStart } from "../store/template.ts";
import { readReports } from "../store/workflow-log.ts";
import { searchConditions } from "./document-search.ts";
import { driveFacts, newDriveObject } from "./drive.ts";
import { fileFacts } from "./files.ts";
import { readForm } from "./forms/forms.ts";
import { globalsOf } from "./globals.ts";
import { personFields } from "./person-fields.ts";
import { recordFacts } from "./records.ts";
import { newWorkflowId } from "./workflow-id.ts";

/** Who asks. */
export interface Asker {
  readonly portalId: number;
  readonly templateId: number;
  readonly timeZone: string;
  /** Real time: ids of workflows hold it. */
  readonly now: Date;
}

type Answerer<K extends Question["kind"]> = (db: Db, asker: Asker, question: QuestionOf<K>) => Promise<Answers[K]>;

const answerers: { readonly [K in Question["kind"]]: Answerer<K> } = {
  document: readOther,
  "document-type": describeType,
  "find-document": findDocument,
  "new-document": (db) => nextDocumentId(db),
  child: prepareChild,
  globals: (db, { portalId }) => globalsOf(db, portalId),
  reports: (db, { portalId }, { workflowId, most }) => readReports(db, portalId, workflowId, most),
  "new-record": (db) => nextRecordId(db),
  record: (db, { portalId }, { id }) => recordFacts(db, portalId, id),
  file: (db, { portalId, now }, { id }) => fileFacts(db, portalId, id, now.getTime()),
  "drive-object": (db, { portalId, now }, { id }) => driveFacts(db, portalId, id, now.getTime()),
  "new-drive-object": (db, { portalId, now }, question) => newDriveObject(db, portalId, question, now.getTime()),
  form: (db, { portalId, now }, { id }) => readForm(db, portalId, id, now.getTime()),
  presence: (db, { portalId }) => readPresence(db, portalId),
  person: (db, { portalId, timeZone }, { user }) => personFields(db, portalId, timeZone, user),
  memory: (db, { portalId, templateId }, { activity }) => readStepMemory(db, portalId, templateId, activity),
};

export function answerQuestion<K extends Question["kind"]>(db: Db, asker: Asker, question: QuestionOf<K>): Promise<Answers[K]> {
  const answerer = answerers[question.kind as K] as Answerer<K>;
  return answerer(db, asker, question);
}

async function readOther(db: Db, { portalId, timeZone }: Asker, { id }: QuestionOf<"document">): Promise<Answers["document"]> {
  const parsed = parseDocumentId(id);
  if (parsed.kind !== "ok") return null;
  const row = await readAnyDocument(db, portalId, parsed.code, parsed.number);
  if (!row) return null;
  const type = await documentTypeOfCode(db, portalId, row.type);
  return type && snapshotOf(row, type, null, timeZone, parsed.triple);
}

async function describeType(
  db: Db,
  { portalId, timeZone, now }: Asker,
  question: QuestionOf<"document-type">,
): Promise<Answers["document-type"]> {
  const type = await documentTypeOf(db, portalId, question.type);
  if (!type) return null;
  const today = dateTimeText(now.getTime(), timeZone).slice(0, 10);
  const fields = type.defaults({ id: 0, userId: 0, today });
  const blank = snapshotOf({ type: type.code, id: 0, fields, createdAt: now, modifiedAt: now }, type, null, timeZone, complexIdOf(type, 0));
  return { type: type.triple, fields: type.fields, blank };
}

async function findDocument(
  db: Db,
  { portalId, timeZone }: Asker,
  question: QuestionOf<"find-document">,
): Promise<Answers["find-document"]> {
  const type = await documentTypeOf(db, portalId, question.type);
  if (!type) return null;
  const found: number[] = [];
  for (const group of question.groups) {
    const filter = group.flatMap((condition) => searchConditions(type, condition, timeZone));
    const { rows } = await readDocumentList(db, portalId, type.code, { filter, order: [], start: 0, limit: 1, count: false });
    found.push(...rows.map(({ id }) => id));
  }
  return found.length === 0 ? null : complexIdOf(type, Math.min(...found));
}

function complexIdOf(type: DocumentType, id: number): DocumentTriple {
  return [type.triple[0], type.triple[1], type.complexId(id)];
}

async function prepareChild(db: Db, { portalId, now }: Asker, question: QuestionOf<"child">): Promise<Answers["child"]> {
  const { templateId, documentId } = question;
  const template = await findTemplate(db, portalId, templateId);
  if (!template) return { problem: `There is no template ${templateId}.` };
  if (question.script && template.autoExecute !== scriptStart) return { problem: `Template ${templateId} is no smart script.` };
  const type: DocumentTriple = [template.module, template.entity, template.documentType];
  const parsed = parseDocumentId([type[0], type[1], completeId(type, documentId)]);
  const problem = `There is no document ${documentId} of the template's type ${template.documentType}.`;
  if (parsed.kind !== "ok") return { problem };
  const row = await readAnyDocument(db, portalId, parsed.code, parsed.number);
  if (!row || (parsed.code === null && row.type !== template.documentType)) return { problem };
  return { workflowId: newWorkflowId(now), document: parsed.triple };
}

/** People write the number alone; documents of the CRM go by their type and number. */
function completeId([module, , type]: DocumentTriple, id: string): string {
  return module === "crm" && /^\d+$/.test(id) ? `${type}_${id}` : id;
}
