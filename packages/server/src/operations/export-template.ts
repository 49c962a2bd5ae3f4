// Writes a template as a `.bpt` file: from its tree, with the values that its constants have now.
import { fromPlain, getAt, setAt, writeBpt } from "@kontor/bpt";
import { findTemplate, readTemplateVersion } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { readStoredPackage } from "./template-package.ts";

/** @throws Refusal `template-not-found` */
export async function exportTemplate(runtime: Runtime, portalId: number, id: number): Promise<Uint8Array> {
  return writeBpt(await templateValue(runtime, portalId, id));
}

/** The template's package with the present values of its constants. @throws Refusal `template-not-found` */
export async function templateValue(
  runtime: Runtime,
  portalId: number,
  id: number,
): Promise<ReturnType<typeof readStoredPackage>["value"]> {
  const template = await findTemplate(runtime.database, portalId, id);
  const version = template && (await readTemplateVersion(runtime.database, portalId, template.hash));
  if (!template || !version) throw new Refusal("template-not-found");
  let { value } = readStoredPackage(version.tree);
  for (const [name, constant] of Object.entries(template.constantValues)) {
    const path = ["CONSTANTS", name, "Default"];
    if (getAt(value, path.slice(0, 2)) !== null) value = setAt(value, path, fromPlain(constant));
  }
  return value;
}
