// Fields written to the workflow's document. Such a change starts no other workflow by itself.
import type { Performer } from "./change.ts";

export const writeDocument: Performer<"write-document"> = (draft, { fields, modifiedBy }, { toStoredFields, modifiedByField }) => {
  const by = modifiedBy === null ? {} : { [modifiedByField]: String(modifiedBy) };
  draft.document = { ...draft.document, ...toStoredFields(fields), ...by };
};
