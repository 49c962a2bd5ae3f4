// Settings that are one of a few words. Another word would count as if nothing were written, and nobody would see why.
import type { Step } from "../activity-type.ts";

/**
 * @param known in lower case
 * @param meant what the step does instead: `all must approve`
 */
export function tellUnknownWord(step: Step, name: string, known: readonly string[], meant: string): void {
  const word = step.text(name).trim();
  if (word === "" || known.includes(word.toLowerCase())) return;
  step.log("error", `${name} is "${word.slice(0, 100)}", and not ${known.join(", ")}: ${meant}.`);
}
