// The operations that rights on workflows and documents name, and what each lets people do.

export type Act = "read" | "write" | "delete" | "start";

/** The letters are those of rights on elements of lists: R read, S and T read in more places, U process, W change, X everything. */
const readers = ["read", "R", "S", "T"];
const starters = ["start", "U"];
const writers = ["write", "W", "X", "all"];

export const operationsFor: Readonly<Record<Act, readonly string[]>> = {
  read: [...readers, ...starters, ...writers, "delete"],
  write: [...writers, "U"],
  delete: [...writers, "delete"],
  start: [...starters, ...writers],
};

/** Words that let nobody do anything: D denies, E shows a list in the public part. */
const withoutEffect = ["none", "D", "E"];

export function isOperation(name: string): boolean {
  return withoutEffect.includes(name) || Object.values(operationsFor).some((names) => names.includes(name));
}
