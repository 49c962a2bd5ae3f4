// Lists: from texts and back, joined, shuffled, turned.
import { FormulaError, flat, type Operand, textOfOperand } from "../operand.ts";
import type { Scope } from "../scope.ts";
import { joined } from "../size.ts";
import { type FormulaFunction, listOf, needed, textAt } from "./arguments.ts";

export const lists = {
  implode: (args, scope) =>
    joined(
      flat(listOf(needed(args, 1))).map((entry) => textOfOperand(entry, scope)),
      textAt(args, 0, scope),
    ),
  explode: (args, scope) => {
    const delimiter = textAt(args, 0, scope);
    if (delimiter === "") throw new FormulaError("the delimiter is empty");
    return textAt(args, 1, scope).split(delimiter);
  },
  merge: (args) => args.flatMap(listOf),
  shuffle: (args, scope) => shuffled(listOf(needed(args, 0)), scope),
  firstvalue: (args) => listOf(needed(args, 0))[0] ?? null,
  swirl: (args) => {
    const [first, ...others] = listOf(needed(args, 0));
    return first === undefined ? [] : [...others, first];
  },
} satisfies Record<string, FormulaFunction>;

function shuffled(list: readonly Operand[], scope: Scope): Operand[] {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(scope.random() * (at + 1));
    const [a = null, b = null] = [result[at], result[other]];
    result[at] = b;
    result[other] = a;
  }
  return result;
}
