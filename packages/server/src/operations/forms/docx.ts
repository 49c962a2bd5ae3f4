// Forms: text documents (.docx) with names in braces, which are filled in. `{TITLE}` may stand in any paragraph, table, header or footer;
// an editor may have split it among several runs of letters.
import { BadArchive, type Parts, readZip, writeZip } from "./zip.ts";

const partNames = /^word\/(?:document|header\d*|footer\d*|footnotes)\.xml$/;
const placeholder = /\{([A-Za-z_][\w.]{0,99})\}/g;
/** One form asks for at most as many different things. */
const mostPlaceholders = 500;

/** The names in braces, each once. @throws BadArchive */
export function placeholdersOf(form: Buffer): readonly string[] {
  const names = new Set<string>();
  for (const [, xml] of textParts(readZip(form)))
    for (const { texts } of xml.split(paragraphEnd).map(paragraphOf))
      for (const [, name = ""] of texts.join("").matchAll(placeholder)) names.add(name);
  return [...names].slice(0, mostPlaceholders);
}

/** Names without a value stay as they are. @throws BadArchive */
export function fillForm(form: Buffer, values: ReadonlyMap<string, string>): Buffer {
  const parts = readZip(form);
  const filled = textParts(parts).map(([name, xml]) => [name, Buffer.from(fillXml(xml, values), "utf8")]);
  return writeZip({ ...parts, ...Object.fromEntries(filled) });
}

function textParts(parts: Parts): readonly (readonly [name: string, xml: string])[] {
  if (!Object.hasOwn(parts, "word/document.xml")) throw new BadArchive("it is no text document (.docx)");
  return Object.entries(parts).flatMap(([name, content]) => (partNames.test(name) ? [[name, Buffer.from(content).toString("utf8")]] : []));
}

const paragraphEnd = "</w:p>";
const textNode = /(<w:t(?:\s[^>]*)?>)([^<]*)<\/w:t>/g;

interface Paragraph {
  /** What stands around the texts: one more than there are texts. */
  readonly around: readonly string[];
  readonly texts: readonly string[];
}

function paragraphOf(xml: string): Paragraph {
  const [around, texts]: [string[], string[]] = [[], []];
  let from = 0;
  for (const match of xml.matchAll(textNode)) {
    around.push(xml.slice(from, match.index));
    texts.push(match[2] ?? "");
    from = match.index + match[0].length;
  }
  return { around: [...around, xml.slice(from)], texts };
}

function fillXml(xml: string, values: ReadonlyMap<string, string>): string {
  return xml
    .split(paragraphEnd)
    .map((part) => fillParagraph(part, values))
    .join(paragraphEnd);
}

function fillParagraph(xml: string, values: ReadonlyMap<string, string>): string {
  const { around, texts: found } = paragraphOf(xml);
  const matches = [...found.join("").matchAll(placeholder)].filter(([, name = ""]) => values.has(name));
  if (matches.length === 0) return xml;
  const texts = [...found];
  // From the last to the first: what stands before stays where it is.
  for (const match of matches.reverse()) replace(texts, found, match.index, match[0].length, markup(values.get(match[1] ?? "") ?? ""));
  const [first = "", ...rest] = around;
  return texts.reduce((all, text, index) => `${all}<w:t xml:space="preserve">${text}</w:t>${rest[index] ?? ""}`, first);
}

/** The new text stands where the name begins; what else belonged to the name goes. @param found the texts as they were */
function replace(texts: string[], found: readonly string[], at: number, length: number, by: string): void {
  let start = 0;
  for (const [index, original] of found.entries()) {
    const [from, to] = [Math.max(at - start, 0), Math.min(at + length - start, original.length)];
    if (from < to) {
      const text = texts[index] ?? "";
      const isFirst = at >= start;
      texts[index] = text.slice(0, from) + (isFirst ? by : "") + text.slice(to);
    }
    start += original.length;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\n": '</w:t><w:br/><w:t xml:space="preserve">',
};

/** Lines become lines of the document; signs that XML does not have are left out. */
function markup(text: string): string {
  return (
    text
      .replaceAll(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken away
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "")
      .replaceAll(/[&<>\n]/g, (sign) => entities[sign] ?? sign)
  );
}
