// Removes everything that is known of a workflow that has ended: history, tasks, log, deliveries, mail, and files that only it has. Records that
// it has made (tasks, calendar entries, chats) are people's own by now, and stay.
import { baseTypeOf } from "@kontor/engine/model";
import type { Tx } from "../db/db.ts";
import { type DocumentType, programCodes, typeOf } from "../documents/registry.ts";
import { listDefinitions } from "../store/document-type.ts";
import { deleteFilesOfWorkflow, type FileField, hasFiles } from "../store/file.ts";
import { eraseWorkflow } from "../store/workflow.ts";

/** False: there was no such workflow. */
export async function eraseWithin(tx: Tx, portalId: number, workflowId: string): Promise<boolean> {
  if (await hasFiles(tx, portalId, workflowId)) await deleteFilesOfWorkflow(tx, portalId, workflowId, await fileFields(tx, portalId));
  return eraseWorkflow(tx, portalId, workflowId);
}

async function fileFields(tx: Tx, portalId: number): Promise<readonly FileField[]> {
  const definitions = new Map((await listDefinitions(tx, portalId)).map((definition) => [definition.code, definition]));
  const codes = new Set([...programCodes, ...definitions.keys()]);
  return [...codes].flatMap((code) => fieldsOf(typeOf(code, definitions.get(code) ?? null)));
}

function fieldsOf(type: DocumentType): readonly FileField[] {
  return Object.entries(type.fields).flatMap(([name, definition]) => {
    const field = type.storedName(name);
    return field !== null && baseTypeOf(definition.type) === "file" ? [{ type: type.code, field }] : [];
  });
}
