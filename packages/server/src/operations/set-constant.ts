// Gives a constant of a template its value. Running workflows read it from then on.
import { asMap, parseProperty, type Value } from "@kontor/engine/model";
import { findTemplate, readTemplateVersion, setConstantValue } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { readStoredPackage } from "./template-package.ts";
import { misfitOf } from "./value-fit.ts";

/** @throws Refusal `template-not-found`; `argument-invalid` where the template has no such constant, or the value is not of its type */
export async function setTemplateConstant(
  runtime: Runtime,
  change: { readonly portalId: number; readonly id: number; readonly name: string; readonly value: Value },
): Promise<void> {
  const { portalId, id, name, value } = change;
  const template = await findTemplate(runtime.database, portalId, id);
  const version = template && (await readTemplateVersion(runtime.database, portalId, template.hash));
  if (!version) throw new Refusal("template-not-found");
  const constants = asMap(asMap(readStoredPackage(version.tree).plain)["CONSTANTS"]);
  if (!Object.hasOwn(constants, name)) {
    throw new Refusal("argument-invalid", {
      argument: name,
      reason: `the template has no constant ${name}; it has: ${Object.keys(constants).join(", ") || "none"}`,
    });
  }
  const misfit = await misfitOf(runtime.database, portalId, parseProperty(name, constants[name]), value);
  if (misfit !== null) throw new Refusal("argument-invalid", { argument: name, reason: misfit });
  await setConstantValue(runtime.database, portalId, id, name, value);
}
