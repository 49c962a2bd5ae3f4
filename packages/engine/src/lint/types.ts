// Types of steps in sentences.
import { catalogue } from "../activities/catalogue.ts";
import { suggestion } from "./names.ts";

export function suggestionForType(type: string): string {
  return suggestion(
    type,
    catalogue.filter((entry) => entry.category !== "condition").map((entry) => entry.type),
  );
}
