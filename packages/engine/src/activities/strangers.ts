// People who are named beside others and are nobody: the step does its work for the others, and nobody would see who is missing.
import type { Step } from "../activity-type.ts";
import { namesOf, userText } from "../expression/users.ts";

export function tellStrangers(step: Step, property: string): void {
  for (const name of new Set(namesOf(step.property(property)))) {
    if (step.usersIn(name).length > 0) continue;
    const text = userText(name, step.scope, false).slice(0, 100);
    step.log("error", `${property} names "${text}", who is nobody active: only the others count.`);
  }
}
