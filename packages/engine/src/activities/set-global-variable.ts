// Assigns global variables one after another; a later assignment sees the earlier ones.
import type { ActivityType } from "../activity-type.ts";
import { asMap } from "../model/value.ts";
import { evaluateVariable } from "./field-values.ts";
import { globalVariable, setGlobalVariable } from "./global-values.ts";

export const setGlobalVariables: ActivityType = {
  start(step) {
    for (const [key, raw] of Object.entries(asMap(step.node.activity.properties["GlobalVariableValue"]))) {
      const found = globalVariable(step, key);
      if (found) setGlobalVariable(step, found.id, found.known, evaluateVariable(step, raw, found.id, found.known.property));
    }
    step.close();
  },
};
