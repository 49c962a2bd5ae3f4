// Who may do what with the workflow and with its document, as templates say it.
import type { ActivityType, Step } from "../activity-type.ts";
import { namesOf } from "../expression/users.ts";
import { asMap, asText } from "../model/value.ts";

type Scope = "workflow" | "document";
type Mode = "add" | "replace" | "clear";

/** `SetMode` and `PermissionMode`. */
const modes: Readonly<Record<string, Mode>> = { 1: "add", 2: "replace", 3: "clear" };

export const setPermissions: ActivityType = {
  start(step) {
    setRights(step, { scope: step.text("SetScope") === "2" ? "document" : "workflow", mode: modeOf(step) });
    step.close();
  },
};

/** Old templates say only whether what was there is replaced. */
function modeOf(step: Step): Mode {
  return modes[step.text("SetMode")] ?? (step.flag("Rewrite", true) ? "replace" : "add");
}

/** The rights of a status of a process with statuses; nothing where it has none. */
export function setStateRights(step: Step): void {
  const mode = modes[step.text("PermissionMode")] ?? "add";
  if (mode !== "clear" && !hasRights(step)) return;
  setRights(step, { scope: step.text("PermissionScope") === "2" ? "document" : "workflow", mode });
}

/** The rights that a template gives on its workflow from the beginning. */
export function setRootRights(step: Step): void {
  if (hasRights(step)) setRights(step, { scope: "workflow", mode: "add" });
}

function hasRights(step: Step): boolean {
  return Object.keys(asMap(step.node.activity.properties["Permission"])).length > 0;
}

function setRights(step: Step, { scope, mode }: { readonly scope: Scope; readonly mode: Mode }): void {
  const given = Object.entries(asMap(step.node.activity.properties["Permission"]));
  const rights = given.map(([operation, holders]) => ({ operation, holders: namesOf(step.evaluate(holders)).map(asText) }));
  step.emit({ kind: "set-rights", scope, mode, rights: rights.filter(({ holders }) => holders.length > 0) });
}
