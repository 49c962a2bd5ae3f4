// A document has come to a stage: kept in the transaction of its write, for the job that begins the rules of the stage.
import { asText, type ValueMap } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { enqueue } from "../queue/enqueue.ts";
import { hasRules } from "../store/rule-template.ts";
import { insertStageVisit } from "../store/stage-visit.ts";

interface Entered {
  readonly portalId: number;
  readonly type: DocumentType;
  readonly id: number;
  /** The workflow that has moved it; null: a person or an application. */
  readonly by: { readonly workflowId: string | null };
}

/** A document is gone: rules that have begun while it was being deleted end, too. Those that ran before have ended with it. */
export async function stageLeft(tx: Tx, { portalId, type, id }: Entered): Promise<void> {
  if (type.pipelines === null || !(await hasRules(tx, portalId, type.code))) return;
  const document = [type.triple[0], type.triple[1], type.complexId(id)];
  await enqueue(tx, [{ portalId, kind: "end-document-workflows", payload: { document, except: "" } }]);
}

/** A document of a type with stages is new, or stands on another stage than before. @param fields as stored */
export async function stageEntered(tx: Tx, { portalId, type, id, by }: Entered, fields: ValueMap): Promise<void> {
  const stage = type.pipelines === null ? "" : asText(fields[type.pipelines.field]);
  if (stage === "") return;
  const place = { portalId, type: type.code, id };
  if (!(await insertStageVisit(tx, place, { stage, workflowId: by.workflowId }))) return;
  await enqueue(tx, [{ portalId, kind: "enter-stage", payload: { type: type.code, id } }]);
}
