// Portals: one row each. Everything else hangs below a portal's id.
import type { Limits, WorkCalendar } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

/** A leaky bucket for each source address. */
export interface RateLimit {
  readonly leakPerSecond: number;
  /** Calls are refused while there is more than this in the bucket. */
  readonly blockAbove: number;
}

/** What callers may take from the REST door. Null: no limit. */
export interface RestLimits {
  readonly rate: RateLimit | null;
  /** Seconds that one method may work within ten minutes for one application or webhook. */
  readonly operatingSeconds: number | null;
  /** REST is closed while a process works on so many calls. */
  readonly runningCalls: number | null;
}

export const noRestLimits: RestLimits = { rate: null, operatingSeconds: null, runningCalls: null };

export interface Portal {
  readonly id: number;
  /** 32 hexadecimal digits; how applications tell portals apart. */
  readonly memberId: string;
  readonly name: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** `https://portal.example`, without a slash at the end. */
  readonly publicUrl: string;
  /** Signs event tokens, derives application tokens. Never leaves the server. */
  readonly key: Buffer;
  readonly clockOffsetMs: number;
  readonly directoryVersion: number;
  readonly privateHandlers: boolean;
  readonly limits: RestLimits;
  /** Null: Monday to Friday, 9 to 18. */
  readonly workCalendar: WorkCalendar | null;
  readonly createdAt: Date;
}

export interface NewPortal {
  readonly memberId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly publicUrl: string;
  readonly key: Buffer;
  readonly privateHandlers: boolean;
  /** Its credentials are shown on the screen and kept in a file. */
  readonly isDemo?: boolean;
}

/** The columns of {@link RestLimits}: every look-up of a caller reads them. */
export interface RestLimitColumns {
  readonly rest_leak_per_second: number | null;
  readonly rest_block_above: number | null;
  readonly rest_operating_seconds: number | null;
  readonly rest_running_calls: number | null;
}

interface PortalRow extends RestLimitColumns {
  readonly id: number;
  readonly member_id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly public_url: string;
  readonly key: Buffer;
  readonly clock_offset_ms: number;
  readonly directory_version: number;
  readonly private_handlers: boolean;
  readonly work_calendar: WorkCalendar | null;
  readonly created_at: Date;
}

export async function insertPortal(db: Db, portal: NewPortal): Promise<number> {
  const rows = await db.sql<{ id: number }>`
    insert into portal (member_id, name, time_zone, public_url, key, private_handlers, is_demo)
    values (${portal.memberId}, ${portal.name}, ${portal.timeZone}, ${portal.publicUrl}, ${portal.key}, ${portal.privateHandlers},
            ${portal.isDemo ?? false})
    returning id`;
  const [row] = rows;
  if (!row) throw new Error("An inserted portal was expected to return its id");
  return row.id;
}

export async function findPortal(db: Db, portalId: number): Promise<Portal | null> {
  const rows = await db.sql<PortalRow>`
    select id, member_id, name, time_zone, public_url, key, clock_offset_ms, directory_version, private_handlers, work_calendar, created_at,
           rest_leak_per_second, rest_block_above, rest_operating_seconds, rest_running_calls
    from portal where id = ${portalId}`;
  return rows[0] ? toPortal(rows[0]) : null;
}

export async function readPortalKeys(db: Db): Promise<readonly Buffer[]> {
  return (await db.sql<{ key: Buffer }>`select key from portal`).map(({ key }) => key);
}

export async function readPortalKey(db: Db, portalId: number): Promise<Buffer> {
  const rows = await db.sql<{ key: Buffer }>`select key from portal where id = ${portalId}`;
  const [row] = rows;
  if (!row) throw new Error(`Portal ${portalId} was expected to exist`);
  return row.key;
}

/** Raised by every change of people, departments and working time: who holds a directory of this version holds the present one. */
export async function directoryVersion(db: Db, portalId: number): Promise<number> {
  const rows = await db.sql<{ directory_version: number }>`select directory_version from portal where id = ${portalId}`;
  const [row] = rows;
  if (!row) throw new Error(`Portal ${portalId} was expected to exist`);
  return row.directory_version;
}

/** Until the transaction ends nobody else counts or adds people of this portal. */
export async function lockPeople(db: Db, portalId: number): Promise<boolean> {
  const rows = await db.sql`select id from portal where id = ${portalId} for no key update`;
  return rows.length > 0;
}

