// Branches of a condition as a person names them who skips it: nobody else can say where a condition in PHP leads.
import { EventRefused } from "../activity-type.ts";
import type { Node } from "../compile.ts";
import { asText, type ValueMap } from "../model/value.ts";

/** The result of a skip that names one of them. */
export const branchResult = "Branch";

/**
 * The branch that a skip names by its title or its number; null where it names none.
 * @throws EventRefused for a branch that is not there
 */
export function chosenBranch(node: Node, results: ValueMap): Node | null {
  const wanted = asText(results[branchResult]).trim();
  if (wanted === "") return null;
  const branches = choicesOf(node);
  const named = branches.find((branch) => titleOf(branch).toLowerCase() === wanted.toLowerCase());
  const chosen = named ?? branches.find((branch, index) => wanted === String(index + 1) || wanted === branch.activity.name);
  if (!chosen) throw new EventRefused("invalid-input", `The step has no branch "${wanted.slice(0, 100)}". It has: ${choiceTexts(node)}.`);
  return chosen;
}

export function isCondition({ activity }: Node): boolean {
  return activity.type.toLowerCase() === "ifelseactivity";
}

/** `1 "Large", 2 "Small"` */
export function choiceTexts(node: Node): string {
  return choicesOf(node)
    .map((branch, index) => `${index + 1} "${titleOf(branch)}"`)
    .join(", ");
}

/** Those that are switched off are no choice, here as anywhere. */
function choicesOf(node: Node): readonly Node[] {
  return node.children.filter(({ activity }) => activity.activated);
}

function titleOf({ activity: { properties, name } }: Node): string {
  return asText(properties["Title"]).trim() || name;
}
