// Types of steps in sentences.
import { catalogue, catalogueEntryOf, supportOf } from "../activities/catalogue.ts";
import { suggestion } from "./names.ts";

/** Whether a step can be of this type at all: the names of conditions are no types of steps. */
export function isStepType(type: string): boolean {
  return supportOf(type) !== "unknown" && catalogueEntryOf(type)?.category !== "condition";
}

export function suggestionForType(type: string): string {
  return suggestion(
    type,
    catalogue.filter((entry) => entry.category !== "condition").map((entry) => entry.type),
  );
}
