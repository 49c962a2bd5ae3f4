// What applications hold instead of a password: access tokens, refresh tokens and the one-time codes that buy them. Only SHA-256
// of each is kept. A row that is past its expiry counts as absent until the sweep removes it; only the access token's own refusal
// tells the two apart.
import type { Db } from "../db/db.ts";
import { type RestLimitColumns, type RestLimits, toRestLimits } from "./portal.ts";

interface TokenOwner {
  readonly portalId: number;
  readonly applicationId: number;
  readonly userId: number;
}

export interface NewTokens extends TokenOwner {
  readonly accessHash: Buffer;
  readonly accessExpiresAt: Date;
  readonly refreshHash: Buffer;
  readonly refreshExpiresAt: Date;
}

/** All pairs or none. */
export async function insertTokens(db: Db, tokens: readonly NewTokens[]): Promise<void> {
  const column = <K extends keyof NewTokens>(name: K): NewTokens[K][] => tokens.map((one) => one[name]);
  await db.sql`
    with made as materialized (
      select * from unnest(${column("accessHash")}::bytea[], ${column("accessExpiresAt")}::timestamptz[], ${column("refreshHash")}::bytea[],
                           ${column("refreshExpiresAt")}::timestamptz[], ${column("portalId")}::bigint[], ${column("applicationId")}::bigint[],
                           ${column("userId")}::bigint[])
        m(access_hash, access_end, refresh_hash, refresh_end, portal_id, application_id, user_id)
    ), refresh as (
      insert into refresh_token (hash, portal_id, application_id, user_id, expires_at)
      select refresh_hash, portal_id, application_id, user_id, refresh_end from made
    )
    insert into access_token (hash, portal_id, application_id, user_id, expires_at)
    select access_hash, portal_id, application_id, user_id, access_end from made`;
}

export interface TokenUser {
  readonly userId: number;
  readonly isActive: boolean;
  readonly isAdmin: boolean;
}

/** Takes the token away, so that of two callers at once only one gets the user. Null: unknown, used, expired or another application's. */
export async function takeRefreshToken(db: Db, hash: Buffer, portalId: number, applicationId: number): Promise<TokenUser | null> {
  const rows = await db.sql<TokenUser>`
    with taken as (
      delete from refresh_token
      where hash = ${hash} and portal_id = ${portalId} and application_id = ${applicationId} and expires_at > now()
      returning portal_id, user_id
    )
    select u.id as "userId", u.is_active as "isActive", u.is_admin as "isAdmin"
    from taken t join portal_user u on u.portal_id = t.portal_id and u.id = t.user_id`;
  return rows[0] ?? null;
}

export async function insertAuthorizationCode(db: Db, owner: TokenOwner, hash: Buffer, expiresAt: Date): Promise<void> {
  await db.sql`
    insert into authorization_code (hash, portal_id, application_id, user_id, expires_at)
    values (${hash}, ${owner.portalId}, ${owner.applicationId}, ${owner.userId}, ${expiresAt})`;
}

/** As `takeRefreshToken`. */
export async function takeAuthorizationCode(db: Db, hash: Buffer, portalId: number, applicationId: number): Promise<TokenUser | null> {
  const rows = await db.sql<TokenUser>`
    with taken as (
      delete from authorization_code
      where hash = ${hash} and portal_id = ${portalId} and application_id = ${applicationId} and expires_at > now()
      returning portal_id, user_id
    )
    select u.id as "userId", u.is_active as "isActive", u.is_admin as "isAdmin"
    from taken t join portal_user u on u.portal_id = t.portal_id and u.id = t.user_id`;
  return rows[0] ?? null;
}

export interface TokenHolder {
  readonly portalId: number;
  readonly applicationId: number;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly isInstalled: boolean;
  readonly userId: number;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
  readonly isExpired: boolean;
  /** The application is not closed to this user. */
  readonly mayUse: boolean;
  /** Of the portal. */
  readonly timeZone: string;
  /** Of the portal. */
  readonly limits: RestLimits;
}

/** Every call with a token passes here: one round trip, look-ups by key. */
export async function findAccessToken(db: Db, hash: Buffer): Promise<TokenHolder | null> {
  const rows = await db.sql<Omit<TokenHolder, "limits"> & RestLimitColumns>`
    select t.portal_id as "portalId", t.application_id as "applicationId", a.client_id as "clientId", a.scopes,
           a.is_installed as "isInstalled", t.user_id as "userId", u.is_admin as "isAdmin", u.is_active as "isActive",
           t.expires_at <= now() as "isExpired",
           (a.open_to is null or u.is_admin or u.id = any(a.open_to)) as "mayUse", p.time_zone as "timeZone",
           p.rest_leak_per_second, p.rest_block_above, p.rest_operating_seconds, p.rest_running_calls
    from access_token t
    join portal p on p.id = t.portal_id
    join application a on a.portal_id = t.portal_id and a.id = t.application_id
    join portal_user u on u.portal_id = t.portal_id and u.id = t.user_id
    where t.hash = ${hash}`;
  return rows[0] ? { ...rows[0], limits: toRestLimits(rows[0]) } : null;
}

/** The last end of this user's live access tokens of the application; null: none is alive. */
export async function latestExpiry(db: Db, owner: TokenOwner): Promise<Date | null> {
  const rows = await db.sql<{ expiresAt: Date | null }>`
    select max(expires_at) as "expiresAt" from access_token
    where portal_id = ${owner.portalId} and application_id = ${owner.applicationId} and user_id = ${owner.userId} and expires_at > now()`;
  return rows[0]?.expiresAt ?? null;
}
