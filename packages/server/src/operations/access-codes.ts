// Access codes: who is meant by U1, G2 or AU. See api-reference/common/system/access-name.md.
import { findPortal } from "../store/portal.ts";
import type { Runtime } from "./runtime.ts";

export interface AccessCode {
  readonly name: string;
  /** Where the code comes from; empty for groups. */
  readonly provider: string;
  readonly providerId: string;
}

const groups: ReadonlyMap<string, { readonly name: string; readonly isEverybody: boolean }> = new Map([
  ["G1", { name: "Administrators", isEverybody: false }],
  ["G2", { name: "All visitors", isEverybody: true }],
  ["AU", { name: "All authorized users", isEverybody: true }],
]);

/** The codes that mean somebody or something, by themselves; the others are left out. */
export async function nameAccessCodes(
  runtime: Pick<Runtime, "database" | "directories">,
  portalId: number,
  codes: readonly string[],
): Promise<ReadonlyMap<string, AccessCode>> {
  const portal = await findPortal(runtime.database, portalId);
  if (portal === null) throw new Error(`there is no portal ${portalId}`);
  const { people } = await runtime.directories.get(runtime.database, portalId, portal.directoryVersion);
  const named = codes.flatMap((code): [string, AccessCode][] => {
    const group = groups.get(code);
    if (group !== undefined) return [[code, { name: group.name, provider: "", providerId: "other" }]];
    const person = people.get(personNumber(code));
    return person === undefined ? [] : [[code, { name: person.name, provider: "Users", providerId: "user" }]];
  });
  return new Map(named);
}

/** Whether one of the codes means this person. Administrators may do everything. */
export function hasAccess(person: { readonly userId: number; readonly isAdmin: boolean }, codes: readonly string[]): boolean {
  return person.isAdmin || codes.some((code) => groups.get(code)?.isEverybody === true || personNumber(code) === person.userId);
}

/** 0 for a code that means no person. */
function personNumber(code: string): number {
  return Number(/^U([1-9]\d{0,14})$/.exec(code)?.[1] ?? 0);
}
