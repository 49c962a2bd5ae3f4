// Calls of applications that ended. Rows are only ever added; whole months leave with their partition.
import type { Db } from "../db/db.ts";

export interface Delivery {
  readonly portalId: number;
  /** The job's. */
  readonly id: number;
  /** Null for events, which belong to no workflow. */
  readonly workflowId: string | null;
  readonly activity: string | null;
  /** Null when the application was gone before the call. */
  readonly applicationId: number | null;
  /** Code of the action or robot; name of the event. */
  readonly code: string;
  readonly handler: string;
  readonly eventId: string;
  readonly outcome: "done" | "failed";
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly error: string;
  /** Its first kilobyte. */
  readonly reply: string;
  /** Without credentials. */
  readonly payload: object;
  /** Of the last attempt. */
  readonly durationMs: number;
  readonly createdAt: Date;
}

export async function insertDeliveries(db: Db, deliveries: readonly Delivery[]): Promise<void> {
  await db.sql`
    insert into delivery (portal_id, id, workflow_id, activity, application_id, code, handler, event_id, outcome, attempts,
                          http_status, error, reply, payload, duration_ms, created_at)
    select d."portalId", d.id, d."workflowId", d.activity, d."applicationId", d.code, d.handler, d."eventId", d.outcome, d.attempts,
           d."httpStatus", d.error, d.reply, d.payload, d."durationMs", d."createdAt"
    from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb)
      d("portalId" bigint, id bigint, "workflowId" text, activity text, "applicationId" bigint, code text, handler text, "eventId" text,
        outcome text, attempts int, "httpStatus" int, error text, reply text, payload jsonb, "durationMs" int, "createdAt" timestamptz)`;
}

/** Everything that one call needs to know, read at the attempt: a moved handler or a changed right counts from the next attempt on. */
export interface CallTarget {
  readonly now: Date;
  readonly portal: {
    readonly id: number;
    readonly memberId: string;
    readonly publicUrl: string;
    readonly key: Buffer;
    readonly privateHandlers: boolean;
  };
  /** Null when it is gone, or when it no longer has this action. */
  readonly application: {
    readonly id: number;
    readonly clientId: string;
    readonly name: string;
    readonly scopes: readonly string[];
  } | null;
  /** Of the action or robot. */
  readonly code: string;
  readonly handler: string;
  /** Tokens are only for people who may still sign in. */
  readonly isUserActive: boolean;
}

interface TargetRow {
  readonly now: Date;
  readonly portal_id: number;
  readonly member_id: string;
  readonly public_url: string;
  readonly key: Buffer;
  readonly private_handlers: boolean;
  readonly application_id: number | null;
  readonly client_id: string;
  readonly name: string;
  readonly scopes: string[];
  readonly code: string;
  readonly handler: string;
  readonly is_active: boolean;
}

export interface WantedTarget {
  readonly portalId: number;
  /** The step's type in templates: `rest_` + 32 hexadecimal digits. */
  readonly type: string;
  readonly userId: number | null;
}

/** The targets of several calls, in their order. */
export async function readActivityTargets(db: Db, wanted: readonly WantedTarget[]): Promise<CallTarget[]> {
  const rows = await db.sql<TargetRow>`
    select now() as now, p.id as portal_id, p.member_id, p.public_url, p.key, p.private_handlers,
           a.id as application_id, a.client_id, a.name, a.scopes, coalesce(x.code, '') as code, coalesce(x.handler, '') as handler,
           coalesce(u.is_active, false) as is_active
    from unnest(${wanted.map((one) => one.portalId)}::bigint[], ${wanted.map((one) => one.type)}::text[], ${wanted.map((one) => one.userId)}::bigint[])
      with ordinality w(portal_id, type, user_id, place)
    join portal p on p.id = w.portal_id
    left join application_activity x on x.portal_id = p.id and x.type = w.type
    left join application a on a.portal_id = p.id and a.id = x.application_id
    left join portal_user u on u.portal_id = p.id and u.id = w.user_id
    order by w.place`;
  if (rows.length !== wanted.length) throw new Error("a job belongs to a portal that does not exist");
  return rows.map(toTarget);
}

export async function readEventTarget(db: Db, portalId: number, applicationId: number, userId: number | null): Promise<CallTarget> {
  const rows = await db.sql<TargetRow>`
    select now() as now, p.id as portal_id, p.member_id, p.public_url, p.key, p.private_handlers,
           a.id as application_id, a.client_id, a.name, a.scopes, '' as code, '' as handler, coalesce(u.is_active, false) as is_active
    from portal p
    left join application a on a.portal_id = p.id and a.id = ${applicationId}
    left join portal_user u on u.portal_id = p.id and u.id = ${userId}
    where p.id = ${portalId}`;
  const [row] = rows;
  if (!row) throw new Error(`portal ${portalId} has a job, but does not exist`);
  return toTarget(row);
}

function toTarget(row: TargetRow): CallTarget {
  const { application_id: id, client_id: clientId, name, scopes } = row;
  return {
    now: row.now,
    portal: {
      id: row.portal_id,
      memberId: row.member_id,
      publicUrl: row.public_url,
      key: row.key,
      privateHandlers: row.private_handlers,
    },
    application: id === null ? null : { id, clientId, name, scopes },
    code: row.code,
    handler: row.handler,
    isUserActive: row.is_active,
  };
}

/** What a call without an application needs to know. */
export async function readCallingPortal(db: Db, portalId: number): Promise<{ readonly now: Date; readonly privateHandlers: boolean }> {
  const rows = await db.sql<{ now: Date; privateHandlers: boolean }>`
    select now() as now, private_handlers as "privateHandlers" from portal where id = ${portalId}`;
  const [row] = rows;
  if (!row) throw new Error(`portal ${portalId} has a job, but does not exist`);
  return row;
}
