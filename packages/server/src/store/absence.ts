// Absences of people, by the portal's clock; and who has begun to work. Absences are kept in memory with the people: every write raises
// portal.directory_version in the same statement.
import type { Absence, Presence } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface StoredAbsence {
  readonly id: number;
  readonly userId: number;
  readonly startsAt: Date;
  /** The first moment that is no absence any more. */
  readonly endsAt: Date;
  /** VACATION, LEAVESICK, ASSIGNMENT … */
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  /** The workflow that has entered it. */
  readonly workflowId: string | null;
}

export async function insertAbsence(db: Db, portalId: number, absence: Omit<StoredAbsence, "id">): Promise<number> {
  const { userId, startsAt, endsAt, kind, name, description, workflowId } = absence;
  const rows = await db.sql<{ id: number }>`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    insert into absence (portal_id, user_id, starts_at, ends_at, kind, name, description, workflow_id)
    values (${portalId}, ${userId}, ${startsAt}, ${endsAt}, ${kind}, ${name}, ${description}, ${workflowId}) returning id`;
  const [row] = rows;
  if (!row) throw new Error("An inserted absence was expected to return its id");
  return row.id;
}

export async function deleteAbsence(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`
    with raised as (update portal set directory_version = directory_version + 1 where id = ${portalId})
    delete from absence where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

/** Those that are not over, at most a thousand. @param userId null: of everybody */
export function listAbsences(db: Db, portalId: number, userId: number | null): Promise<StoredAbsence[]> {
  return db.sql<StoredAbsence>`
    select a.id, a.user_id as "userId", a.starts_at as "startsAt", a.ends_at as "endsAt", a.kind, a.name, a.description, a.workflow_id as "workflowId"
    from absence a join portal p on p.id = a.portal_id
    where a.portal_id = ${portalId} and a.ends_at > now() + p.clock_offset_ms * interval '1 millisecond'
      and (${userId}::bigint is null or a.user_id = ${userId})
    order by a.starts_at, a.id limit 1000`;
}

export async function readPresence(db: Db, portalId: number): Promise<Presence> {
  const rows = await db.sql<{ absences: Absence[] | null; working: Presence["working"] | null }>`
    select (select jsonb_agg(jsonb_build_object('user', a.user_id, 'from', extract(epoch from a.starts_at) * 1000, 'to', extract(epoch from a.ends_at) * 1000))
            from absence a where a.portal_id = p.id and a.ends_at > now() + p.clock_offset_ms * interval '1 millisecond') as absences,
           (select jsonb_agg(u.id) from portal_user u where u.portal_id = p.id and u.is_working) as working
    from portal p where p.id = ${portalId}`;
  return { absences: rows[0]?.absences ?? [], working: rows[0]?.working ?? [] };
}

export interface DeputyPlace {
  readonly from: number;
  readonly to: number;
  readonly fromName: string;
  readonly toName: string;
}

/**
 * Waiting places of people who are away now, by the portal's clock, with whoever acts for them: the deputy, or the deputy's where that one
 * is away or dismissed too. Places whose deputies are all away are not among them.
 */
export function placesForDeputies(db: Db, portalId: number, taskId: number): Promise<DeputyPlace[]> {
  return db.sql<DeputyPlace>`
    with recursive person as (
      select u.id, u.is_active, u.deputy_id, trim(u.name || ' ' || u.last_name) as name,
             exists (select from absence a where a.portal_id = u.portal_id and a.user_id = u.id
                     and a.starts_at <= now() + p.clock_offset_ms * interval '1 millisecond'
                     and a.ends_at > now() + p.clock_offset_ms * interval '1 millisecond') as is_away, u.login
      from portal_user u join portal p on p.id = u.portal_id where u.portal_id = ${portalId}
    ), chain as (
      select u.id as "from", u.deputy_id as "to", array[u.id] as seen
      from task_user t join person u on u.id = t.user_id
      where t.portal_id = ${portalId} and t.task_id = ${taskId} and t.status = 0 and u.is_away and u.deputy_id is not null
      union all
      select c."from", d.deputy_id, c.seen || c."to"
      from chain c join person d on d.id = c."to"
      where (d.is_away or not d.is_active) and d.deputy_id is not null and d.deputy_id <> all (c.seen || c."to")
    )
    select c."from", c."to", coalesce(nullif(f.name, ''), f.login) as "fromName", coalesce(nullif(d.name, ''), d.login) as "toName"
    from chain c join person d on d.id = c."to" and d.is_active and not d.is_away join person f on f.id = c."from"
    order by c."from"`;
}
