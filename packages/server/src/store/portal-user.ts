// People of a portal. Every write raises portal.directory_version in the same statement, so that no node keeps an old directory.
import type { Db } from "../db/db.ts";
import { type ListQuery, type ListSource, readList } from "./list-sql.ts";

export interface PortalUser {
  readonly id: number;
  readonly login: string;
  readonly email: string;
  readonly name: string;
  readonly lastName: string;
  readonly workPosition: string;
  readonly isActive: boolean;
  readonly isAdmin: boolean;
  readonly createdAt: Date;
  /** Ascending. */
  readonly departments: readonly number[];
  /** Who acts for the person while they are away. */
  readonly deputyId: number | null;
  /** IANA name; null: the portal's. */
  readonly timeZone: string | null;
}

export interface NewPortalUser {
  readonly login: string;
  readonly email: string;
  readonly name: string;
  readonly lastName: string;
  readonly workPosition: string;
  readonly isAdmin: boolean;
  /** Missing: the portal's. */
  readonly timeZone?: string | null;
}

const columns = `u.id, u.login, u.email, u.name, u.last_name as "lastName", u.work_position as "workPosition", u.is_active as "isActive",
  u.is_admin as "isAdmin", u.created_at as "createdAt", u.deputy_id as "deputyId", u.time_zone as "timeZone",
  array(select m.department_id from department_member m where m.portal_id = u.portal_id and m.user_id = u.id order by 1) as departments`;

const departmentNames = `(select string_agg(d.name, ' ') from department_member m
  join department d on d.portal_id = m.portal_id and d.id = m.department_id where m.portal_id = u.portal_id and m.user_id = u.id)`;

const source: Omit<ListSource, "where"> = {
  from: "portal_user u",
  fields: {
    ID: { sql: "u.id", type: "integer" },
    ACTIVE: { sql: "u.is_active::int", type: "integer" },
    NAME: { sql: "u.name", type: "text" },
    LAST_NAME: { sql: "u.last_name", type: "text" },
    EMAIL: { sql: "u.email", type: "text" },
    LOGIN: { sql: "u.login", type: "text" },
    WORK_POSITION: { sql: "u.work_position", type: "text" },
    DATE_REGISTER: { sql: "u.created_at", type: "date" },
    TIME_ZONE: { sql: "coalesce(u.time_zone, '')", type: "text" },
    USER_TYPE: { sql: "'employee'::text", type: "text" },
    IS_ONLINE: { sql: "'N'::text", type: "text" },
    // Not recorded: the first moment it can have been.
    LAST_LOGIN: { sql: "u.created_at", type: "date" },
    // What no person has.
    EMPTY: { sql: "''::text", type: "text" },
    NAME_SEARCH: { sql: "concat_ws(' ', u.name, u.last_name, u.work_position, u.email)", type: "text" },
    NAME_SEARCH_BRIEF: { sql: "concat_ws(' ', u.name, u.last_name, u.work_position)", type: "text" },
    // With a space before each word, by which its beginning is found.
    FIND: { sql: `(' ' || concat_ws(' ', u.name, u.last_name, u.work_position, ${departmentNames}))`, type: "text" },
    UF_DEPARTMENT_NAME: { sql: `(' ' || ${departmentNames})`, type: "text" },
  },
  tieBreaker: "u.id",
};

/**
 * Adds a person under the next free number. Call it after `lockPeople` in the same transaction: without the lock two callers take
 * the same number, and one of them fails.
 */
export async function insertPortalUser(db: Db, portalId: number, user: NewPortalUser): Promise<number> {
  const rows = await db.sql<{ id: number }>`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId} returning id)
    insert into portal_user (portal_id, id, login, email, name, last_name, work_position, is_admin, time_zone)
    select raised.id, (select coalesce(max(u.id), 0) + 1 from portal_user u where u.portal_id = ${portalId}), ${user.login},
           ${user.email}, ${user.name}, ${user.lastName}, ${user.workPosition}, ${user.isAdmin}, ${user.timeZone ?? null}
    from raised
    returning id`;
  const [row] = rows;
  if (!row) throw new Error(`Portal ${portalId} was expected to exist`);
  return row.id;
}

