// Names of the classes of documents, as clients write them.

/** For comparing: in lower case, and with each backslash once; clients write it once, twice, or begin with one. */
export function comparableEntity(entity: string): string {
  return entity.trim().replaceAll("\\\\", "\\").replace(/^\\/, "").toLowerCase();
}
