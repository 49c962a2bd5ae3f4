// What formulas calculate with: plain values, and moments, which know that they are dates and not texts.
import { baseTypeOf } from "../model/property.ts";
import { isList, isMap, type Value } from "../model/value.ts";
import { type Clocked, clockedDateTime, dateText, dateTimeText, localDate, parseClocked, parseMoment } from "./dates.ts";
import { compareLoose, isTrue, leadingNumberOf } from "./loose.ts";
import { plainText } from "./printable.ts";
import type { Resolved, Scope } from "./scope.ts";

const momentTag: unique symbol = Symbol("moment");

export interface Moment extends Clocked {
  readonly [momentTag]: true;
  readonly type: "date" | "datetime";
}

export type Operand = Value | Moment | readonly Operand[];

/** Why a formula has no result; caught where the formula is calculated. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
}

export function momentAt(ms: number, type: Moment["type"] = "datetime", clock: string | null = null): Moment {
  return { [momentTag]: true, ms, type, clock };
}

export function isMoment(operand: Operand | undefined): operand is Moment {
  return typeof operand === "object" && operand !== null && momentTag in operand;
}

export function isOperandList(operand: Operand | undefined): operand is readonly Operand[] {
  return Array.isArray(operand);
}

/** A reference's value; dates become moments. */
export function operandOf({ value, property }: Resolved, scope: Scope): Operand {
  const type = property ? baseTypeOf(property.type) : "string";
  if (type !== "date" && type !== "datetime") return value;
  const convert = (entry: Value): Operand => {
    const moment = parseClocked(entry, scope.timeZone);
    return moment === null ? entry : momentAt(moment.ms, type, type === "date" ? null : moment.clock);
  };
  return isList(value) ? value.map(convert) : convert(value);
}

/** The result of a formula as the value of a property. */
export function nativeValue(operand: Operand, scope: Scope): Value {
  if (isMoment(operand)) return operand.type === "date" ? localDate(operand.ms, scope.timeZone) : clockedDateTime(operand, scope.timeZone);
  if (isOperandList(operand)) return operand.map((entry) => nativeValue(entry, scope));
  return operand;
}

export function textOfOperand(operand: Operand, scope: Scope): string {
  if (isMoment(operand)) {
    const zone = operand.clock ?? scope.timeZone;
    return operand.type === "date" ? dateText(operand.ms, zone) : dateTimeText(operand.ms, zone);
  }
  if (isOperandList(operand)) return operand.map((entry) => textOfOperand(entry, scope)).join(", ");
  return typeof operand === "boolean" ? String(operand ? 1 : "") : plainText(operand, null, scope);
}

/** The number a value counts as: the first of a list, the leading number of a text, the timestamp of a date. */
export function numberOf(operand: Operand | undefined): number {
  if (isMoment(operand)) return Math.floor(operand.ms / 1000);
  if (isOperandList(operand)) return numberOf(operand[0]);
  if (isMap(operand as Value)) return numberOf(Object.values(operand as object)[0]);
  if (typeof operand === "string") return leadingNumberOf(operand);
  return Number(operand ?? 0);
}

/** PHP's truth, except that `N`, our no, is false. */
export function isTrueOperand(operand: Operand | undefined): boolean {
  if (operand === undefined) return false;
  if (isMoment(operand)) return true;
  if (isOperandList(operand)) return operand.length > 0;
  return operand !== "N" && isTrue(operand);
}

/** All entries of lists in lists, as one list. */
export function flat(operands: readonly Operand[]): Operand[] {
  return operands.flatMap((operand) => (isOperandList(operand) ? flat(operand) : [operand]));
}

/** A date compares as a moment with whatever reads as one. */
export function compareOperands(left: Operand, right: Operand, scope: Scope): number {
  if (isMoment(left) || isMoment(right)) {
    const [a, b] = [msOf(left, scope), msOf(right, scope)];
    if (a !== null && b !== null) return a - b;
  }
  return compareLoose(nativeValue(left, scope), nativeValue(right, scope));
}

function msOf(operand: Operand, scope: Scope): number | null {
  return isMoment(operand) ? operand.ms : parseMoment(nativeValue(operand, scope), scope.timeZone);
}
