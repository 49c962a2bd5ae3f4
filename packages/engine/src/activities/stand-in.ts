// Who does the tasks of people who are gone for good.
import type { Directory } from "../model/context.ts";
import type { UserId } from "../model/ids.ts";

/** The deputy of somebody who is dismissed, or the deputy's; failing that the nearest head above. Null: nobody who is active. */
export function standInFor(directory: Directory, user: UserId): UserId | null {
  return deputyOf(directory, user) ?? headAbove(directory, user);
}

function deputyOf({ people }: Directory, user: UserId): UserId | null {
  const seen = new Set([user]);
  for (let next = people.get(user)?.deputy ?? null; next !== null && !seen.has(next); next = people.get(next)?.deputy ?? null) {
    if (people.get(next)?.active) return next;
    seen.add(next);
  }
  return null;
}

/** Level by level, so that a head next to the person comes before one far above, whichever department is named first. */
function headAbove({ people, departments }: Directory, user: UserId): UserId | null {
  const seen = new Set<number>();
  let level: readonly number[] = people.get(user)?.departments ?? [];
  while (level.length > 0) {
    const known = level.flatMap((id) => (seen.has(id) ? [] : (departments.get(id) ?? [])));
    for (const { id, head } of known) {
      seen.add(id);
      if (head !== null && people.get(head)?.active) return head;
    }
    level = known.flatMap(({ parent }) => parent ?? []);
  }
  return null;
}
