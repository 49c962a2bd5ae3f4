// Imports a template from a package.
import { typeWithoutDocuments } from "../documents/named-types.ts";
import { documentTypeOf } from "../documents/registry.ts";
import { addTemplateVersion, insertTemplate } from "../store/template.ts";
import { checkActiveUser } from "./check-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { addFieldsOfPackage } from "./template-fields.ts";
import { templateName } from "./template-name.ts";
import { importPackage } from "./template-package.ts";

export interface TemplateImport {
  readonly portalId: number;
  readonly userId: number;
  /** The application that the template will belong to; null for imports from the command line. */
  readonly applicationId: number | null;
  readonly documentType: readonly string[];
  readonly name: string;
  readonly description: string;
  /** 0 never, 1 on creation, 2 on change, 3 on both. */
  readonly autoExecute: number;
  readonly data: Uint8Array;
}

/**
 * @returns the template's id
 * @throws Refusal with the codes `template-*` of `bizproc.workflow.template.add`; `user-not-found`
 */
export async function addTemplate(runtime: Runtime, request: TemplateImport): Promise<number> {
  const { portalId, applicationId } = request;
  // Applications add all their templates at once: those of documents that this server does not have are kept and never start.
  const known = await documentTypeOf(runtime.database, portalId, request.documentType);
  const type = known?.triple ?? typeWithoutDocuments(request.documentType);
  if (!type) throw new Refusal("template-document-type-incorrect");
  const name = templateName(request.name);
  if (![0, 1, 2, 3].includes(request.autoExecute)) throw new Refusal("template-auto-execute-incorrect");
  const version = importPackage(request.data);
  return runtime.database.transaction(async (tx) => {
    await checkActiveUser(tx, portalId, request.userId);
    await addTemplateVersion(tx, portalId, version);
    if (known) await addFieldsOfPackage(tx, portalId, known, version.plain);
    return insertTemplate(tx, portalId, {
      module: type[0],
      entity: type[1],
      documentType: type[2],
      name,
      description: request.description,
      autoExecute: request.autoExecute,
      hash: version.hash,
      applicationId,
      systemCode: applicationId === null ? "" : `rest_app_${applicationId}`,
      userId: request.userId,
    });
  });
}
