// Files in values: each by its number.
import type { FileFacts } from "../model/file.ts";
import { isList, type Value } from "../model/value.ts";
import type { Scope } from "./scope.ts";

/** The number that a value names a file by; null: none. */
function fileNumber(value: Value): number | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value : null;
  return typeof value === "string" && /^[1-9]\d{0,14}$/.test(value.trim()) ? Number(value) : null;
}

/** Each number once. */
export function fileNumbers(value: Value): readonly number[] {
  const entries = isList(value) ? value : [value];
  return [...new Set(entries.flatMap((entry) => (isList(entry) ? fileNumbers(entry) : (fileNumber(entry) ?? []))))];
}

export function fileOf(value: Value, scope: Pick<Scope, "file">): FileFacts | null {
  const id = fileNumber(value);
  return id === null ? null : (scope.file?.(id) ?? null);
}
