// Every function of the formula language, by name. One line registers one.
import type { Operand } from "../operand.ts";
import type { Scope } from "../scope.ts";

export type FormulaFunction = (args: readonly Operand[], scope: Scope) => Operand;

export const functions: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>([
  ["true", () => true],
  ["false", () => false],
]);
