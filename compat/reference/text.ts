// Pieces of Markdown, JSON and shell.
import type { Params } from "../support/encodings.ts";

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const width = 100;

/** On one line where there is room. */
export function json(value: unknown, indent = ""): string {
  const flat = oneLine(value);
  if (indent.length + flat.length <= width || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => json(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${json(item, inner)}`);
  return `${isList ? "[" : "{"}\n${parts.map((part) => `${inner}${part}`).join(",\n")}\n${indent}${isList ? "]" : "}"}`;
}

function oneLine(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  const parts = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

export function curl(url: string, params: Params): string {
  const data = Object.entries(params).flatMap(([name, value]) => pairs(name, value).map(([key, text]) => option(key, text)));
  const line = ["curl", url, ...data].join(" ");
  return line.length <= width ? line : ["curl", url, ...data].join(" \\\n  ").replace("curl \\\n  ", "curl ");
}

function pairs(name: string, value: unknown): (readonly [string, string])[] {
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.flatMap((item) => pairs(`${name}[]`, item));
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([key, item]) => pairs(`${name}[${key}]`, item));
  return [[name, typeof value === "boolean" ? String(Number(value)) : String(value)]];
}

/** What curl would otherwise have to encode by itself goes as --data-urlencode, which encodes what stands behind the first `=`. */
function option(name: string, value: string): string {
  const isPlain = /^[\w.\-/:,@*$[\]?]*$/.test(value);
  const key = encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]");
  const pair = `${key}=${value}`;
  const word = /^[\w.\-/:,@=]*$/.test(pair) ? pair : `'${pair.replaceAll("'", "'\\''")}'`;
  return `${isPlain ? "-d" : "--data-urlencode"} ${word}`;
}
