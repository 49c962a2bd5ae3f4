// Assigns variables one after another; a later assignment sees the earlier ones. An undeclared name is stored as it comes.
import type { ActivityType } from "../activity-type.ts";
import { asMap } from "../model/value.ts";
import { evaluateVariable } from "./field-values.ts";

export const setVariable: ActivityType = {
  start(step) {
    for (const [name, raw] of Object.entries(asMap(step.node.activity.properties["VariableValue"]))) {
      const definition = Object.hasOwn(step.template.variables, name) ? step.template.variables[name] : undefined;
      step.setVariable(name, definition ? evaluateVariable(step, raw, name, definition) : step.evaluate(raw));
    }
    step.close();
  },
};
