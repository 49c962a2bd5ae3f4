// Adds a person to a portal.
import { isUniqueViolation, type Tx } from "../db/db.ts";
import { addDepartmentMember, listDepartments } from "../store/department.ts";
import { lockPeople } from "../store/portal.ts";
import { insertPortalUser, isEmailTaken } from "../store/portal-user.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface NewPerson {
  readonly email: string;
  /** Missing: the e-mail address. */
  readonly login?: string;
  readonly name?: string;
  readonly lastName?: string;
  readonly workPosition?: string;
  readonly isAdmin?: boolean;
  readonly departments?: readonly number[];
}

/**
 * @returns the person's number on the portal
 * @throws Refusal `user-email-wrong`, `user-email-taken`, `argument-invalid`
 */
export async function addUser({ database }: Pick<Runtime, "database">, portalId: number, person: NewPerson): Promise<number> {
  return await database.transaction((tx) => insertPerson(tx, portalId, person));
}

/** As `addUser`, within a transaction that does more. */
export async function insertPerson(tx: Tx, portalId: number, person: NewPerson): Promise<number> {
  const email = person.email.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal("user-email-wrong");
  if (!(await lockPeople(tx, portalId)))
    throw new Refusal("argument-invalid", { argument: "portal", reason: `there is no portal ${portalId}` });
  if (await isEmailTaken(tx, portalId, email)) throw new Refusal("user-email-taken");
  const departments = [...new Set(person.departments ?? [])];
  await checkDepartments(tx, portalId, departments);
  const { login = "", name = "", lastName = "", workPosition = "", isAdmin = false } = person;
  const user = {
    login: login.trim() || email,
    email,
    name: name.trim(),
    lastName: lastName.trim(),
    workPosition: workPosition.trim(),
    isAdmin,
  };
  const id = await insertUnlessLoginTaken(tx, portalId, user);
  for (const department of departments) await addDepartmentMember(tx, portalId, department, id);
  return id;
}

async function checkDepartments(tx: Tx, portalId: number, departments: readonly number[]): Promise<void> {
  if (departments.length === 0) return;
  const known = new Set((await listDepartments(tx, portalId)).map(({ id }) => id));
  const unknown = departments.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new Refusal("argument-invalid", { argument: "departments", reason: `there is no department ${unknown}` });
}

async function insertUnlessLoginTaken(tx: Tx, portalId: number, user: Parameters<typeof insertPortalUser>[2]): Promise<number> {
  try {
    return await insertPortalUser(tx, portalId, user);
  } catch (error) {
    if (!isUniqueViolation(error, "portal_user_portal_id_login_key")) throw error;
    throw new Refusal("argument-invalid", { argument: "login", reason: `the login "${user.login}" is taken` }, { cause: error });
  }
}
