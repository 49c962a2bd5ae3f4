// Fields of a document as somebody types them: all of them fields of its type, each with a value that it can hold.
import type { ValueMap } from "@kontor/engine/model";
import type { DocumentType } from "../documents/registry.ts";
import { type DocumentKind, resolveType } from "./get-document.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { misfitOf } from "./value-fit.ts";

/**
 * REST passes over what does not fit, as the product does; who types it shall know.
 * @throws Refusal `argument-invalid` with the field and the reason; `item-type-not-found`
 */
export async function checkFields(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  kind: DocumentKind,
  fields: ValueMap,
): Promise<void> {
  const type = await resolveType(database, portalId, kind);
  for (const [given, value] of Object.entries(fields)) {
    checkName(type, given);
    const name = nameOf(given);
    const definition = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    const misfit = definition === undefined ? null : await misfitOf(database, portalId, definition, value);
    if (misfit !== null) throw refusal(given, misfit);
  }
}

/**
 * Only that there are such fields; what they can hold is not looked at.
 * @throws Refusal as `checkFields`
 */
export async function checkFieldNames(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  kind: DocumentKind,
  names: readonly string[],
): Promise<void> {
  const type = await resolveType(database, portalId, kind);
  for (const given of names) checkName(type, given);
}

function checkName(type: DocumentType, given: string): void {
  const name = nameOf(given);
  if (type.readOnly.has(name) || Object.hasOwn(type.columns, name)) throw refusal(given, "only the server writes this field");
  if (type.storedName(name) === null) throw refusal(given, `${type.code} has no such field; it has ${writable(type).join(", ")}`);
}

function nameOf(given: string): string {
  return given.trim().toUpperCase();
}

function refusal(argument: string, reason: string): Refusal {
  return new Refusal("argument-invalid", { argument, reason });
}

function writable({ fields, readOnly, columns, hidden }: DocumentType): string[] {
  return Object.keys(fields).filter((name) => !readOnly.has(name) && !hidden.has(name) && !Object.hasOwn(columns, name));
}
