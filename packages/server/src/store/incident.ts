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

export interface FailedDelivery {
  readonly workflowId: string | null;
  readonly activity: string | null;
  readonly error: string;
}

export async function findFailedDeliveries(db: Db, portalId: number): Promise<FailedDelivery[]> {
  return db.sql<FailedDelivery>`
    select workflow_id as "workflowId", activity, error from delivery
    where portal_id = ${portalId} and outcome = 'failed' order by recorded_at desc limit 500`;
}
