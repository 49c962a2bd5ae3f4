// One value in short readable form, safe to print: text from a file must not move the cursor or colour the terminal.

import { isList, type PhpEntry, type PhpKey, type PhpValue } from "./php-value.ts";
import { textOfBytes } from "./plain.ts";

const longestText = 160;
const longestLine = 110;

// Control letters, and those that turn the direction of text.
const unprintable = /[\p{Cc}\p{Surrogate}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** One line of text: line ends become ⏎, other unprintable letters �; long texts are cut and say by how much. */
export function shortText(text: string): string {
  // Cut before the rest is looked at: a text may be as long as the whole file.
  const start = text
    .slice(0, 4 * longestText)
    .replace(/[\s\u2028\u2029]*(?:\r\n|\n|\r)[\s\u2028\u2029]*/g, " ⏎ ")
    .trim();
  const letters = [...start.replace(unprintable, "�")];
  if (letters.length <= longestText && text.length <= 4 * longestText) return letters.join("");
  return `${letters.slice(0, longestText).join("")}… (${text.length} letters)`;
}

export function keyText(key: PhpKey): string {
  return shortText(key.kind === "bytes" ? textOfBytes(key.value) : String(key.value));
}

export function scalarText(value: Exclude<PhpValue, { kind: "array" }>): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "bool":
    case "int":
      return String(value.value);
    case "float":
      return value.text;
    case "string":
      return shortText(value.value);
    case "bytes":
      return shortText(textOfBytes(value.value));
  }
}

/** `""`, null and the empty array: what a designer's form leaves behind. */
export function isEmpty(value: PhpValue): boolean {
  if (value.kind === "array") return value.entries.length === 0;
  return value.kind === "null" || (value.kind === "string" && value.value === "");
}

/** `name: value` on one line where that fits, else the name and its entries below, indented. */
export function describeEntry(name: string, value: PhpValue): readonly string[] {
  if (value.kind !== "array") return [`${name}: ${scalarText(value)}`];
  const short = inline(value, longestLine);
  if (short !== null) return [`${name}: ${short}`];
  return [`${name}:`, ...value.entries.flatMap((entry) => describeEntry(entryName(entry), entry[1]).map((line) => `  ${line}`))];
}

function entryName([key]: PhpEntry): string {
  return key.kind === "int" ? `[${key.value}]` : keyText(key);
}

/** The value in at most `room` letters, or null; it gives up early, so a large array costs no more than a small one. */
export function inline(value: PhpValue, room: number): string | null {
  if (value.kind !== "array") {
    const text = scalarText(value) || '""';
    return text.length <= room ? text : null;
  }
  if (value.entries.length > room) return null;
  const list = isList(value);
  let text = "";
  for (const [key, inner] of value.entries) {
    const name = list ? "" : `${keyText(key)}: `;
    const innerText = inline(inner, room - text.length - name.length - 2);
    if (innerText === null) return null;
    text += `${text === "" ? "" : ", "}${name}${innerText}`;
  }
  if (text.length + 2 > room) return null;
  return list ? `[${text}]` : `{${text}}`;
}
