// Assigns global variables one after another; a later assignment sees the earlier ones.
import type { ActivityType } from "../activity-type.ts";
import { asMap } from "../model/value.ts";
import { globalVariable, setGlobalVariable } from "./global-values.ts";

export const setGlobalVariables: ActivityType = {
  start(step) {
    for (const [key, raw] of Object.entries(asMap(step.node.activity.properties["GlobalVariableValue"]))) {
      const found = globalVariable(step, key);
      if (found) setGlobalVariable(step, found.id, found.known, step.evaluateAs(raw, found.known.property));
    }
    step.close();
  },
};
