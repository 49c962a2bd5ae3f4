// How far the workflows of a portal may go before they are held as an incident: guards against templates that never end.
import { defaultLimits, type Limits } from "@kontor/engine/model";
import { readWorkflowLimits, updateWorkflowLimits } from "../store/portal.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

const most: Limits = {
  loopIterations: 1_000_000,
  steps: 1_000_000,
  depth: 100,
  stageMoves: 10_000,
  perDocument: 10_000,
  shortestWait: 86_400,
};
/** All others are guards that nothing may run without. */
const least: Partial<Limits> = { perDocument: 0, shortestWait: 0 };

export async function workflowLimits({ database }: Pick<Runtime, "database">, portalId: number): Promise<Limits> {
  return { ...defaultLimits, ...(await readWorkflowLimits(database, portalId)) };
}

/**
 * Counts for every move from now on, of running workflows too.
 * @param change a limit that is not named stays as it is; null is the program's own
 * @throws Refusal `argument-invalid`
 */
export async function changeWorkflowLimits(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  change: { readonly [K in keyof Limits]?: Limits[K] | null },
): Promise<void> {
  for (const [name, limit] of Object.entries(change)) {
    const highest = most[name as keyof Limits];
    const lowest = least[name as keyof Limits] ?? 1;
    const isFit = limit === null || (Number.isInteger(limit) && limit >= lowest && limit <= highest);
    if (!isFit) throw new Refusal("argument-invalid", { argument: name, reason: `${lowest} to ${highest}` });
  }
  await updateWorkflowLimits(database, portalId, change);
}
