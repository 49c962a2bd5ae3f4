// The rows that one move of a workflow writes, gathered effect by effect. Later effects of the same run may take back earlier ones.
import type { Directory, Effect, Parent, UserId, ValueMap } from "@kontor/engine/model";
import type { Tx } from "../../db/db.ts";
import type { WorkflowChange } from "../../store/workflow.ts";

type Lists = Pick<WorkflowChange, "answers" | "closed" | "deleted" | "tasks" | "cancelled" | "jobs" | "notifications" | "log">;
type Job = NonNullable<WorkflowChange["jobs"]>[number];

export interface Draft {
  readonly lists: { -readonly [K in keyof Lists]-?: NonNullable<Lists[K]>[number][] };
  document: ValueMap;
  /** What does not fit into the one statement: done after it, in the same transaction. Rare, since it costs a transaction of its own. */
  readonly beyond: Beyond[];
  /** Values that several workflows write, each over the version that the run has read. By key: of several writes the last one counts. */
  readonly shared: Map<string, SharedWrite>;
}

/** False: the value is newer by now. Then nothing of the move is written, and the run is taken again. */
export type SharedWrite = (tx: Tx) => Promise<boolean>;

/** Touches rows of this workflow's portal other than the workflow's own. The workflow's row is locked by then. */
export type Beyond = (tx: Tx) => Promise<void>;

/** What performers know besides the effect itself. */
export interface Surroundings {
  readonly portalId: number;
  readonly workflowId: string;
  readonly templateId: number;
  readonly parent: Parent | undefined;
  readonly timeZone: string;
  readonly documentId: readonly string[];
  readonly documentType: readonly string[];
  readonly startedBy: UserId | null;
  readonly directory: Directory;
  /** Milliseconds since 1970 on the portal's clock. */
  readonly now: number;
  /** The document field that names who changed it last. */
  readonly modifiedByField: string;
  readonly toStoredFields: (fields: ValueMap) => ValueMap;
}

export type Performer<K extends Effect["kind"]> = (draft: Draft, effect: Extract<Effect, { kind: K }>, around: Surroundings) => void;

export function emptyDraft(): Draft {
  return {
    lists: { answers: [], closed: [], deleted: [], tasks: [], cancelled: [], jobs: [], notifications: [], log: [] },
    document: {},
    beyond: [],
    shared: new Map(),
  };
}

export function addJob(draft: Draft, job: Job): void {
  draft.lists.jobs.push(job);
}

/** Takes back a job of this activity: one that this run has just asked for, and one that stands in the table. */
export function cancelJob(draft: Draft, kind: string, activity: string): void {
  draft.lists.jobs = draft.lists.jobs.filter((job) => job.kind !== kind || job.activity !== activity);
  draft.lists.cancelled.push({ kind, activity });
}

/** The lists that hold something, as `save_workflow` takes them. */
export function filled(draft: Draft): Partial<WorkflowChange> {
  const lists = Object.entries(draft.lists).filter(([, list]) => list.length > 0);
  const document = Object.keys(draft.document).length > 0 ? { document: draft.document } : {};
  return { ...Object.fromEntries(lists), ...document };
}
