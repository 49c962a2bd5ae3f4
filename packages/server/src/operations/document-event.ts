// What applications are told when a document is added, changed or deleted. See api-reference/events.
import { programType } from "../documents/registry.ts";
import { isDynamic, typeNumber } from "../documents/type-number.ts";
import type { RaisedEvent } from "../store/event-binding.ts";

export type DocumentVerb = "ADD" | "UPDATE" | "DELETE";

/** None: nobody is told of documents of this type, as of elements of lists. @param userId who did it; null: a workflow */
export function documentEvents(typeCode: string, id: number, verb: DocumentVerb, userId: number | null): readonly RaisedEvent[] {
  if (isDynamic(typeCode)) {
    const number = typeNumber(typeCode);
    const name = `ONCRMDYNAMICITEM${verb}`;
    const event: RaisedEvent = { name, data: [["FIELDS", { ID: id, ENTITY_TYPE_ID: number }]], userId };
    return [event, { ...event, name: `${name}_${number}` }];
  }
  return programType(typeCode) === null ? [] : [{ name: `ONCRM${typeCode}${verb}`, data: [["FIELDS", { ID: id }]], userId }];
}
