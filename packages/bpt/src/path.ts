// Reads and changes one place in a value. All else stays as it was, down to the kind of each key.
import { BptError } from "./bpt-error.ts";
import { keyIdentity, keyOf, type PhpArray, type PhpEntry, type PhpValue } from "./php-value.ts";

/** Steps name keys as PHP code does: 5 and "5" are the same key. Keys that are not UTF-8 cannot be named. */
export type Path = readonly (string | number)[];

/** The value at a path, or null where there is none. (A PHP null is `{ kind: "null" }`.) */
export function getAt(value: PhpValue, path: Path): PhpValue | null {
  let found: PhpValue = value;
  for (const step of path) {
    const inner: PhpValue | undefined = found.kind === "array" ? found.entries[indexOf(found, step)]?.[1] : undefined;
    if (inner === undefined) return null;
    found = inner;
  }
  return found;
}

/**
 * The same tree with another value at a path. A key that is new to its array goes to the end of it; every step before
 * must lead to an array that is there.
 *
 *     setAt(value, ["TEMPLATE", 0, "Properties", "Title"], { kind: "string", value: "Approval" })
 */
export function setAt(value: PhpValue, path: Path, newValue: PhpValue): PhpValue {
  return replace(value, path, 0, newValue);
}

function replace(value: PhpValue, path: Path, depth: number, newValue: PhpValue): PhpValue {
  const step = path[depth];
  if (step === undefined) return newValue;
  if (value.kind !== "array") throw noSuchPath(path.slice(0, depth), value.kind);
  const index = indexOf(value, step);
  const entry = value.entries[index];
  if (entry !== undefined) {
    const changed: PhpEntry = [entry[0], replace(entry[1], path, depth + 1, newValue)];
    return { kind: "array", entries: value.entries.with(index, changed) };
  }
  if (depth < path.length - 1) throw noSuchPath(path.slice(0, depth + 1), "nothing");
  return { kind: "array", entries: [...value.entries, [keyOf(step), newValue]] };
}

function indexOf(array: PhpArray, step: string | number): number {
  const identity = String(step);
  return array.entries.findIndex(([key]) => keyIdentity(key) === identity);
}

function noSuchPath(path: Path, found: string): BptError {
  return new BptError("no-such-path", `Expected an array at ${path.length === 0 ? "the root" : path.join("/")}, found ${found}`);
}
