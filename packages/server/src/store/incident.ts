// Incidents are not rows of their own: they stand in the state of held workflows, and in the deliveries that were given up.
import type { Db } from "../db/db.ts";

export interface HeldStep {
  readonly workflowId: string;
  readonly activity: string;
  readonly kind: string;
  readonly text: string;
}

export async function findHeldWorkflows(db: Db, portalId: number): Promise<HeldStep[]> {
  return db.sql<HeldStep>`
    select w.id as "workflowId", i.key as activity, i.value->>'kind' as kind, i.value->>'text' as text
    from workflow w, jsonb_each(w.state->'incidents') i
    where w.portal_id = ${portalId} and w.status = 'held'
    order by w.modified_at desc limit 500`;
}

/** Steps that wait for their application to come back, by their type; the oldest first. */
export async function findStepsWithoutApplication(
  db: Db,
  portalId: number,
  type: string,
  limit: number,
): Promise<{ readonly workflowId: string; readonly activity: string }[]> {
  return db.sql<{ workflowId: string; activity: string }>`
    select w.id as "workflowId", i.key as activity
    from workflow w, jsonb_each(w.state->'incidents') i
    where w.portal_id = ${portalId} and w.status = 'held'
      and i.value->>'kind' = 'application-gone' and i.value->>'activityType' = ${type}
    order by w.modified_at limit ${limit}`;
}

export interface FailedMail {
  readonly id: number;
  readonly workflowId: string | null;
  readonly activity: string | null;
  readonly reason: string;
  /** Nobody got it, and it can be sent again. */
  readonly isGivenUp: boolean;
}

/** Mail that was given up, or that not all of its receivers got. */
export function findFailedMail(db: Db, portalId: number): Promise<FailedMail[]> {
  return db.sql<FailedMail>`
    select id, workflow_id as "workflowId", activity, reason, status = 'failed' as "isGivenUp" from mail
    where portal_id = ${portalId} and (status = 'failed' or (status = 'sent' and reason <> '')) order by id desc limit 500`;
}

export interface FailedDelivery {
  readonly workflowId: string | null;
  readonly activity: string | null;
  readonly error: string;
}

/**
 * Calls that were given up and are still a matter: not called again since, and, where a step waited for the answer, its workflow runs.
 */
export async function findFailedDeliveries(db: Db, portalId: number): Promise<FailedDelivery[]> {
  return db.sql<FailedDelivery>`
    select d.workflow_id as "workflowId", d.activity, d.error from delivery d
    where d.portal_id = ${portalId} and d.outcome = 'failed'
      and not exists (select from delivery later
                      where later.portal_id = d.portal_id and later.workflow_id = d.workflow_id and later.activity = d.activity
                        and later.recorded_at > d.recorded_at)
      and (coalesce(d.payload->>'use_subscription', 'N') <> 'Y'
           or exists (select from workflow w where w.portal_id = d.portal_id and w.id = d.workflow_id))
    order by d.recorded_at desc limit 500`;
}
