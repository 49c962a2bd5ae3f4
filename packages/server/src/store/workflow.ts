// Running workflows: what an operation reads before it computes, and the one guarded write after it.
import type { Value, ValueMap, Workflow } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import type { DefinitionRow } from "./document-type.ts";
import { ruleStart } from "./template.ts";

/** What every operation on a workflow reads of its portal. */
export interface PortalFacts {
  /** The database's clock. */
  readonly now: Date;
  readonly timeZone: string;
  readonly publicUrl: string;
  readonly clockOffsetMs: number;
  readonly directoryVersion: number;
  /** A fresh number for a task that the run may create. */
  readonly taskId: number;
}

export interface ActivityFacts {
  readonly type: string;
  readonly code: string;
  readonly name: unknown;
  readonly properties: ValueMap;
  readonly returnProperties: ValueMap;
  readonly subscription: "Y" | "N" | "";
  readonly authUser: number | null;
}

export interface DocumentFacts {
  readonly number: number;
  readonly fields: ValueMap;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** What the portal says of the document's type. */
  readonly definition: DefinitionRow | null;
  readonly lockedBy: string | null;
}

export interface StartFacts extends PortalFacts {
  readonly template: {
    readonly id: number;
    readonly module: string;
    readonly entity: string;
    readonly documentType: string;
    readonly hash: string;
    readonly constantValues: ValueMap;
    readonly endsOnFault: boolean;
    /** Rules of a stage or a smart script: the log tells of every step. */
    readonly tracked: boolean;
  } | null;
  readonly activities: readonly ActivityFacts[];
  /** Where the document is stored: `DEAL`, `iblock_1`. */
  readonly storageType: string | null;
  readonly document: DocumentFacts | null;
}

export interface WorkflowFacts extends PortalFacts {
  readonly id: string;
  readonly version: number;
  readonly templateId: number;
  readonly hash: string;
  readonly module: string;
  readonly entity: string;
  readonly documentType: string;
  readonly documentId: string;
  readonly storageType: string;
  readonly documentNumber: number;
  readonly startedBy: number | null;
  readonly startedAt: Date;
  readonly state: Workflow;
  readonly constantValues: ValueMap;
  /** Of its template. */
  readonly endsOnFault: boolean;
  readonly activities: readonly ActivityFacts[];
  /** Null when the document was deleted meanwhile. */
  readonly document: DocumentFacts | null;
}

/**
 * @param storageType null: a list element, found by its number alone
 * @param versionHash null: the template's current version
 */
export async function readForStart(
  db: Db,
  portalId: number,
  templateId: number,
  storageType: string | null,
  documentNumber: number,
  versionHash: string | null = null,
): Promise<StartFacts | null> {
  const rows = await db.sql<PortalColumns & DocumentColumns & TemplateColumns & { auto_execute: number }>`
    select now() as now, p.time_zone, p.public_url, p.clock_offset_ms, p.directory_version, nextval('task_id_seq') as task_id,
           t.id as template_id, t.module, t.entity, t.document_type, encode(v.hash, 'hex') as hash, t.constant_values, t.ends_on_fault,
           t.auto_execute, v.activities,
           d.type as storage_type, d.id as document_number, d.fields as document_fields, d.created_at as document_created_at,
           d.modified_at as document_modified_at, d.locked_by, d.definition
    from portal_facts p
    left join template t on t.portal_id = p.portal_id and t.id = ${templateId}
    left join version_facts v on v.portal_id = p.portal_id and v.hash = coalesce(decode(${versionHash}::text, 'hex'), t.version_hash)
    left join document_facts d on d.portal_id = p.portal_id and d.id = ${documentNumber}
      and (d.type = ${storageType} or (${storageType}::text is null and d.type like 'iblock\_%'))
    where p.portal_id = ${portalId}`;
  const row = rows[0];
  if (!row) return null;
  return {
    ...portalFacts(row),
    template: row.template_id === null ? null : { ...templateFacts(row), id: row.template_id, tracked: row.auto_execute >= ruleStart },
    activities: row.activities ?? [],
    storageType: row.storage_type,
    document: documentFacts(row),
  };
}

export async function readWorkflow(db: Db, portalId: number, id: string): Promise<WorkflowFacts | null> {
  const rows = await db.sql<WorkflowColumns>`
    select now() as now, nextval('task_id_seq') as task_id, f.* from workflow_facts f where f.portal_id = ${portalId} and f.id = ${id}`;
  return rows[0] ? workflowFacts(rows[0]) : null;
}

export interface TaskWithWorkflow {
  readonly taskId: number;
  readonly taskStatus: number;
  readonly type: string;
  readonly activity: string;
  /** The caller's place in the task; null when it is not the caller's. */
  readonly place: { readonly status: number; readonly assigneeId: number } | null;
  /** Null when the workflow is over. */
  readonly workflow: WorkflowFacts | null;
}

