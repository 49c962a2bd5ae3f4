// Working days of people, and the steps that wait for one to begin.
import type { Db, Tx } from "../db/db.ts";

/** @returns null: there is no such person; else whether that changed anything */
export async function setWorking(tx: Tx, portalId: number, userId: number, isWorking: boolean): Promise<boolean | null> {
  const [person] = await tx.sql<{ is_working: boolean }>`
    select is_working from portal_user where portal_id = ${portalId} and id = ${userId} for no key update`;
  if (!person) return null;
  if (person.is_working === isWorking) return false;
  await tx.sql`update portal_user set is_working = ${isWorking} where portal_id = ${portalId} and id = ${userId}`;
  return true;
}

export interface WaitingStep {
  readonly workflowId: string;
  readonly activity: string;
}

export function stepsWaitingForWorkday(db: Db, portalId: number, userId: number): Promise<WaitingStep[]> {
  return db.sql<WaitingStep>`
    select workflow_id as "workflowId", activity from workday_wait where portal_id = ${portalId} and user_id = ${userId} order by workflow_id, activity`;
}

/** Lets a step wait. Whoever opens the day comes either before, and is seen here, or after, and sees the step. @returns whether the day is open */
export async function addWorkdayWait(tx: Tx, portalId: number, userId: number, step: WaitingStep): Promise<boolean> {
  const [person] = await tx.sql<{ is_working: boolean }>`
    select is_working from portal_user where portal_id = ${portalId} and id = ${userId} for share`;
  await tx.sql`
    insert into workday_wait (portal_id, user_id, workflow_id, activity) values (${portalId}, ${userId}, ${step.workflowId}, ${step.activity})
    on conflict (portal_id, workflow_id, activity) do update set user_id = excluded.user_id`;
  return person?.is_working === true;
}

export async function deleteWorkdayWait(db: Db, portalId: number, { workflowId, activity }: WaitingStep): Promise<void> {
  await db.sql`delete from workday_wait where portal_id = ${portalId} and workflow_id = ${workflowId} and activity = ${activity}`;
}
