// Numbers: rounding, extremes, chance and how numbers read.
import { compareOperands, FormulaError, flat, isMoment, type Operand } from "../operand.ts";
import type { Scope } from "../scope.ts";
import { type FormulaFunction, numberAt, textAt, wholeAt } from "./arguments.ts";

const greatestRandom = 2_147_483_647;

export const numbers = {
  abs: (args) => Math.abs(numberAt(args, 0)),
  ceil: (args) => Math.ceil(numberAt(args, 0)) + 0,
  floor: (args) => Math.floor(numberAt(args, 0)) + 0,
  round: (args) => round(numberAt(args, 0), wholeAt(args, 1, 0)),
  intval: (args) => wholeAt(args, 0),
  floatval: (args) => numberAt(args, 0),
  min: (args, scope) => extreme(args, -1, scope),
  max: (args, scope) => extreme(args, 1, scope),
  rand: (args, scope) => {
    const least = wholeAt(args, 0, 0);
    const most = wholeAt(args, 1, 0) || greatestRandom;
    if (least > most) throw new FormulaError(`no number is at least ${least} and at most ${most}`);
    return least + Math.floor(scope.random() * (most - least + 1));
  },
  numberformat: (args, scope) => {
    const decimals = Math.min(Math.max(wholeAt(args, 1, 0), 0), 20);
    return formatNumber(numberAt(args, 0), decimals, textAt(args, 2, scope, "."), textAt(args, 3, scope, ","));
  },
} satisfies Record<string, FormulaFunction>;

/** Half away from zero, on the decimal digits that people see: 1.005 to two places is 1.01. */
function round(number: number, precision: number): number {
  if (precision > 300 || precision < -300 || number === 0) return number;
  const [digits = "0", exponent = "0"] = String(Math.abs(number)).split("e");
  const shifted = Number(`${digits}e${Number(exponent) + precision}`);
  if (!Number.isFinite(shifted)) return number;
  const [roundDigits = "0", roundExponent = "0"] = String(Math.round(shifted)).split("e");
  return Math.sign(number) * Number(`${roundDigits}e${Number(roundExponent) - precision}`) + 0;
}

function formatNumber(number: number, decimals: number, point: string, thousands: string): string {
  const format = new Intl.NumberFormat("en", { useGrouping: true, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  // The locale's signs are exchanged part by part: the template's may be of any length, or each other's.
  return format
    .formatToParts(round(number, decimals))
    .map(({ type, value }) => {
      if (type === "group") return thousands;
      return type === "decimal" ? point : value;
    })
    .join("");
}

function extreme(args: readonly Operand[], sign: number, scope: Scope): Operand {
  const scalars = flat(args).filter((operand) => isMoment(operand) || (operand !== null && typeof operand !== "object"));
  const [first, ...others] = scalars;
  if (first === undefined) throw new FormulaError("there is nothing to compare");
  return others.reduce((best, operand) => (compareOperands(operand, best, scope) * sign > 0 ? operand : best), first);
}
