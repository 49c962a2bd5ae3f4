// How functions read their arguments. What is missing or unfit ends the formula with a sentence that says so.
import { isMap, type Value } from "../../model/value.ts";
import { type Clocked, parseClocked } from "../dates.ts";
import { FormulaError, isMoment, isOperandList, nativeValue, numberOf, type Operand, textOfOperand } from "../operand.ts";
import { parseRelativeTime } from "../relative-time.ts";
import type { Scope } from "../scope.ts";
import { usersOf, zoneOf } from "../users.ts";

export type FormulaFunction = (args: readonly Operand[], scope: Scope) => Operand;

export function needed(args: readonly Operand[], index: number): Operand {
  const argument = args[index];
  if (argument === undefined) throw new FormulaError(`argument ${index + 1} is missing`);
  return argument;
}

export function textAt(args: readonly Operand[], index: number, scope: Scope, otherwise?: string): string {
  if (args[index] === undefined && otherwise !== undefined) return otherwise;
  return textOfOperand(needed(args, index), scope);
}

/** A finite number. */
export function numberAt(args: readonly Operand[], index: number, otherwise?: number): number {
  if (args[index] === undefined && otherwise !== undefined) return otherwise;
  const number = numberOf(needed(args, index));
  if (!Number.isFinite(number)) throw new FormulaError(`argument ${index + 1} is no finite number`);
  return number;
}

export function wholeAt(args: readonly Operand[], index: number, otherwise?: number): number {
  return Math.trunc(numberAt(args, index, otherwise)) + 0;
}

/** A list as it is, a map's values, a scalar as a list of one, nothing as none. */
export function listOf(operand: Operand | undefined): readonly Operand[] {
  if (operand === undefined || operand === null || operand === "") return [];
  if (isOperandList(operand)) return operand;
  return !isMoment(operand) && isMap(operand as Value) ? Object.values(operand) : [operand];
}

/** Milliseconds of a date argument; a missing or empty one is now where the function allows it. */
export function momentIn(args: readonly Operand[], index: number, scope: Scope, otherwiseNow = false): number {
  return clockedIn(args, index, scope, otherwiseNow).ms;
}

/** As {@link momentIn}, with the clock that the date has of its own. */
export function clockedIn(args: readonly Operand[], index: number, scope: Scope, otherwiseNow = false): Clocked {
  if (otherwiseNow && (args[index] === undefined || args[index] === null || args[index] === "")) return { ms: scope.now, clock: null };
  const argument = needed(args, index);
  const single = isOperandList(argument) ? argument[0] : argument;
  if (isMoment(single)) return single;
  const plain = typeof single === "string" || typeof single === "number" ? single : null;
  const written = parseClocked(plain, scope.timeZone);
  if (written) return written;
  const ms = typeof plain === "string" ? parseRelativeTime(plain, scope.now, scope.timeZone) : null;
  if (ms === null) throw new FormulaError(`argument ${index + 1} is no date`);
  return { ms, clock: null };
}

/** The zone of the person whom an argument names, the first where it names several. Undefined: it names nobody. */
export function zoneIn(args: readonly Operand[], index: number, scope: Scope): string | undefined {
  const argument = args[index];
  const [user] = argument === undefined ? [] : usersOf(nativeValue(argument, scope), scope);
  return user === undefined ? undefined : zoneOf(user, scope);
}
