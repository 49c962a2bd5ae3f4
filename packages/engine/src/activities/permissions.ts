// Who may do what with the workflow and with its document, as templates say it.
import type { ActivityType, Step } from "../activity-type.ts";
import { namesOf } from "../expression/users.ts";
import { isOperation } from "../model/rights.ts";
import { asMap, asText, type Value } from "../model/value.ts";
import { tellUnknownWord } from "./words.ts";

type Scope = "workflow" | "document";
type Mode = "add" | "replace" | "clear";

/** `SetMode` and `PermissionMode`. */
const modes: Readonly<Record<string, Mode>> = { 1: "add", 2: "replace", 3: "clear" };

export const setPermissions: ActivityType = {
  start(step) {
    tellUnknownWord(step, "SetMode", ["0", "1", "2", "3"], "it counts as not written");
    tellUnknownWord(step, "SetScope", ["0", "1", "2"], "the rights are those of the workflow");
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
  tellUnknownWord(step, "PermissionMode", ["0", "1", "2", "3"], "the rights are added");
  tellUnknownWord(step, "PermissionScope", ["0", "1", "2"], "the rights are those of the workflow");
  const mode = modes[step.text("PermissionMode")] ?? "add";
  if (mode !== "clear" && !hasRights(step)) return;
  setRights(step, { scope: step.text("PermissionScope") === "2" ? "document" : "workflow", mode });
}

/** The rights that a template gives on its workflow from the beginning, and on its document where the product keeps rights of documents. */
export function setRootRights(step: Step): void {
  if (!hasRights(step)) return;
  setRights(step, { scope: "workflow", mode: "add" });
  if (step.context.document.type[0] !== "crm") setRights(step, { scope: "document", mode: "add" });
}

function hasRights(step: Step): boolean {
  return Object.keys(asMap(step.node.activity.properties["Permission"])).length > 0;
}

function setRights(step: Step, { scope, mode }: { readonly scope: Scope; readonly mode: Mode }): void {
  const given = Object.entries(asMap(step.node.activity.properties["Permission"]));
  // An operation for which the template names nobody says nothing; one whose people have come out as none lets nobody in.
  const named = given.filter(([, holders]) => namesOf(holders).length > 0);
  for (const [operation] of named) if (!isOperation(operation)) step.log("error", unknownText(operation));
  const rights = named.map(([operation, holders]) => ({ operation, holders: holdersOf(step, holders) }));
  step.emit({ kind: "set-rights", scope, mode, rights });
}

function unknownText(operation: string): string {
  const words = "read, start, write, delete, all and none, or the letters R, S, T, U, W, X, D and E";
  return `There is no operation "${operation.slice(0, 100)}": that right lets nobody do anything. Operations are ${words}.`;
}

/** Groups stay groups; who the document's author and responsible person are is decided now. */
function holdersOf(step: Step, holders: Value): readonly string[] {
  const names = namesOf(step.evaluate(holders)).map(asText);
  const people = names.flatMap((name) =>
    name === "author" || name === "responsible" ? step.usersIn(name).map((id) => `user_${id}`) : [name],
  );
  return [...new Set(people)];
}
