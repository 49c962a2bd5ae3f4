// What steps do with global variables. A change counts for all workflows, and for the rest of this run at once.
import type { Step } from "../activity-type.ts";
import { referenceAt } from "../expression/reference.ts";
import type { SharedValue } from "../model/question.ts";
import type { Value } from "../model/value.ts";

/** The variable that a key of a template names, `{=GlobalVar:ID}`; null where there is none, which the log then tells. */
export function globalVariable(step: Step, key: string): { readonly id: string; readonly known: SharedValue } | null {
  const reference = referenceAt(key.trim(), 0);
  const id = reference?.object.toLowerCase() === "globalvar" ? reference.field : key.trim();
  const { variables } = step.ask({ kind: "globals" });
  const known = Object.hasOwn(variables, id) ? variables[id] : undefined;
  if (known) return { id, known };
  step.log(
    "error",
    `There is no global variable ${id}. Add it (kontor global set variable ${id}), or take the assignment out of the step.`,
  );
  return null;
}

/** Every workflow that reads one global value reads them all: long texts belong into documents. */
export const mostGlobalLength = 65_535;

export function setGlobalVariable(step: Step, id: string, known: SharedValue, value: Value): void {
  if (JSON.stringify(value).length > mostGlobalLength) {
    step.log("error", `The global variable ${id} stays as it is: it takes at most ${mostGlobalLength} characters.`);
    return;
  }
  const globals = step.ask({ kind: "globals" });
  step.emit({ kind: "set-global", id, value, readVersion: known.version });
  step.learn({ kind: "globals" }, { ...globals, variables: { ...globals.variables, [id]: { ...known, value } } });
}