/** A task as one user sees it, with its workflow, in one read. */
export async function readTaskWithWorkflow(db: Db, portalId: number, taskId: number, userId: number): Promise<TaskWithWorkflow | null> {
  const rows = await db.sql<WorkflowColumns & TaskColumns>`
    select k.id as k_id, k.status as k_status, k.type as k_type, k.activity as k_activity,
           u.status as u_status, u.assignee_id as u_assignee, now() as now, nextval('task_id_seq') as task_id, f.*
    from task k
    left join task_user u on u.portal_id = k.portal_id and u.task_id = k.id and u.user_id = ${userId}
    left join workflow_facts f on f.portal_id = k.portal_id and f.id = k.workflow_id
    where k.portal_id = ${portalId} and k.id = ${taskId}`;
  const row = rows[0];
  if (!row) return null;
  return {
    taskId: row.k_id,
    taskStatus: row.k_status,
    type: row.k_type,
    activity: row.k_activity,
    place: row.u_status === null || row.u_assignee === null ? null : { status: row.u_status, assigneeId: row.u_assignee },
    workflow: row.id === null ? null : workflowFacts(row),
  };
}

/** What `save_move` takes; lists only where they hold something. Dates are the portal's clock, ISO with offset; `runAt` is real time. */
export interface WorkflowChange {
  readonly portal: number;
  readonly id: string;
  /** The version this was computed from; 0 for a new workflow. */
  readonly expected: number;
  readonly status: Workflow["status"];
  readonly now: string;
  readonly startedBy: number | null;
  readonly startedAt: string;
  readonly template: number;
  readonly hash: string;
  readonly module: string;
  readonly entity: string;
  readonly documentType: string;
  readonly documentId: string;
  readonly storageType: string;
  readonly documentNumber: number;
  readonly documentName: string;
  readonly documentUrl: string;
  readonly answers?: readonly { task: number; assignee: number; status: number }[];
  readonly closed?: readonly { task: number; status: number }[];
  readonly deleted?: readonly number[];
  readonly tasks?: readonly object[];
  readonly cancelled?: readonly { kind: string; activity: string }[];
  readonly jobs?: readonly { kind: string; activity: string; runAt: string | null; payload: object }[];
  readonly document?: ValueMap;
  readonly notifications?: readonly { from: number | null; to: readonly number[]; text: string }[];
  readonly log?: readonly object[];
  /** What applications are told of, as `raise_event` takes it. */
  readonly events?: readonly { readonly name: string; readonly data: readonly (readonly [string, Value])[] }[];
  readonly doneJob?: number;
}

export interface WorkflowMove {
  readonly change: WorkflowChange;
  readonly state: Workflow;
}

/** False: the workflow has moved on since it was read, and nothing was written. */
export async function saveWorkflow(db: Db, { change, state }: WorkflowMove): Promise<boolean> {
  const rows = await db.sql<{ saved: boolean }>`
    select save_move(${JSON.stringify(change)}::jsonb, ${JSON.stringify(state)}::jsonb) as saved`;
  return rows[0]?.saved === true;
}

/** Several moves in one commit, each saved or not by itself; an error of one undoes them all. */
export async function saveWorkflows(db: Db, moves: readonly WorkflowMove[]): Promise<readonly boolean[]> {
  const [first, second] = moves;
  if (first && !second) return [await saveWorkflow(db, first)];
  const rows = await db.sql<{ saved: boolean[] }>`
    select save_moves(${moves.map(({ change }) => JSON.stringify(change))}::jsonb[], ${moves.map(({ state }) => JSON.stringify(state))}::jsonb[]) as saved`;
  return rows[0]?.saved ?? [];
}

/** Ids of running workflows of a document; of one template where given. */
export async function findWorkflowsOfDocument(
  db: Db,
  portalId: number,
  module: string,
  documentId: string,
  templateId: number | null,
): Promise<string[]> {
  const rows = await db.sql<{ id: string }>`
    select id from workflow
    where portal_id = ${portalId} and module = ${module} and document_id = ${documentId}
      and (${templateId}::bigint is null or template_id = ${templateId})
    order by started_at, id`;
  return rows.map((row) => row.id);
}

/** What a workflow, running or finished, belongs to. */
export async function findPlace(
  db: Db,
  portalId: number,
  id: string,
): Promise<{ readonly module: string; readonly documentId: string; readonly templateId: number } | null> {
  const rows = await db.sql<{ module: string; documentId: string; templateId: number }>`
    select module, document_id as "documentId", template_id as "templateId" from workflow where portal_id = ${portalId} and id = ${id}
    union all
    select module, document_id, template_id from workflow_history where portal_id = ${portalId} and id = ${id}
    limit 1`;
  return rows[0] ?? null;
}

export interface RestartFacts {
  readonly isRunning: boolean;
  readonly templateId: number;
  readonly hash: string;
  readonly module: string;
  readonly entity: string;
  readonly documentId: string;
  readonly startedBy: number | null;
  readonly parameters: ValueMap;
}

