// Calculates formulas: a tree and a scope in, a value or a reported problem out.

import type { Expression, Formula, Link, Operator } from "./formula-syntax.ts";
import { functions } from "./functions/registry.ts";
import { resolveReference } from "./modifiers.ts";
import { compareOperands, FormulaError, numberOf, type Operand, operandOf, textOfOperand } from "./operand.ts";
import type { Scope } from "./scope.ts";

/** Null where the formula cannot be calculated; the scope hears why. A result that is nothing is an empty text. */
export function calculate(formula: Formula, scope: Scope): Operand {
  if (formula.kind === "malformed") return report(formula, formula.reason, scope);
  try {
    return finite(evaluateExpression(formula.expression, scope) ?? "");
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return report(formula, error.message, scope);
  }
}

function report(formula: Formula, reason: string, scope: Scope): null {
  const shown = formula.source.length > 200 ? `${formula.source.slice(0, 200)}…` : formula.source;
  scope.problem?.(`formula =${shown}: ${reason}`);
  return null;
}

function evaluateExpression(expression: Expression, scope: Scope): Operand {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "reference": {
      const resolved = resolveReference(expression.reference, scope);
      return resolved ? operandOf(resolved, scope) : null;
    }
    case "chain":
      return expression.rest.reduce<Operand>((left, link) => applyLink(left, link, scope), evaluateExpression(expression.first, scope));
    case "signed": {
      const number = numberOf(evaluateExpression(expression.operand, scope));
      return expression.negative ? 0 - number : number;
    }
    case "percent":
      return numberOf(evaluateExpression(expression.operand, scope)) / 100 ** expression.times;
    case "call":
      return call(expression.name, expression.args, scope);
  }
}

function call(name: string, args: readonly Expression[], scope: Scope): Operand {
  const callee = functions.get(name);
  if (!callee) throw new FormulaError(`there is no function "${name.slice(0, 60)}"`);
  return callee(
    args.map((argument) => evaluateExpression(argument, scope)),
    scope,
  );
}

function applyLink(left: Operand, { operator, operand }: Link, scope: Scope): Operand {
  const right = evaluateExpression(operand, scope);
  if (operator === "&") return textOfOperand(left, scope) + textOfOperand(right, scope);
  const order = comparisons[operator];
  if (order) return order(compareOperands(left, right, scope));
  return finite(arithmetic(operator, numberOf(left), numberOf(right)));
}

const comparisons: { readonly [K in Operator]?: (order: number) => boolean } = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  ">": (order) => order > 0,
  "<=": (order) => order <= 0,
  ">=": (order) => order >= 0,
};

function arithmetic(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      if (right === 0) throw new FormulaError("division by zero");
      return left / right;
    default:
      return left ** right;
  }
}

function finite<T extends Operand>(result: T): T {
  if (typeof result === "number" && !Number.isFinite(result)) throw new FormulaError("the result is no finite number");
  return result;
}