/** Of dismissed people too: they may come back. Upper and lower case do not tell addresses apart. */
export async function isEmailTaken(db: Db, portalId: number, email: string): Promise<boolean> {
  const rows = await db.sql`select id from portal_user where portal_id = ${portalId} and lower(email) = lower(${email}) limit 1`;
  return rows.length > 0;
}

/** Dismisses a person or takes them back. False: there is no such person. */
export async function setUserActive(db: Db, portalId: number, userId: number, isActive: boolean): Promise<boolean> {
  const rows = await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    update portal_user set is_active = ${isActive} where portal_id = ${portalId} and id = ${userId} returning id`;
  return rows.length > 0;
}

/** False: there is no such person. */
export async function setUserDeputy(db: Db, portalId: number, userId: number, deputyId: number | null): Promise<boolean> {
  const rows = await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    update portal_user set deputy_id = ${deputyId} where portal_id = ${portalId} and id = ${userId} returning id`;
  return rows.length > 0;
}

/** @param timeZone null: the portal's. False: there is no such person. */
export async function setUserTimeZone(db: Db, portalId: number, userId: number, timeZone: string | null): Promise<boolean> {
  const rows = await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    update portal_user set time_zone = ${timeZone} where portal_id = ${portalId} and id = ${userId} returning id`;
  return rows.length > 0;
}

export async function readPortalUser(db: Db, portalId: number, userId: number): Promise<PortalUser | null> {
  const rows = await db.sql<PortalUser>`
    select u.id, u.login, u.email, u.name, u.last_name as "lastName", u.work_position as "workPosition", u.is_active as "isActive",
           u.is_admin as "isAdmin", u.created_at as "createdAt", u.deputy_id as "deputyId", u.time_zone as "timeZone",
           array(select m.department_id from department_member m
                 where m.portal_id = u.portal_id and m.user_id = u.id order by 1) as departments
    from portal_user u where u.portal_id = ${portalId} and u.id = ${userId}`;
  return rows[0] ?? null;
}

/** All people of the portal, the dismissed ones too. */
export async function listPortalUsers(db: Db, portalId: number): Promise<PortalUser[]> {
  return await db.sql<PortalUser>`
    select u.id, u.login, u.email, u.name, u.last_name as "lastName", u.work_position as "workPosition", u.is_active as "isActive",
           u.is_admin as "isAdmin", u.created_at as "createdAt", u.deputy_id as "deputyId", u.time_zone as "timeZone",
           array(select m.department_id from department_member m
                 where m.portal_id = u.portal_id and m.user_id = u.id order by 1) as departments
    from portal_user u where u.portal_id = ${portalId} order by u.id`;
}

export interface UserDepartments {
  /** Only members of one of these; null: everybody. */
  readonly anyOf: readonly number[] | null;
  /** No members of any of these. */
  readonly noneOf: readonly number[];
}

export function readUserList(
  db: Db,
  portalId: number,
  { anyOf, noneOf }: UserDepartments,
  query: ListQuery,
): Promise<{ rows: PortalUser[]; total: number | null }> {
  const where: { sql: string; values: unknown[] }[] = [{ sql: "u.portal_id = ?", values: [portalId] }];
  const isMember =
    "exists (select from department_member m where m.portal_id = u.portal_id and m.user_id = u.id and m.department_id = any(?::bigint[]))";
  if (anyOf !== null) where.push({ sql: isMember, values: [anyOf] });
  if (noneOf.length > 0) where.push({ sql: `not ${isMember}`, values: [noneOf] });
  return readList<PortalUser>(db, { ...source, where }, columns, query);
}
