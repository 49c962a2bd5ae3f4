// The table of outgoing work: claim, end, postpone. It knows nothing of what the work is.
import type { Db } from "../db/db.ts";

export interface Job {
  readonly portalId: number;
  readonly id: number;
  readonly kind: string;
  readonly workflowId: string | null;
  readonly activity: string | null;
  /** 1 at the first try. Together with the id it names the claim: whoever claims the job next has another number. */
  readonly attempt: number;
  /** Tries that came back without success. Those that died with their process are attempts, but no failures. */
  readonly failures: number;
  readonly payload: unknown;
  readonly createdAt: Date;
}

export type Claim = Pick<Job, "id" | "attempt">;

export interface Wanted {
  readonly kind: string;
  readonly limit: number;
}

export interface Postponement extends Claim {
  readonly afterMs: number;
  readonly reason: "failed" | "untried" | "interrupted";
}

interface JobRow {
  readonly portal_id: number;
  readonly id: number;
  readonly kind: string;
  readonly workflow_id: string | null;
  readonly activity: string | null;
  readonly attempt: number;
  readonly failures: number;
  readonly payload: unknown;
  readonly created_at: Date;
}

/** Should this process die, the jobs are due again when the lease ends. */
export async function claimJobs(db: Db, wanted: readonly Wanted[], leaseMs: number): Promise<Job[]> {
  const kinds = wanted.map(({ kind }) => kind);
  const limits = wanted.map(({ limit }) => limit);
  const rows = await db.sql<JobRow>`
    select portal_id, id, kind, workflow_id, activity, attempt, failures, payload, created_at
    from claim_jobs(${kinds}::text[], ${limits}::int[], ${leaseMs}::float8)`;
  return rows.map(toJob).sort((a, b) => a.id - b.id);
}

/** Deletes the jobs whose claim still holds, and gives their ids. */
export async function deleteJobs(db: Db, claims: readonly Claim[]): Promise<Set<number>> {
  const [ids, attempts] = columns(claims);
  const rows = await db.sql<{ id: number }>`select id from delete_jobs(${ids}::bigint[], ${attempts}::int[]) gone(id)`;
  return new Set(rows.map(({ id }) => id));
}

/** The database's clock counts, since clocks of nodes differ. */
export async function postponeJobs(db: Db, postponements: readonly Postponement[]): Promise<void> {
  const [ids, attempts] = columns(postponements);
  const delays = postponements.map(({ afterMs }) => afterMs);
  const untried = postponements.map(({ reason }) => (reason === "untried" ? 1 : 0));
  const failed = postponements.map(({ reason }) => (reason === "failed" ? 1 : 0));
  await db.sql`select postpone_jobs(${ids}::bigint[], ${attempts}::int[], ${delays}::float8[], ${untried}::int[], ${failed}::int[])`;
}

function columns(claims: readonly Claim[]): [ids: number[], attempts: number[]] {
  return [claims.map(({ id }) => id), claims.map(({ attempt }) => attempt)];
}

function toJob(row: JobRow): Job {
  return {
    portalId: row.portal_id,
    id: row.id,
    kind: row.kind,
    workflowId: row.workflow_id,
    activity: row.activity,
    attempt: row.attempt,
    failures: row.failures,
    payload: row.payload,
    createdAt: row.created_at,
  };
}
