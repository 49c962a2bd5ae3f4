// Reminders of tasks with a deadline. The database makes and takes the jobs as tasks begin and end; see migrations/0016.
import type { Db, Tx } from "../db/db.ts";

export interface Reminder {
  readonly workflowId: string;
  readonly activity: string;
  readonly name: string;
  /** As people read it, on the portal's clock. */
  readonly dueText: string;
  readonly isOverdue: boolean;
  /** On the portal's clock. */
  readonly now: Date;
  /** Milliseconds on the portal's clock. */
  readonly next: number;
  /** Who has not answered. */
  readonly people: readonly number[];
}

/** Locks the task until the transaction ends. Null: it is over, or the portal reminds nobody. */
export async function lockReminder(tx: Tx, portalId: number, taskId: number): Promise<Reminder | null> {
  const rows = await tx.sql<Reminder>`
    select k.workflow_id as "workflowId", k.activity, k.name, to_char(k.overdue_at at time zone p.time_zone, 'DD.MM.YYYY HH24:MI') as "dueText",
           k.overdue_at <= c.now as "isOverdue", c.now,
           next_reminder(portal_ms(k.overdue_at), p.task_reminder_ms, portal_ms(c.now)) as next,
           array(select u.user_id from task_user u join portal_user q on q.portal_id = u.portal_id and q.id = u.user_id and q.is_active
                 where u.portal_id = k.portal_id and u.task_id = k.id and u.status = 0 order by 1) as people
    from task k join portal p on p.id = k.portal_id,
         lateral (select now() + p.clock_offset_ms * interval '1 millisecond' as now) c
    where k.portal_id = ${portalId} and k.id = ${taskId} and k.status = 0 and k.overdue_at is not null and p.task_reminder_ms is not null
    for no key update of k`;
  return rows[0] ?? null;
}

/** Null: nobody is reminded. */
export async function readReminderSpan(db: Db, portalId: number): Promise<number | null> {
  const rows = await db.sql<{ ms: number | null }>`select task_reminder_ms as ms from portal where id = ${portalId}`;
  return rows[0]?.ms ?? null;
}

/** Open tasks follow. */
export async function updateReminderSpan(tx: Tx, portalId: number, spanMs: number | null): Promise<void> {
  await tx.sql`update portal set task_reminder_ms = ${spanMs}::bigint where id = ${portalId}`;
  await tx.sql`delete from job where portal_id = ${portalId} and kind = 'remind-task'`;
  if (spanMs === null) return;
  await tx.sql`
    insert into job (portal_id, kind, workflow_id, activity, payload)
    select k.portal_id, 'remind-task', k.workflow_id, k.activity,
           jsonb_build_object('task', k.id, 'portalTime',
             next_reminder(portal_ms(k.overdue_at), ${spanMs}::bigint, portal_ms(now() + p.clock_offset_ms * interval '1 millisecond')))
    from task k join portal p on p.id = k.portal_id
    where k.portal_id = ${portalId} and k.status = 0 and k.overdue_at is not null`;
}
