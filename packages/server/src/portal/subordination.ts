// Who is whose boss, by the company structure.
import type { Directory, UserId } from "@kontor/engine/model";

/** Whether `boss` heads a department of `user` or any department above one. Nobody is their own subordinate. */
export function isSubordinate(directory: Directory, boss: number, user: number): boolean {
  if (boss === user) return false;
  const departments = directory.people.get(user)?.departments ?? [];
  return departments.some((id) => chain(directory, id).some(({ head }) => head === boss));
}

/**
 * The nearest heads above a person, one a department at most: a department that has no head, or whose head is this person, passes the
 * question on to its parent. Without repetitions, in the order of the person's departments.
 */
export function headsOf(directory: Directory, user: number): readonly UserId[] {
  const departments = directory.people.get(user)?.departments ?? [];
  const heads = departments.map((id) => chain(directory, id).find(({ head }) => head !== null && head !== user)?.head ?? null);
  return [...new Set(heads.filter((head) => head !== null))];
}

/** A department and those above it. A structure that runs in a circle ends where it would repeat itself. */
function chain(directory: Directory, departmentId: number): readonly { readonly head: UserId | null }[] {
  const seen = new Set<number>();
  const found: { readonly head: UserId | null }[] = [];
  let next: number | null = departmentId;
  while (next !== null && !seen.has(next)) {
    seen.add(next);
    const department = directory.departments.get(next);
    if (department === undefined) break;
    found.push(department);
    next = department.parent;
  }
  return found;
}
