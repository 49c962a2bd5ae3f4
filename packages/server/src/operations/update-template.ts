// Changes a template of an application: its name, description, automatic start, or the process itself (as a new version).
// Running workflows keep the version they started with; values given to constants stay.

import { documentTypeOf } from "../documents/registry.ts";
import { addTemplateVersion, findTemplate, updateTemplate } from "../store/template.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { addFieldsOfPackage } from "./template-fields.ts";
import { templateName } from "./template-name.ts";
import { importPackage } from "./template-package.ts";

export interface TemplateUpdate {
  readonly portalId: number;
  readonly userId: number;
  /** Whose template it must be; null: any (the command line). */
  readonly applicationId: number | null;
  readonly id: number;
  /** Missing fields stay as they are. */
  readonly name?: string;
  readonly description?: string;
  readonly autoExecute?: number;
  readonly data?: Uint8Array;
}

/** @throws Refusal with the codes `template-*` of `bizproc.workflow.template.update`; `user-not-found` */
export async function changeTemplate(runtime: Runtime, update: TemplateUpdate): Promise<void> {
  const { portalId, id } = update;
  const { name, description, autoExecute, data } = update;
  if (name === undefined && description === undefined && autoExecute === undefined && data === undefined) {
    throw new Refusal("template-fields-empty");
  }
  const template = await findTemplate(runtime.database, portalId, id);
  if (!template) throw new Refusal("template-not-found");
  if (update.applicationId !== null && template.applicationId !== update.applicationId) throw new Refusal("template-update-not-owner");
  const newName = name === undefined ? null : templateName(name);
  if (autoExecute !== undefined && ![0, 1, 2, 3].includes(autoExecute)) throw new Refusal("template-auto-execute-incorrect");
  const version = data === undefined ? null : importPackage(data);
  const type = await documentTypeOf(runtime.database, portalId, [template.module, template.entity, template.documentType]);
  await runtime.database.transaction(async (tx) => {
    await checkActiveUser(tx, portalId, update.userId);
    if (version) await addTemplateVersion(tx, portalId, version);
    if (version && type) await addFieldsOfPackage(tx, portalId, type, version.plain);
    await updateTemplate(tx, portalId, id, {
      name: newName,
      description: description ?? null,
      autoExecute: autoExecute ?? null,
      hash: version?.hash ?? null,
      userId: update.userId,
    });
  });
}
