// How people get into the console: a link that opens once, and the session it opens. Only SHA-256 of each is kept. A row that is
// past its expiry counts as absent until the sweep removes it.
import type { Db } from "../db/db.ts";

interface Kept {
  readonly portalId: number;
  readonly userId: number;
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

export async function insertSignInLink(db: Db, { portalId, userId, hash, expiresAt }: Kept): Promise<void> {
  await db.sql`
    insert into sign_in_link (hash, portal_id, user_id, expires_at) values (${hash}, ${portalId}, ${userId}, ${expiresAt})`;
}

/** Whom a link or a session stands for. */
export interface SignedIn {
  readonly portalId: number;
  readonly userId: number;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
  readonly timeZone: string;
}

/** Takes the link away, so that of two who open it at once only one gets in. Null: unknown, opened before or expired. */
export async function takeSignInLink(db: Db, hash: Buffer): Promise<SignedIn | null> {
  const rows = await db.sql<SignedIn>`
    with taken as (delete from sign_in_link where hash = ${hash} and expires_at > now() returning portal_id, user_id)
    select t.portal_id as "portalId", t.user_id as "userId", u.is_admin as "isAdmin", u.is_active as "isActive", p.time_zone as "timeZone"
    from taken t
    join portal p on p.id = t.portal_id
    join portal_user u on u.portal_id = t.portal_id and u.id = t.user_id`;
  return rows[0] ?? null;
}

export async function insertSession(db: Db, { portalId, userId, hash, expiresAt }: Kept): Promise<void> {
  await db.sql`
    insert into session (hash, portal_id, user_id, expires_at) values (${hash}, ${portalId}, ${userId}, ${expiresAt})`;
}

/** Null: unknown, ended or expired. */
export async function findSession(db: Db, hash: Buffer): Promise<SignedIn | null> {
  const rows = await db.sql<SignedIn>`
    select s.portal_id as "portalId", s.user_id as "userId", u.is_admin as "isAdmin", u.is_active as "isActive", p.time_zone as "timeZone"
    from session s
    join portal p on p.id = s.portal_id
    join portal_user u on u.portal_id = s.portal_id and u.id = s.user_id
    where s.hash = ${hash} and s.expires_at > now()`;
  return rows[0] ?? null;
}

/** Signing out twice is signing out once. */
export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.sql`delete from session where hash = ${hash}`;
}
