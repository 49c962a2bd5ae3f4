// Document types that the protocol names, whether this server has documents of them or not.
// See api-reference/bizproc/bizproc-activity/bizproc-activity-add.md, DOCUMENT_TYPE.

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
