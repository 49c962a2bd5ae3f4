// Texts. Positions and lengths count characters as people do, not UTF-16 units.
import { FormulaError, isOperandList, type Operand, textOfOperand } from "../operand.ts";
import type { Scope } from "../scope.ts";
import { type FormulaFunction, needed, textAt, wholeAt } from "./arguments.ts";

const longestRandom = 10_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const texts = {
  substr: (args, scope) => substring([...textAt(args, 0, scope)], wholeAt(args, 1), wholeAt(args, 2, 0)),
  strpos: (args, scope) => position(textAt(args, 0, scope), textAt(args, 1, scope), wholeAt(args, 2, 0)),
  strlen: (args, scope) => [...textAt(args, 0, scope)].length,
  strtolower: (args, scope) => textAt(args, 0, scope).toLowerCase(),
  strtoupper: (args, scope) => textAt(args, 0, scope).toUpperCase(),
  ucwords: (args, scope) => textAt(args, 0, scope).replaceAll(/(?<!\S)\S/gu, (letter) => letter.toUpperCase()),
  ucfirst: (args, scope) => textAt(args, 0, scope).replace(/^./su, (letter) => letter.toUpperCase()),
  trim: (args, scope) => trim(needed(args, 0), scope),
  urlencode: (args, scope) => urlEncode(textAt(args, 0, scope)),
  randstring: (args, scope) => randomText(wholeAt(args, 0), scope),
} satisfies Record<string, FormulaFunction>;

function substring(characters: readonly string[], at: number, length: number): string {
  const start = at < 0 ? Math.max(0, characters.length + at) : at;
  if (length === 0) return characters.slice(start).join("");
  const end = length < 0 ? characters.length + length : start + length;
  return end <= start ? "" : characters.slice(start, end).join("");
}

function position(text: string, needle: string, offset: number): Operand {
  const characters = [...text];
  const start = offset < 0 ? characters.length + offset : offset;
  if (start < 0 || start > characters.length) throw new FormulaError("argument 3 lies outside the text");
  const units = text.indexOf(needle, characters.slice(0, start).join("").length);
  return units < 0 ? false : [...text.slice(0, units)].length;
}

function trim(operand: Operand, scope: Scope): Operand {
  return isOperandList(operand) ? operand.map((entry) => trim(entry, scope)) : textOfOperand(operand, scope).trim();
}

const lonelySurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** As forms encode: a space is `+`, only letters, digits and `-_.` stand for themselves. */
function urlEncode(text: string): string {
  const encoded = encodeURIComponent(text.replaceAll(lonelySurrogate, "\ufffd"));
  return encoded.replaceAll("%20", "+").replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function randomText(length: number, scope: Scope): string {
  if (length > longestRandom) throw new FormulaError(`a random text has at most ${longestRandom} characters`);
  return Array.from({ length: Math.max(0, length) }, () => alphabet[Math.floor(scope.random() * alphabet.length)]).join("");
}
