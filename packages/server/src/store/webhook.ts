// Incoming webhooks: secrets that stand in an address and act for one person.
import type { Db } from "../db/db.ts";
import { type RestLimitColumns, type RestLimits, toRestLimits } from "./portal.ts";

export interface Webhook {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
}

export interface NewWebhook {
  readonly userId: number;
  readonly name: string;
  /** SHA-256. */
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
}

interface WebhookRow {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly scopes: string[];
  readonly created_at: Date;
}

export async function insertWebhook(db: Db, portalId: number, webhook: NewWebhook): Promise<number> {
  const [row] = await db.sql<{ id: number }>`
    insert into webhook (portal_id, user_id, name, secret_hash, scopes)
    values (${portalId}, ${webhook.userId}, ${webhook.name}, ${webhook.secretHash}, ${webhook.scopes})
    returning id`;
  if (!row) throw new Error("An inserted webhook was expected to return its id");
  return row.id;
}

export async function listWebhooks(db: Db, portalId: number): Promise<Webhook[]> {
  const rows = await db.sql<WebhookRow>`
    select id, user_id, name, scopes, created_at from webhook where portal_id = ${portalId} order by id`;
  return rows.map(toWebhook);
}

/** False: there is no such webhook. */
export async function deleteWebhook(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`delete from webhook where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

export interface WebhookHolder {
  readonly portalId: number;
  readonly id: number;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly isAdmin: boolean;
  readonly isActive: boolean;
  /** Of the portal. */
  readonly timeZone: string;
  readonly limits: RestLimits;
}

/** Every call through a webhook passes here: one round trip, look-ups by key. */
export async function findWebhook(db: Db, secretHash: Buffer): Promise<WebhookHolder | null> {
  const rows = await db.sql<Omit<WebhookHolder, "limits"> & RestLimitColumns>`
    select w.portal_id as "portalId", w.id, w.user_id as "userId", w.scopes, u.is_admin as "isAdmin", u.is_active as "isActive",
           p.time_zone as "timeZone", p.rest_leak_per_second, p.rest_block_above, p.rest_operating_seconds, p.rest_running_calls
    from webhook w
    join portal p on p.id = w.portal_id
    join portal_user u on u.portal_id = w.portal_id and u.id = w.user_id
    where w.secret_hash = ${secretHash}`;
  return rows[0] ? { ...rows[0], limits: toRestLimits(rows[0]) } : null;
}

function toWebhook({ id, user_id: userId, name, scopes, created_at: createdAt }: WebhookRow): Webhook {
  return { id, userId, name, scopes, createdAt };
}
