// The grammar of formulas: text in, tree out. Operators from weak to strong: = <> < > <= >=, then &, + -, * /, ^, % (after its operand), unary + -.
// All are left-associative; runs of one strength become one flat chain, so that a long sum is not a deep tree.
import { isDigit, isNamePart, type Reference, referenceAt, skipSpace } from "./reference.ts";

export type Operator = "=" | "<>" | "<" | ">" | "<=" | ">=" | "&" | "+" | "-" | "*" | "/" | "^";

export type Expression =
  | { readonly kind: "literal"; readonly value: number | string }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "chain"; readonly first: Expression; readonly rest: readonly Link[] }
  | { readonly kind: "signed"; readonly negative: boolean; readonly operand: Expression }
  /** Divided by 100, that many times. */
  | { readonly kind: "percent"; readonly times: number; readonly operand: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

export interface Link {
  readonly operator: Operator;
  readonly operand: Expression;
}

export type Formula =
  | { readonly kind: "formula"; readonly source: string; readonly expression: Expression }
  | { readonly kind: "malformed"; readonly source: string; readonly reason: string };

/** Brackets in brackets. Each costs some ten stack frames here and a few when calculated. */
const deepest = 200;
const longest = 100_000;

const strengths: readonly (readonly Operator[])[] = [["<>", "<=", ">=", "=", "<", ">"], ["&"], ["+", "-"], ["*", "/"], ["^"]];

class Malformed extends Error {
  override readonly name = "Malformed";
}

/** @param source without the `=` in front */
export function parseFormula(source: string): Formula {
  if (source.length > longest) return { kind: "malformed", source, reason: `longer than ${longest} characters` };
  const reader = new Reader(source);
  try {
    return { kind: "formula", source, expression: reader.all() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: "malformed", source, reason: error.message };
  }
}

/** A cursor over one text; lives for one parse. */
class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Expression {
    const expression = this.#chain(0);
    if (!this.#isOver()) this.#fail();
    return expression;
  }

  #chain(strength: number): Expression {
    const operators = strengths[strength];
    if (operators === undefined) return this.#percent();
    const first = this.#chain(strength + 1);
    const rest: Link[] = [];
    for (let operator = this.#take(operators); operator !== null; operator = this.#take(operators)) {
      rest.push({ operator, operand: this.#chain(strength + 1) });
    }
    return rest.length === 0 ? first : { kind: "chain", first, rest };
  }

  #percent(): Expression {
    const operand = this.#signed();
    let times = 0;
    while (this.#take(["%"]) !== null) times += 1;
    return times === 0 ? operand : { kind: "percent", times, operand };
  }

  #signed(): Expression {
    let negative = false;
    let signs = 0;
    for (let sign = this.#take(["-", "+"]); sign !== null; sign = this.#take(["-", "+"])) {
      signs += 1;
      if (sign === "-") negative = !negative;
    }
    const operand = this.#operand();
    return signs === 0 ? operand : { kind: "signed", negative, operand };
  }

  #operand(): Expression {
    if (this.#isOver()) this.#fail();
    const char = this.#text[this.#at] ?? "";
    if (char === "(") return this.#bracketed();
    if (char === "'" || char === '"') return this.#quoted(char);
    if (char === "{") return this.#reference();
    const code = char.charCodeAt(0);
    if (isDigit(code)) return this.#number();
    if (isNamePart(code)) return this.#call();
    return this.#fail();
  }

  #bracketed(): Expression {
    this.#enter();
    const inner = this.#chain(0);
    this.#close();
    return inner;
  }

  #quoted(quote: string): Expression {
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end < 0) throw new Malformed(`the text that begins at position ${this.#at + 1} has no closing ${quote}`);
    const value = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { kind: "literal", value };
  }

  #reference(): Expression {
    const reference = referenceAt(this.#text, this.#at);
    if (reference === null) return this.#fail();
    this.#at += reference.source.length;
    return { kind: "reference", reference };
  }

  #number(): Expression {
    const start = this.#at;
    this.#digits();
    if (this.#text[this.#at] === "." && isDigit(this.#text.charCodeAt(this.#at + 1))) {
      this.#at += 1;
      this.#digits();
    }
    return { kind: "literal", value: Number(this.#text.slice(start, this.#at)) };
  }

  #digits(): void {
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  #call(): Expression {
    const start = this.#at;
    while (isNamePart(this.#text.charCodeAt(this.#at))) this.#at += 1;
    const name = this.#text.slice(start, this.#at).toLowerCase();
    this.#space();
    if (this.#text[this.#at] === "(") return { kind: "call", name, args: this.#args() };
    // The two words for truth may go without brackets.
    if (name === "true" || name === "false") return { kind: "call", name, args: [] };
    throw new Malformed(`"${name.slice(0, 60)}" is not followed by brackets`);
  }

  #args(): Expression[] {
    this.#enter();
    const args: Expression[] = [];
    while (!this.#isOver() && this.#text[this.#at] !== ")") {
      args.push(this.#chain(0));
      if (this.#take([",", ";"]) === null) break;
    }
    this.#close();
    return args;
  }

  #enter(): void {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > deepest) throw new Malformed(`more than ${deepest} brackets stand in one another`);
  }

  #close(): void {
    if (this.#take([")"]) === null) {
      if (this.#isOver()) throw new Malformed("a closing bracket is missing");
      this.#fail();
    }
    this.#depth -= 1;
  }

  /** The first of these tokens that stands here, taken. Longer ones come first. */
  #take<T extends string>(tokens: readonly T[]): T | null {
    this.#space();
    const token = tokens.find((candidate) => this.#text.startsWith(candidate, this.#at));
    if (token === undefined) return null;
    this.#at += token.length;
    return token;
  }

  #space(): void {
    this.#at = skipSpace(this.#text, this.#at);
  }

  #isOver(): boolean {
    this.#space();
    return this.#at >= this.#text.length;
  }

  #fail(): never {
    if (this.#isOver()) throw new Malformed("it ends too early");
    throw new Malformed(`unexpected "${this.#text.slice(this.#at, this.#at + 20)}" at position ${this.#at + 1}`);
  }
}
