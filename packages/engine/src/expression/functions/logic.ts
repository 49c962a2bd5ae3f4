// Truth and choice. All arguments are calculated first: a failing branch fails the whole.
import { FormulaError, flat, isTrueOperand } from "../operand.ts";
import { type FormulaFunction, needed } from "./arguments.ts";

export const logic = {
  true: () => true,
  false: () => false,
  not: (args) => !isTrueOperand(needed(args, 0)),
  and: (args) => some(args).every(isTrueOperand),
  or: (args) => some(args).some(isTrueOperand),
  if: (args) => (isTrueOperand(needed(args, 0)) ? needed(args, 1) : needed(args, 2)),
} satisfies Record<string, FormulaFunction>;

function some(args: Parameters<FormulaFunction>[0]): Parameters<FormulaFunction>[0] {
  if (args.length === 0) throw new FormulaError("argument 1 is missing");
  return flat(args);
}
