// What steps ask in the middle of a run (see engine/model/question.ts), answered from the database. Reads only; numbers may stay unused.
import type { Answers, DocumentTriple, Question, QuestionOf } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { documentTypeOf, documentTypeOfCode, parseDocumentId, snapshotOf } from "../documents/registry.ts";
import { readPresence } from "../store/absence.ts";
import { nextDocumentId, readAnyDocument } from "../store/document.ts";
import { readStepMemory } from "../store/step-memory.ts";
import { findTemplate } from "../store/template.ts";
import { globalsOf } from "./globals.ts";
import { personFields } from "./person-fields.ts";
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
  "document-type": (db, { portalId }, { type }) =>
    documentTypeOf(db, portalId, type).then((found) => found && { type: found.triple, fields: found.fields }),
  "new-document": (db) => nextDocumentId(db),
  child: prepareChild,
  globals: (db, { portalId }) => globalsOf(db, portalId),
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

async function prepareChild(db: Db, { portalId, now }: Asker, question: QuestionOf<"child">): Promise<Answers["child"]> {
  const { templateId, documentId } = question;
  const template = await findTemplate(db, portalId, templateId);
  if (!template) return { problem: `There is no template ${templateId}.` };
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
