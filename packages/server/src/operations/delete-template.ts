// Deletes a template. Refused while workflows of it run: they would lose the values of their constants.
import { deleteTemplate, findTemplate, hasRunningWorkflows } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/**
 * @param request.applicationId whose template it must be; null: any
 * @throws Refusal `template-not-found`, `template-delete-not-owner`, `template-in-use`
 */
export async function removeTemplate(
  runtime: Runtime,
  request: { readonly portalId: number; readonly applicationId: number | null; readonly id: number },
): Promise<void> {
  const { portalId, applicationId, id } = request;
  await runtime.database.transaction(async (tx) => {
    const template = await findTemplate(tx, portalId, id);
    if (!template) throw new Refusal("template-not-found");
    if (applicationId !== null && template.applicationId !== applicationId) throw new Refusal("template-delete-not-owner");
    if (await hasRunningWorkflows(tx, portalId, id)) throw new Refusal("template-in-use");
    await deleteTemplate(tx, portalId, id);
  });
}
