// What becomes of a template's workflows at a step that cannot go on: held until somebody acts, or ended as the product ends them.
import { setTemplateFaults } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** Counts for running workflows too; those that are held stay so until they are tried again. @throws Refusal `template-not-found` */
export async function setFaults(
  { database }: Pick<Runtime, "database">,
  { portalId, id, onFault }: { readonly portalId: number; readonly id: number; readonly onFault: "hold" | "end" },
): Promise<void> {
  if (!(await setTemplateFaults(database, portalId, id, onFault === "end"))) throw new Refusal("template-not-found");
}
