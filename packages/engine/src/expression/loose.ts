// PHP's loose rules for numbers, texts, truth and comparison: templates were written against them.
import { isList, isMap, type Value } from "../model/value.ts";

const numeric = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[ \t\n\r\v\f]*$/i;
const leadingNumber = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/i;

export function isNumeric(text: string): boolean {
  return numeric.test(text);
}

/** The number that a text begins with, or 0. */
export function leadingNumberOf(text: string): number {
  const found = leadingNumber.exec(text);
  return found ? Number(found[0]) : 0;
}

/** Fourteen digits hide the tail of binary fractions: 0.1+0.2 reads 0.3. */
export function numberText(number: number): string {
  if (Number.isSafeInteger(number)) return String(number === 0 ? 0 : number);
  const rounded = Number(number.toPrecision(14));
  const [digits = "", exponent] = String(rounded).split("e");
  const size = Math.abs(rounded);
  if (exponent === undefined && size < 1e15) return size >= 1e-4 || size === 0 ? digits : exponentText(rounded);
  return Number.isFinite(rounded) ? exponentText(rounded) : "";
}

/** `1.0E+15`, as PHP writes it. */
function exponentText(number: number): string {
  const [digits = "", exponent = "0"] = number.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent}`;
}

export function isTrue(value: Value): boolean {
  if (typeof value === "string") return value !== "" && value !== "0";
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return value !== null && value !== false && value !== 0;
}

/** Negative, zero or positive, as PHP 8 compares two values of any kind. */
export function compareLoose(left: Value, right: Value): number {
  if (typeof left === "boolean" || typeof right === "boolean") return Number(isTrue(left)) - Number(isTrue(right));
  if (left === null || right === null) {
    if (typeof left === "string" || typeof right === "string") return compareTexts(textOrEmpty(left), textOrEmpty(right));
    return Number(isTrue(left)) - Number(isTrue(right));
  }
  if (typeof left === "number" && typeof right === "number") return Math.sign(left - right);
  if (isCompound(left) || isCompound(right)) return compareCompound(left, right);
  const [a, b] = [scalarText(left), scalarText(right)];
  if (isNumeric(a) && isNumeric(b)) return Math.sign(Number(a) - Number(b));
  return compareTexts(a, b);
}

function isCompound(value: Value): boolean {
  return isList(value) || isMap(value);
}

// A list is greater than any scalar; of two lists the longer is greater.
function compareCompound(left: Value, right: Value): number {
  if (!isCompound(left)) return -1;
  if (!isCompound(right)) return 1;
  const a = Object.entries(left as object) as [string, Value][];
  const b = new Map(Object.entries(right as object) as [string, Value][]);
  if (a.length !== b.size) return Math.sign(a.length - b.size);
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined) return 1;
    const order = compareLoose(value, other);
    if (order !== 0) return order;
  }
  return 0;
}

function scalarText(value: Value): string {
  return typeof value === "number" ? numberText(value) : textOrEmpty(value);
}

function textOrEmpty(value: Value): string {
  return typeof value === "string" ? value : "";
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
