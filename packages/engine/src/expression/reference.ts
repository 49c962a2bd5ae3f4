// The grammar of one reference: `{=Object:Field > modifier, modifier}`. Reads by hand, character by character: linear on any text.

export interface Reference {
  readonly object: string;
  readonly field: string;
  readonly modifiers: readonly string[];
  /** As written, for where it cannot be resolved. */
  readonly source: string;
}

/** The reference that begins at `at` (where `{=` stands), or null. Its length is that of `source`. */
export function referenceAt(text: string, at: number): Reference | null {
  if (!text.startsWith("{=", at)) return null;
  const object = word(text, at + 2, isNamePart);
  if (object === null || text[object.end] !== ":") return null;
  const field = word(text, object.end + 1, isFieldPart);
  if (field === null) return null;
  const modifiers: string[] = [];
  let { end } = field;
  if (text[end] === ">") {
    const first = word(text, end + 1, isTypePart);
    if (first === null) return null;
    modifiers.push(first.text);
    end = first.end;
    if (text[end] === ",") {
      const second = word(text, end + 1, isNamePart);
      if (second === null) return null;
      modifiers.push(second.text);
      end = second.end;
    }
  }
  if (text[end] !== "}") return null;
  return { object: object.text, field: field.text, modifiers, source: text.slice(at, end + 1) };
}

/** One word with the space around it; `end` is where the next token begins. */
function word(text: string, at: number, isPart: (code: number) => boolean): { readonly text: string; readonly end: number } | null {
  const start = skipSpace(text, at);
  let end = start;
  while (end < text.length && isPart(text.charCodeAt(end))) end += 1;
  return end === start ? null : { text: text.slice(start, end), end: skipSpace(text, end) };
}

export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && isSpace(text.charCodeAt(end))) end += 1;
  return end;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}

export function isNamePart(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isFieldPart(code: number): boolean {
  return isNamePart(code) || code === 46;
}

function isTypePart(code: number): boolean {
  return isNamePart(code) || code === 58;
}
