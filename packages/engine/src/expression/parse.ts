// Splits a template's text into what stands literally, references and formulas. Parsed once: templates use the same texts over and over.
import { type Formula, parseFormula } from "./formula-syntax.ts";
import { type Reference, referenceAt } from "./reference.ts";

export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "reference"; readonly reference: Reference }
  /** `literal` is what stands there when the formula cannot be calculated; its references still count. */
  | { readonly kind: "formula"; readonly formula: Formula; readonly literal: readonly Part[] };

interface ParsedText {
  /** The text is one reference and nothing else: it stands for the value itself. */
  readonly whole: Reference | null;
  /** The text is one formula: it begins with `=`, or is one `{{=…}}`. */
  readonly formula: Formula | null;
  readonly parts: readonly Part[];
}

export interface Parser {
  parse(text: string): ParsedText;
}

const cachedTexts = 2000;
const longestCached = 20_000;

export function createParser(): Parser {
  const known = new Map<string, ParsedText>();
  return {
    parse(text) {
      const found = known.get(text);
      if (found) return found;
      const parsed = parseText(text);
      if (text.length <= longestCached) {
        // A Map keeps the order of insertion: its first key is the oldest.
        const oldest = known.size >= cachedTexts ? known.keys().next().value : undefined;
        if (oldest !== undefined) known.delete(oldest);
        known.set(text, parsed);
      }
      return parsed;
    },
  };
}

function parseText(text: string): ParsedText {
  const parts = text.includes("{=") ? partsOf(text) : literal(text);
  if (text.startsWith("=") && text.length > 1) return { whole: null, formula: parseFormula(text.slice(1)), parts };
  const [only, ...others] = parts.filter((part) => part.kind !== "text" || part.text.trim() !== "");
  if (only === undefined || others.length > 0) return { whole: null, formula: null, parts };
  return {
    whole: only.kind === "reference" ? only.reference : null,
    formula: only.kind === "formula" ? only.formula : null,
    parts,
  };
}

function literal(text: string): readonly Part[] {
  return text === "" ? [] : [{ kind: "text", text }];
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  const ends = new FormulaEnds(text);
  let from = 0;
  const take = (at: number, length: number, part: Part): void => {
    parts.push(...literal(text.slice(from, at)), part);
    from = at + length;
  };
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", Math.max(at + 1, from))) {
    const end = text.startsWith("{{=", at) ? ends.after(at + 3) : -1;
    if (end >= 0) {
      const source = text.slice(at + 3, end);
      take(at, end + 2 - at, { kind: "formula", formula: parseFormula(source), literal: referencesIn(text.slice(at, end + 2)) });
      continue;
    }
    const reference = referenceAt(text, at);
    if (reference) take(at, reference.source.length, { kind: "reference", reference });
  }
  parts.push(...literal(text.slice(from)));
  return parts;
}

/** A text in which only references count. */
export function referencesIn(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = text.indexOf("{="); at >= 0; at = text.indexOf("{=", Math.max(at + 1, from))) {
    const reference = referenceAt(text, at);
    if (!reference) continue;
    parts.push(...literal(text.slice(from, at)), { kind: "reference", reference });
    from = at + reference.source.length;
  }
  return [...parts, ...literal(text.slice(from))];
}

const quoteStates = ["", "'", '"'] as const;

/**
 * Finds the `}}` that ends a formula: not one inside quotes or where a reference ends.
 * Remembers where a search has failed, so that many openings without an end still cost one walk.
 */
class FormulaEnds {
  readonly #text: string;
  /** One bit per state in which a walk from here finds no end. */
  #hopeless: Uint8Array | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  after(start: number): number {
    const walked: number[] = [];
    let state = 0;
    for (let at = start; at < this.#text.length; ) {
      if (((this.#hopeless?.[at] ?? 0) & (1 << state)) !== 0) break;
      walked.push(at * 4 + state);
      const char = this.#text[at] ?? "";
      if (state !== 0) {
        if (char === quoteStates[state]) state = 0;
        at += 1;
        continue;
      }
      if (this.#text.startsWith("}}", at)) return at;
      if (char === "'") state = 1;
      else if (char === '"') state = 2;
      const reference = char === "{" ? referenceAt(this.#text, at) : null;
      at += reference ? reference.source.length : 1;
    }
    this.#hopeless ??= new Uint8Array(this.#text.length);
    for (const step of walked) {
      const at = step >> 2;
      this.#hopeless[at] = (this.#hopeless[at] ?? 0) | (1 << (step & 3));
    }
    return -1;
  }
}
