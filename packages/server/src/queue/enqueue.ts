// Adds jobs. Called inside the transaction whose work they continue, so that both commit together or not at all.
import type { Db } from "../db/db.ts";

export interface NewJob {
  readonly portalId: number;
  readonly kind: string;
  readonly workflowId?: string | null;
  readonly activity?: string | null;
  /** Real time; missing or null means at once. */
  readonly runAt?: Date | null;
  readonly payload: unknown;
}

/** One statement for all. Wake the worker after the commit, not here. */
export async function enqueue(db: Db, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await db.sql`
    insert into job (portal_id, kind, workflow_id, activity, run_at, payload)
    select j."portalId", j.kind, j."workflowId", j.activity, coalesce(j."runAt", now()), coalesce(j.payload, '{}')
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb)
      j("portalId" bigint, kind text, "workflowId" text, activity text, "runAt" timestamptz, payload jsonb)`;
}