/** What a workflow, running or finished, was started with. */
export async function readForRestart(db: Db, portalId: number, id: string): Promise<RestartFacts | null> {
  const rows = await db.sql<RestartFacts>`
    select true as "isRunning", template_id as "templateId", encode(version_hash, 'hex') as hash, module, entity, document_id as "documentId",
           started_by as "startedBy", state->'parameters' as parameters
    from workflow where portal_id = ${portalId} and id = ${id}
    union all
    select false, template_id, encode(version_hash, 'hex'), module, entity, document_id, started_by, state->'parameters'
    from workflow_history where portal_id = ${portalId} and id = ${id}
    limit 1`;
  return rows[0] ?? null;
}

/** Removes every row of a workflow, running or finished. */
export async function eraseWorkflow(db: Db, portalId: number, id: string): Promise<boolean> {
  const rows = await db.sql<{ found: boolean }>`
    with live as (delete from workflow where portal_id = ${portalId} and id = ${id} returning 1),
         past as (delete from workflow_history where portal_id = ${portalId} and id = ${id} returning 1),
         tasks as (delete from task where portal_id = ${portalId} and workflow_id = ${id}),
         told as (delete from notification where portal_id = ${portalId} and workflow_id = ${id}),
         log as (delete from workflow_log where portal_id = ${portalId} and workflow_id = ${id}),
         calls as (delete from delivery where portal_id = ${portalId} and workflow_id = ${id}),
         mails as (delete from mail where portal_id = ${portalId} and workflow_id = ${id}),
         workdays as (delete from workday_wait where portal_id = ${portalId} and workflow_id = ${id}),
         waits as (delete from document_wait where portal_id = ${portalId} and workflow_id = ${id}),
         rights as (delete from access_right where portal_id = ${portalId} and scope = 'workflow' and subject = ${id}),
         jobs as (delete from job where portal_id = ${portalId} and workflow_id = ${id})
    select exists (select from live) or exists (select from past) as found`;
  return rows[0]?.found === true;
}

interface PortalColumns {
  now: Date;
  time_zone: string;
  public_url: string;
  clock_offset_ms: number;
  directory_version: number;
  task_id: number;
}

interface DocumentColumns {
  storage_type: string | null;
  document_number: number | null;
  document_fields: ValueMap | null;
  document_created_at: Date;
  document_modified_at: Date;
  locked_by: string | null;
  definition: DefinitionRow | null;
}

interface TemplateColumns {
  template_id: number | null;
  module: string;
  entity: string;
  document_type: string;
  hash: string;
  constant_values: ValueMap;
  ends_on_fault: boolean;
  activities: readonly ActivityFacts[] | null;
}

interface WorkflowColumns extends PortalColumns, Omit<DocumentColumns, "storage_type"> {
  id: string | null;
  version: number;
  template_id: number;
  hash: string;
  module: string;
  entity: string;
  document_type: string;
  document_id: string;
  w_storage_type: string;
  w_document_number: number;
  state: Workflow;
  started_by: number | null;
  started_at: Date;
  constant_values: ValueMap;
  ends_on_fault: boolean;
  activities: readonly ActivityFacts[];
}

interface TaskColumns {
  k_id: number;
  k_status: number;
  k_type: string;
  k_activity: string;
  u_status: number | null;
  u_assignee: number | null;
}

function portalFacts(row: PortalColumns): PortalFacts {
  return {
    now: row.now,
    timeZone: row.time_zone,
    publicUrl: row.public_url,
    clockOffsetMs: row.clock_offset_ms,
    directoryVersion: row.directory_version,
    taskId: row.task_id,
  };
}

function templateFacts(row: TemplateColumns): Omit<NonNullable<StartFacts["template"]>, "id" | "tracked"> {
  return {
    module: row.module,
    entity: row.entity,
    documentType: row.document_type,
    hash: row.hash,
    constantValues: row.constant_values,
    endsOnFault: row.ends_on_fault,
  };
}

function documentFacts(row: Omit<DocumentColumns, "storage_type">): DocumentFacts | null {
  if (row.document_number === null || row.document_fields === null) return null;
  return {
    number: row.document_number,
    fields: row.document_fields,
    createdAt: row.document_created_at,
    modifiedAt: row.document_modified_at,
    definition: row.definition,
    lockedBy: row.locked_by,
  };
}

function workflowFacts(row: WorkflowColumns): WorkflowFacts {
  return {
    ...portalFacts(row),
    id: row.id ?? "",
    version: row.version,
    templateId: row.template_id,
    hash: row.hash,
    module: row.module,
    entity: row.entity,
    documentType: row.document_type,
    documentId: row.document_id,
    storageType: row.w_storage_type,
    documentNumber: row.w_document_number,
    startedBy: row.started_by,
    startedAt: row.started_at,
    state: row.state,
    constantValues: row.constant_values,
    endsOnFault: row.ends_on_fault,
    activities: row.activities,
    document: documentFacts(row),
  };
}

/** The state of a workflow, running or finished. */
export async function readWorkflowState(db: Db, portalId: number, id: string): Promise<Workflow | null> {
  const rows = await db.sql<{ state: Workflow }>`
    select state from workflow where portal_id = ${portalId} and id = ${id}
    union all
    select state from workflow_history where portal_id = ${portalId} and id = ${id}
    limit 1`;
  return rows[0]?.state ?? null;
}
