// Document types that the protocol names, whether this server has documents of them or not.
// See api-reference/bizproc/bizproc-activity/bizproc-activity-add.md, DOCUMENT_TYPE.

import type { DocumentTriple } from "@kontor/engine/model";
import { comparableEntity } from "./entity-name.ts";

/** Types by the last part of the entity's name, lower-cased: clients write backslashes once, twice, or begin with one. */
const named: ReadonlyMap<string, RegExp> = new Map([
  ["ccrmdocumentlead", /^LEAD$/i],
  ["ccrmdocumentcontact", /^CONTACT$/i],
  ["ccrmdocumentcompany", /^COMPANY$/i],
  ["ccrmdocumentdeal", /^DEAL$/i],
  ["quote", /^QUOTE$/i],
  ["smartinvoice", /^SMART_INVOICE$/i],
  ["dynamic", /^DYNAMIC_\d+$/i],
  ["task", /^TASK\w*$/i],
  // Of lists, and of drives.
  ["bizprocdocument", /^(?:iblock|STORAGE)_\d+$/i],
  ["bizprocdocumentlists", /^iblock_\d+$/i],
]);

/** The entity decides, as for documents: the module is passed over, since clients send a wrong one. */
export function isNamedType([, entity = "", type = ""]: readonly string[]): boolean {
  const name = entity.trim().split("\\").at(-1)?.toLowerCase() ?? "";
  return named.get(name)?.test(type.trim()) === true;
}

const crm = "Bitrix\\Crm\\Integration\\BizProc\\Document";

/** Of those, the ones that this server has no documents of, as they are written. See bizproc-workflow-template-add.md, DOCUMENT_TYPE. */
const withoutDocuments: readonly (readonly [module: string, entity: string, type: RegExp])[] = [
  ["crm", `${crm}\\Dynamic`, /^DYNAMIC_\d{1,15}$/],
  ["disk", "Bitrix\\Disk\\BizProcDocument", /^STORAGE_\d{1,15}$/],
];

/** The type as it is written, where the protocol names it but this server has no such documents. Null: any other. */
export function typeWithoutDocuments(triple: readonly string[]): DocumentTriple | null {
  const [, givenEntity, givenType] = triple;
  if (triple.length !== 3 || givenEntity === undefined || givenType === undefined) return null;
  const wanted = comparableEntity(givenEntity);
  const type = givenType.trim().toUpperCase();
  const [module, entity] = withoutDocuments.find(([, name, pattern]) => name.toLowerCase() === wanted && pattern.test(type)) ?? [];
  return module === undefined || entity === undefined ? null : [module, entity, type];
}
