// Stops this workflow, or others of the same template on the same document.
import type { ActivityType, Step } from "../activity-type.ts";

export const terminate: ActivityType = {
  start(step) {
    const title = step.text("StateTitle") || "Terminated";
    const kill = step.flag("KillWorkflow", false);
    const { self, others } = meant(step);
    if (others) step.emit({ kind: "terminate-others", title, kill });
    if (!self) return step.close();
    if (kill) step.emit({ kind: "kill-self" });
    step.terminate(title);
  },
};

const kinds: Readonly<Record<string, { readonly self: boolean; readonly others: boolean }>> = {
  current: { self: true, others: false },
  allbydocumentandtemplate: { self: true, others: true },
  allexceptcurrentbydocumentandtemplate: { self: false, others: true },
};

/** Other workflows are ended only by a word that asks for it. */
function meant(step: Step): (typeof kinds)[string] {
  const type = step.text("TerminateType").trim().toLowerCase() || "current";
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind) step.log("error", `TerminateType is "${type.slice(0, 100)}", which is no kind of termination: only this workflow ends.`);
  return kind ?? { self: true, others: false };
}
