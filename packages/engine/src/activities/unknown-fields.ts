// Fields that a step writes and documents do not have. What is written there is lost, and nobody else would say so.
import type { Step } from "../activity-type.ts";
import type { PropertyDefinition } from "../model/property.ts";

/** Beginnings of the names of fields that portals add, which need no definition. */
const added = /^(?:UF_|PARENT_ID_)/;

/** @param names as the step writes them; documents know them in any case */
export function tellUnknownFields(step: Step, names: readonly string[], fields: Readonly<Record<string, PropertyDefinition>>): void {
  for (const name of names) {
    const known = name.trim().toUpperCase();
    if (Object.hasOwn(fields, name) || Object.hasOwn(fields, known) || added.test(known)) continue;
    step.log("error", `There is no field "${name.slice(0, 100)}" in the document: what is written there is lost.`);
  }
}
