// People and departments of portals, kept in memory: conditions and task lists read them at every step.
import { type Department, type Directory, type Limits, type Person, userId, type WorkCalendar } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import { readPresence } from "../store/absence.ts";
import { listDepartments } from "../store/department.ts";
import { readWorkCalendar, readWorkflowLimits } from "../store/portal.ts";
import { listPortalUsers, type PortalUser } from "../store/portal-user.ts";

/** The people of a portal, when they work, and how far its workflows may go. */
export interface PortalDirectory extends Directory {
  /** What the portal has set itself. */
  readonly limits: Partial<Limits>;
  /** Missing: Monday to Friday, 9 to 18. */
  readonly calendar?: WorkCalendar;
}

export interface DirectoryCache {
  /** `version` is `portal.directory_version` as the caller has just read it; it must be committed. */
  get(db: Db, portalId: number, version: number): Promise<PortalDirectory>;
}

const mostPortals = 500;

/** Keeps one directory a portal, as long as its version is asked for. */
export function directoryCache(): DirectoryCache {
  const kept = new Map<number, { readonly version: number; readonly directory: PortalDirectory }>();
  return {
    get: async (db, portalId, version) => {
      const known = kept.get(portalId);
      if (known?.version === version) return known.directory;
      const directory = await readDirectory(db, portalId);
      // A slow reader of an old version must not displace a newer one.
      const present = kept.get(portalId);
      if (present === undefined || present.version < version) keep(kept, portalId, { version, directory });
      return directory;
    },
  };
}

function keep<T>(kept: Map<number, T>, portalId: number, entry: T): void {
  kept.delete(portalId);
  kept.set(portalId, entry);
  const [oldest] = kept.keys();
  if (kept.size > mostPortals && oldest !== undefined) kept.delete(oldest);
}

async function readDirectory(db: Db, portalId: number): Promise<PortalDirectory> {
  const people = await listPortalUsers(db, portalId);
  const departments = await listDepartments(db, portalId);
  const calendar = await readWorkCalendar(db, portalId);
  return {
    limits: await readWorkflowLimits(db, portalId),
    absences: (await readPresence(db, portalId)).absences,
    ...(calendar === null ? {} : { calendar }),
    people: new Map(people.map((user) => [user.id, personOf(user)])),
    departments: new Map(
      departments.map(({ id, name, parentId, headId }): [number, Department] => [
        id,
        { id, name, parent: parentId, head: headId === null ? null : userId(headId) },
      ]),
    ),
  };
}

function personOf(user: PortalUser): Person {
  return {
    id: userId(user.id),
    name: fullName(user),
    login: user.login,
    email: user.email,
    active: user.isActive,
    departments: user.departments,
    timeZone: user.timeZone,
    deputy: user.deputyId === null ? null : userId(user.deputyId),
  };
}

/** "Ann Lee"; the login of somebody without a name. */
export function fullName(user: { readonly name: string; readonly lastName: string; readonly login: string }): string {
  return `${user.name} ${user.lastName}`.trim() || user.login;
}
