// Adds a person to a portal, and tells applications of it.
import { isUniqueViolation, type Tx } from "../db/db.ts";
import { dateTimeText } from "../documents/zone-time.ts";
import { addDepartmentMember, listDepartments } from "../store/department.ts";
import { readPortalClock } from "../store/document.ts";
import { raiseEvent } from "../store/event-binding.ts";
import { lockPeople } from "../store/portal.ts";
import { insertPortalUser, isEmailTaken, readPortalUser } from "../store/portal-user.ts";
import { checkTimeZone } from "./check-time-zone.ts";
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
  /** IANA name; missing: the portal's. */
  readonly timeZone?: string;
}

/**
 * @returns the person's number on the portal
 * @throws Refusal `user-email-wrong`, `user-email-taken`, `argument-invalid`
 */
export async function addUser(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  portalId: number,
  person: NewPerson,
): Promise<number> {
  const id = await database.transaction(async (tx) => {
    const added = await insertPerson(tx, portalId, person);
    await tellOf(tx, portalId, added);
    return added;
  });
  wake();
  return id;
}

/** The fields of a person as api-reference/common/events/on-user-add.md has them; those that nobody keeps here are missing. */
async function tellOf(tx: Tx, portalId: number, id: number): Promise<void> {
  const user = await readPortalUser(tx, portalId, id);
  if (user === null) throw new Error(`Person ${id} of portal ${portalId} was expected to exist`);
  const { timeZone } = await readPortalClock(tx, portalId);
  const data = [
    ["ID", id],
    ["ACTIVE", user.isActive],
    ["EMAIL", user.email],
    ["NAME", user.name],
    ["LAST_NAME", user.lastName],
    ["UF_DEPARTMENT", user.departments],
    ["DATE_REGISTER", dateTimeText(user.createdAt.getTime(), timeZone)],
    ["WORK_POSITION", user.workPosition],
  ] as const;
  await raiseEvent(tx, portalId, { name: "ONUSERADD", data, userId: null });
}

/** As `addUser`, within a transaction that makes the portal: nobody is there yet to be told. */
export async function insertPerson(tx: Tx, portalId: number, person: NewPerson): Promise<number> {
  const email = person.email.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal("user-email-wrong");
  if (person.timeZone !== undefined) checkTimeZone(person.timeZone);
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
    timeZone: person.timeZone ?? null,
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
