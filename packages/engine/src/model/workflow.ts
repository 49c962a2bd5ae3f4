// A workflow: where it stands in its template, and what it knows. A plain JSON value: what is saved is exactly this.
import type { ActivityName, UserId } from "./ids.ts";
import type { ValueMap } from "./value.ts";

/** `running` waits for something (or is between two steps); `held` has at least one incident; the others are ends. */
export type WorkflowStatus = "running" | "held" | "completed" | "terminated";

export interface Workflow {
  readonly status: WorkflowStatus;
  /** The wire's STATE: `InProgress`, `Completed`, `Terminated`; in a process with statuses the name of the status, kept at its end. */
  readonly state: string;
  /** What people read as the workflow's status; the wire's WORKFLOW_STATE. At most 255 characters. */
  readonly stateTitle: string;
  /** The last title that a step has set: status texts of waits cover it, the end of the workflow shows it again. */
  readonly customTitle: string | null;
  readonly startedBy: UserId | null;
  readonly parameters: ValueMap;
  readonly variables: ValueMap;
  /** Results of activities, by activity, then by result. */
  readonly results: Readonly<Record<string, ValueMap>>;
  /** Every activity that has started and not closed, with its own notes. Closed ones leave. */
  readonly active: Readonly<Record<string, ValueMap>>;
  /** What keeps an activity from going on until somebody acts. Any entry makes a running workflow `held`. */
  readonly incidents: Readonly<Record<string, Incident>>;
  /** Only where another workflow has started it. */
  readonly parent?: Parent;
  /** Rules of stages and smart scripts: the log tells of every step. */
  readonly tracked?: true;
  /** Only where a step has said what the workflow has come to. */
  readonly result?: WorkflowResult;
}

/** What a workflow has come to, for the lists that people read. */
export interface WorkflowResult {
  /** `user`: people, under `users`; `document`: fields of the document. */
  readonly type: "user" | "document";
  readonly values: ValueMap;
  /** Who may see it: whoever started the workflow, all who took part, or the people named. */
  readonly access: "author" | "participants" | "chosen";
  /** References to people. */
  readonly visibleTo: readonly string[];
}

/** Who started a workflow that another workflow has started. */
export interface Parent {
  readonly workflow: string;
  readonly activity: ActivityName;
  readonly waits: boolean;
  /** Templates of the workflows above it, the nearest last. */
  readonly ancestors: readonly number[];
}

export type IncidentKind =
  | "unknown-activity"
  | "application-gone"
  | "delivery-failed"
  | "no-assignees"
  | "loop-limit"
  | "depth-limit"
  | "stage-limit"
  | "document-limit"
  | "fault";

export interface Incident {
  readonly kind: IncidentKind;
  readonly activity: ActivityName;
  /** Its type in lower case: what came back is found by it. */
  readonly activityType: string;
  /** For a person: what happened, and what to do. */
  readonly text: string;
  /** The token of the undelivered call, where that is the incident. */
  readonly eventId: string | null;
}
