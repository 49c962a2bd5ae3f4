// Adds a department to the structure of a portal.
import { addDepartmentMember, insertDepartment, listDepartments } from "../store/department.ts";
import { lockPeople } from "../store/portal.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface NewDepartment {
  readonly name: string;
  readonly parentId: number | null;
  readonly headId: number | null;
  readonly members: readonly number[];
}

/**
 * @returns the department's number on the portal
 * @throws Refusal `argument-invalid`, `user-not-found`
 */
export async function addDepartment(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  { name, parentId, headId, members }: NewDepartment,
): Promise<number> {
  if (name.trim() === "") throw wrong("name", "a department has a name");
  return await database.transaction(async (tx) => {
    if (!(await lockPeople(tx, portalId))) throw wrong("portal", `there is no portal ${portalId}`);
    const numbers = (await listDepartments(tx, portalId)).map((department) => department.id);
    if (parentId !== null && !numbers.includes(parentId)) throw wrong("parent", `there is no department ${parentId}`);
    const people = new Set(headId === null ? members : [headId, ...members]);
    for (const person of people) {
      if (!(await readPortalUser(tx, portalId, person))) throw new Refusal("user-not-found");
    }
    const id = Math.max(0, ...numbers) + 1;
    await insertDepartment(tx, portalId, { id, name: name.trim(), parentId, headId });
    for (const member of new Set(members)) await addDepartmentMember(tx, portalId, id, member);
    return id;
  });
}

function wrong(argument: string, reason: string): Refusal {
  return new Refusal("argument-invalid", { argument, reason });
}
