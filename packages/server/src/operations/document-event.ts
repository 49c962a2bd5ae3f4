// What applications are told when a document is added, changed or deleted. See api-reference/events.
import { dynamicNumber } from "../documents/dynamic.ts";
import { programType } from "../documents/registry.ts";
import type { RaisedEvent } from "../store/event-binding.ts";

export type DocumentVerb = "ADD" | "UPDATE" | "DELETE";

/** Null: nobody is told of documents of this type, as of elements of lists. @param userId who did it; null: a workflow */
export function documentEvent(typeCode: string, id: number, verb: DocumentVerb, userId: number | null): RaisedEvent | null {
  if (typeCode.startsWith("DYNAMIC_")) {
    return { name: `ONCRMDYNAMICITEM${verb}`, data: [["FIELDS", { ID: id, ENTITY_TYPE_ID: dynamicNumber(typeCode) }]], userId };
  }
  if (programType(typeCode) === null) return null;
  return { name: `ONCRM${typeCode}${verb}`, data: [["FIELDS", { ID: id }]], userId };
}
