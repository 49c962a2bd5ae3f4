// One-time links and the sessions that they open. Rows past their expiry count as absent until the sweep removes them.
import type { Db } from "../db/db.ts";

export interface SignedInUser {
  readonly portalId: number;
  readonly portalName: string;
  readonly publicUrl: string;
  readonly timeZone: string;
  readonly userId: number;
  readonly login: string;
  readonly name: string;
  readonly lastName: string;
  readonly isAdmin: boolean;
}

interface NewSecret {
  readonly portalId: number;
  readonly userId: number;
  /** SHA-256. */
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

export async function insertSignInLink(db: Db, link: NewSecret): Promise<void> {
  await db.sql`
    insert into sign_in_link (hash, portal_id, user_id, expires_at)
    values (${link.hash}, ${link.portalId}, ${link.userId}, ${link.expiresAt})`;
}

/** Whom a link would sign in, without using it up: mail programs open links before people do. */
export async function findSignInLink(db: Db, hash: Buffer): Promise<SignedInUser | null> {
  const rows = await db.sql<SignedInUser>`
    select p.id as "portalId", p.name as "portalName", p.public_url as "publicUrl", p.time_zone as "timeZone", u.id as "userId",
           u.login, u.name, u.last_name as "lastName", u.is_admin as "isAdmin"
    from sign_in_link l
    join portal p on p.id = l.portal_id
    join portal_user u on u.portal_id = l.portal_id and u.id = l.user_id and u.is_active
    where l.hash = ${hash} and l.expires_at > now()`;
  return rows[0] ?? null;
}

/** Takes the link away, so that of two callers at once only one is signed in. */
export async function takeSignInLink(db: Db, hash: Buffer): Promise<SignedInUser | null> {
  const rows = await db.sql<SignedInUser>`
    with taken as (delete from sign_in_link where hash = ${hash} and expires_at > now() returning portal_id, user_id)
    select p.id as "portalId", p.name as "portalName", p.public_url as "publicUrl", p.time_zone as "timeZone", u.id as "userId",
           u.login, u.name, u.last_name as "lastName", u.is_admin as "isAdmin"
    from taken t
    join portal p on p.id = t.portal_id
    join portal_user u on u.portal_id = t.portal_id and u.id = t.user_id and u.is_active`;
  return rows[0] ?? null;
}

export async function insertSession(db: Db, session: NewSecret): Promise<void> {
  await db.sql`
    insert into session (hash, portal_id, user_id, expires_at)
    values (${session.hash}, ${session.portalId}, ${session.userId}, ${session.expiresAt})`;
}

/** The session of somebody who was dismissed is none. */
export async function findSession(db: Db, hash: Buffer): Promise<SignedInUser | null> {
  const rows = await db.sql<SignedInUser>`
    select p.id as "portalId", p.name as "portalName", p.public_url as "publicUrl", p.time_zone as "timeZone", u.id as "userId",
           u.login, u.name, u.last_name as "lastName", u.is_admin as "isAdmin"
    from session s
    join portal p on p.id = s.portal_id
    join portal_user u on u.portal_id = s.portal_id and u.id = s.user_id and u.is_active
    where s.hash = ${hash} and s.expires_at > now()`;
  return rows[0] ?? null;
}

export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.sql`delete from session where hash = ${hash}`;
}
