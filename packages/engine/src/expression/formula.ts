// Calculates formulas: a tree and a scope in, a value or a reported problem out.

import type { Value } from "../model/value.ts";
import type { Expression, Formula, Link, Operator } from "./formula-syntax.ts";
import { functions } from "./functions/registry.ts";
import { resolveReference, textOf } from "./modifiers.ts";
import { compareOperands, FormulaError, numberOf, type Operand, operandOf, textOfOperand } from "./operand.ts";
import { referenceAt } from "./reference.ts";
import type { Scope } from "./scope.ts";
import { joined, sizeLimit, sizeOf } from "./size.ts";

/**
 * Null where the formula cannot be calculated; the scope hears why. A result that is nothing is an empty text.
 * @param isInText other text stands around it: then a reference in quotes counts too (`{{=if(1, 'For {=Document:TITLE}', '')}} …`)
 */
export function calculate(formula: Formula, scope: Scope, isInText = false): Operand {
  if (formula.kind === "malformed") return report(formula, formula.reason, scope);
  try {
    return finite(evaluateExpression(formula.expression, scope, isInText) ?? "");
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return report(formula, error.message, scope);
  }
}

function report(formula: Formula, reason: string, scope: Scope): null {
  const shown = formula.source.length > 200 ? `${formula.source.slice(0, 200)}…` : formula.source;
  scope.problem?.(`formula =${shown}`, reason);
  return null;
}

function evaluateExpression(expression: Expression, scope: Scope, isInText: boolean): Operand {
  switch (expression.kind) {
    case "literal":
      return isInText && typeof expression.value === "string" ? quotedText(expression.value, scope) : expression.value;
    case "reference": {
      const resolved = resolveReference(expression.reference, scope);
      return resolved ? operandOf(resolved, scope) : null;
    }
    case "chain":
      return expression.rest.reduce<Operand>(
        (left, link) => applyLink(left, link, scope, isInText),
        evaluateExpression(expression.first, scope, isInText),
      );
    case "signed": {
      const number = numberOf(evaluateExpression(expression.operand, scope, isInText));
      return expression.negative ? 0 - number : number;
    }
    case "percent":
      return numberOf(evaluateExpression(expression.operand, scope, isInText)) / 100 ** expression.times;
    case "call":
      return call(expression.name, expression.args, scope, isInText);
  }
}

function quotedText(quoted: string, scope: Scope): string {
  const texts: string[] = [];
  let from = 0;
  for (let at = quoted.indexOf("{="); at >= 0; at = quoted.indexOf("{=", Math.max(at + 1, from))) {
    const reference = referenceAt(quoted, at);
    const resolved = reference && resolveReference(reference, scope);
    if (!reference || !resolved) continue;
    texts.push(quoted.slice(from, at), textOf(resolved, scope));
    from = at + reference.source.length;
  }
  return joined([...texts, quoted.slice(from)]);
}

function call(name: string, args: readonly Expression[], scope: Scope, isInText: boolean): Operand {
  const callee = functions.get(name);
  if (!callee) throw new FormulaError(`there is no function "${name.slice(0, 60)}"`);
  const grow = sizeLimit();
  const operands = args.map((argument) => {
    const operand = evaluateExpression(argument, scope, isInText);
    // Dates are small; everything else is a value or a list of values.
    grow(sizeOf(operand as Value));
    return operand;
  });
  return callee(operands, scope);
}

function applyLink(left: Operand, { operator, operand }: Link, scope: Scope, isInText: boolean): Operand {
  const right = evaluateExpression(operand, scope, isInText);
  if (operator === "&") return joined([textOfOperand(left, scope), textOfOperand(right, scope)]);
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
