// Calculates with two numbers and keeps the result in a global variable: `{ "{=GlobalVar:ID}": [first, "+", second] }`.
import type { ActivityType, Step } from "../activity-type.ts";
import { convertTo } from "../expression/convert.ts";
import { numberOf } from "../expression/operand.ts";
import { baseTypeOf } from "../model/property.ts";
import { asList, asMap, asText, isList, type Value } from "../model/value.ts";
import { globalVariable, setGlobalVariable } from "./global-values.ts";

export const mathOperation: ActivityType = {
  start(step) {
    for (const [key, raw] of Object.entries(asMap(step.node.activity.properties["Conditions"]))) {
      const given = asList(raw);
      // One calculation, or several for the same variable.
      for (const operation of isList(given[0]) ? given : [given]) calculate(step, key, asList(operation));
    }
    step.close();
  },
};

function calculate(step: Step, key: string, [first = null, sign = null, second = null]: readonly Value[]): void {
  const found = globalVariable(step, key);
  if (!found) return;
  const { id, known } = found;
  const type = baseTypeOf(known.property.type);
  if (known.property.multiple || (type !== "int" && type !== "double")) {
    step.log("error", `The global variable ${id} is no single number, so nothing was calculated with it.`);
    return;
  }
  const [left, right] = [numberOf(step.evaluate(first)), numberOf(step.evaluate(second))];
  const result = resultOf(left, asText(sign).trim(), right);
  const value = result === null || !Number.isFinite(result) ? null : convertTo(result, known.property, step.scope);
  if (value === null) step.log("error", `${left} ${asText(sign)} ${right} has no result; ${id} stays as it is.`);
  else setGlobalVariable(step, id, known, value);
}

function resultOf(left: number, sign: string, right: number): number | null {
  switch (sign) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? null : left / right;
    default:
      return null;
  }
}