function toPortal(row: PortalRow): Portal {
  return {
    id: row.id,
    memberId: row.member_id,
    name: row.name,
    timeZone: row.time_zone,
    publicUrl: row.public_url,
    key: row.key,
    clockOffsetMs: row.clock_offset_ms,
    directoryVersion: row.directory_version,
    privateHandlers: row.private_handlers,
    limits: toRestLimits(row),
    workCalendar: row.work_calendar,
    createdAt: row.created_at,
  };
}

export function toRestLimits(row: RestLimitColumns): RestLimits {
  const { rest_leak_per_second: leakPerSecond, rest_block_above: blockAbove } = row;
  return {
    rate: leakPerSecond === null || blockAbove === null ? null : { leakPerSecond, blockAbove },
    operatingSeconds: row.rest_operating_seconds,
    runningCalls: row.rest_running_calls,
  };
}

export interface PortalWithAdministrator {
  readonly id: number;
  readonly name: string;
  readonly publicUrl: string;
  readonly privateHandlers: boolean;
  readonly isDemo: boolean;
  readonly administratorId: number;
}

export async function readFirstPortal(db: Db): Promise<PortalWithAdministrator | null> {
  const rows = await db.sql<PortalWithAdministrator>`
    select p.id, p.name, p.public_url as "publicUrl", p.private_handlers as "privateHandlers", p.is_demo as "isDemo",
           (select min(u.id) from portal_user u where u.portal_id = p.id and u.is_admin and u.is_active) as "administratorId"
    from portal p order by p.id limit 1`;
  return rows[0] ?? null;
}

/** Until the transaction ends nobody else makes a portal. */
export async function lockPortals(db: Db): Promise<void> {
  await db.sql`lock table portal in share row exclusive mode`;
}

export async function updatePublicUrl(db: Db, portalId: number, publicUrl: string): Promise<void> {
  await db.sql`update portal set public_url = ${publicUrl} where id = ${portalId}`;
}

/** Null leaves a setting as it is. */
export interface PortalChange {
  readonly name: string | null;
  readonly timeZone: string | null;
  readonly privateHandlers: boolean | null;
  /** A limit that is not named stays as it is; null turns it off. */
  readonly limits?: Partial<RestLimits>;
  readonly workCalendar?: WorkCalendar;
}

export async function readWorkCalendar(db: Db, portalId: number): Promise<WorkCalendar | null> {
  const rows = await db.sql<{ work_calendar: WorkCalendar | null }>`select work_calendar from portal where id = ${portalId}`;
  return rows[0]?.work_calendar ?? null;
}

/** Only what the portal has set itself. */
export async function readWorkflowLimits(db: Db, portalId: number): Promise<Partial<Limits>> {
  const rows = await db.sql<{ limits: Partial<Limits> }>`select workflow_limits as limits from portal where id = ${portalId}`;
  return rows[0]?.limits ?? {};
}

/** Null forgets what the portal has set. Raises the version of the directory, with which nodes keep the limits. */
export async function updateWorkflowLimits(
  db: Db,
  portalId: number,
  change: { readonly [K in keyof Limits]?: number | null },
): Promise<void> {
  await db.sql`
    update portal set workflow_limits = jsonb_strip_nulls(workflow_limits || ${JSON.stringify(change)}::jsonb),
                      directory_version = directory_version + 1
    where id = ${portalId}`;
}

export async function updatePortal(db: Db, portalId: number, change: PortalChange): Promise<void> {
  const { rate, operatingSeconds, runningCalls } = change.limits ?? {};
  const calendar = change.workCalendar === undefined ? null : JSON.stringify(change.workCalendar);
  await db.sql`
    update portal set name = coalesce(${change.name}::text, name), time_zone = coalesce(${change.timeZone}::text, time_zone),
      work_calendar = coalesce(${calendar}::jsonb, work_calendar),
      directory_version = directory_version + case when ${calendar !== null} then 1 else 0 end,
                      private_handlers = coalesce(${change.privateHandlers}::boolean, private_handlers),
      rest_leak_per_second = case when ${rate !== undefined} then ${rate?.leakPerSecond ?? null}::double precision
                                  else rest_leak_per_second end,
      rest_block_above = case when ${rate !== undefined} then ${rate?.blockAbove ?? null}::integer else rest_block_above end,
      rest_operating_seconds = case when ${operatingSeconds !== undefined} then ${operatingSeconds ?? null}::double precision
                                    else rest_operating_seconds end,
      rest_running_calls = case when ${runningCalls !== undefined} then ${runningCalls ?? null}::integer else rest_running_calls end
    where id = ${portalId}`;
}

/** In the order in which they were created. */
export function listPortalNames(db: Db): Promise<{ readonly id: number; readonly name: string }[]> {
  return db.sql<{ id: number; name: string }>`select id, name from portal order by id`;
}
