// What a step wants done outside the workflow. The operation writes each as a row in the same transaction as the new state.

import type { Absence } from "./context.ts";
import type { DrivePlace, DriveVersion } from "./file.ts";
import type { ActivityName, DocumentTriple, UserId, WorkflowId } from "./ids.ts";
import type { PropertyDefinition } from "./property.ts";
import type { RecordPatch, RecordRequest } from "./record.ts";
import type { Value, ValueMap } from "./value.ts";

/** The wire's numbers of the log: protocol of the product's tracking. */
export type LogType = "begun" | "ended" | "cancelled" | "custom" | "report" | "error" | "fault";

/** How a task ended. `timeout`: nobody decided in time. */
export type TaskOutcome = "yes" | "no" | "ok" | "timeout" | "cancel";

export interface TaskRequest {
  readonly taskId: number;
  /** The activity's type: `ApproveActivity`, `ReviewActivity`, `RequestInformationActivity`, `RequestInformationOptionalActivity`. */
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly assignees: readonly UserId[];
  /** Milliseconds since 1970 on the portal's clock, or null. */
  readonly overdueAt: number | null;
  /** 0 to subordinates, 1 to everybody, 2 and 3 to nobody. */
  readonly delegation: 0 | 1 | 2 | 3;
  /** Buttons can be shown in a list because no comment is asked for. */
  readonly inline: boolean;
  readonly commentLabel: string;
  readonly commentRequired: "N" | "Y" | "YA" | "YR";
  readonly showComment: boolean;
  /** Labels of the buttons; only the answers that this task takes. */
  readonly labels: { readonly yes?: string; readonly no?: string; readonly ok?: string; readonly cancel?: string };
  readonly fields: readonly TaskField[];
  /** Description and fields are for those who take part, and for administrators. */
  readonly isClosed: boolean;
}

export interface TaskField {
  readonly id: string;
  readonly property: PropertyDefinition;
  readonly default: Value;
}

export type Effect =
  | { readonly kind: "create-task"; readonly activity: ActivityName; readonly task: TaskRequest }
  /** One assignee has answered; the task goes on or is closed by a `close-task` in the same list. */
  | {
      readonly kind: "record-answer";
      readonly taskId: number;
      readonly assignee: UserId;
      readonly by: UserId;
      readonly answer: "yes" | "no" | "ok" | "cancel";
    }
  /** Decided: assignees who still wait leave the task; at a timeout they count as "no". */
  | { readonly kind: "close-task"; readonly taskId: number; readonly outcome: TaskOutcome }
  | { readonly kind: "delete-task"; readonly taskId: number }
  | { readonly kind: "set-timer"; readonly activity: ActivityName /** Portal's clock, ms. */; readonly at: number }
  | { readonly kind: "cancel-timer"; readonly activity: ActivityName }
  | {
      readonly kind: "call-handler";
      readonly activity: ActivityName;
      /** `rest_` + 32 hexadecimal digits. */
      readonly type: string;
      /** 32 letters and digits; the signed event token is made of it. */
      readonly eventId: string;
      readonly properties: ValueMap;
      /** Names of the properties that hold numbers of files: the application gets addresses. */
      readonly files: readonly string[];
      readonly authUser: UserId | null;
      readonly waits: boolean;
      /** Seconds; 0 means no limit. */
      readonly timeoutSeconds: number;
    }
  | { readonly kind: "cancel-call"; readonly activity: ActivityName }
  | { readonly kind: "write-document"; readonly fields: ValueMap; readonly modifiedBy: UserId | null }
  /** A new document of any type, under a number that the server gave. */
  | {
      readonly kind: "create-document";
      readonly type: DocumentTriple;
      readonly number: number;
      readonly fields: ValueMap;
      readonly createdBy: UserId | null;
      /** Fields that only the server writes, as they are stored: the lead that a deal was made of. */
      readonly origin?: ValueMap;
    }
  /** Fields of a document other than the workflow's own. */
  | { readonly kind: "change-document"; readonly id: DocumentTriple; readonly fields: ValueMap; readonly modifiedBy: UserId | null }
  /** Any document. Workflows on it end with it, this one excepted: it ends by itself, or goes on without a document. */
  | { readonly kind: "delete-document"; readonly id: DocumentTriple }
  /** The step waits for a document: for another stage than the one that it has seen, for its lock to be gone, or to get the lock itself. */
  | {
      readonly kind: "await-document";
      readonly activity: ActivityName;
      readonly id: DocumentTriple;
      readonly until: "stage" | "unlock" | "lock";
      readonly seen: string;
    }
  /** `lock`: also the lock that the step may have got since. */
  | { readonly kind: "forget-document"; readonly activity: ActivityName; readonly lock: boolean }
  /** The workflow's own lock on its document. */
  | { readonly kind: "unlock-document" }
  /** Keeps the workflow's document as it is now. */
  | { readonly kind: "keep-version"; readonly name: string; readonly user: UserId | null }
  /** Who may do what with the workflow, or with its document. `clear` takes all rights that workflows have set. */
  | {
      readonly kind: "set-rights";
      readonly scope: "workflow" | "document";
      readonly mode: "add" | "replace" | "clear";
      /** Holders in their inner form: `user_5`, `group_d3`, `author`. */
      readonly rights: readonly { readonly operation: string; readonly holders: readonly string[] }[];
    }
  /** Telephones and addresses of whom nothing new shall be made. */
  | { readonly kind: "exclude"; readonly contacts: readonly { readonly type: "phone" | "email"; readonly value: string }[] }
  | {
      readonly kind: "start-child";
      readonly activity: ActivityName;
      readonly workflowId: WorkflowId;
      readonly templateId: number;
      readonly document: DocumentTriple;
      readonly parameters: ValueMap;
      /** The step waits for the child's end. */
      readonly waits: boolean;
      /** Missing: whoever has started this workflow. */
      readonly startedBy?: UserId | null;
    }
  /** A global variable, over the version that the run has read: where it is newer by now, nothing is saved and the run is taken again. */
  | { readonly kind: "set-global"; readonly id: string; readonly value: Value; readonly readVersion: number }
  /** What the step keeps for the next workflow of its template, over the version that it has read. */
  | { readonly kind: "remember"; readonly activity: ActivityName; readonly value: Value; readonly readVersion: number }
  | {
      readonly kind: "add-absence";
      readonly absence: Absence;
      /** VACATION, LEAVESICK, ASSIGNMENT … */
      readonly type: string;
      readonly name: string;
      readonly description: string;
    }
  /** The step waits until the person's working day has begun. Where it has, `workday-opened` comes at once. */
  | { readonly kind: "await-workday"; readonly activity: ActivityName; readonly user: UserId }
  | { readonly kind: "forget-workday"; readonly activity: ActivityName }
  /** A record under a number that the server gave, for the workflow's document. `awaited`: the step waits until it is closed. */
  | { readonly kind: "create-record"; readonly activity: ActivityName; readonly record: RecordRequest; readonly awaited: boolean }
  | { readonly kind: "change-record"; readonly id: number; readonly patch: RecordPatch }
  | { readonly kind: "close-record"; readonly id: number; readonly deleted: boolean; readonly by: UserId | null }
  /** A folder, or a file whose first version is made of the file `source`, under numbers that the server gave. */
  | {
      readonly kind: "add-to-drive";
      readonly id: number;
      readonly place: DrivePlace;
      /** As wanted: it gets another one where something in the folder has it already. */
      readonly name: string;
      readonly version: (DriveVersion & { readonly source: number }) | null;
      readonly createdBy: UserId | null;
    }
  /** A folder with all that is in it. */
  | {
      readonly kind: "copy-drive-folder";
      readonly source: number;
      readonly id: number;
      readonly place: DrivePlace;
      readonly name: string;
      readonly createdBy: UserId | null;
    }
  | { readonly kind: "move-on-drive"; readonly id: number; readonly place: DrivePlace }
  /** A folder goes with all that is in it. */
  | { readonly kind: "remove-from-drive"; readonly id: number }
  | {
      readonly kind: "add-drive-version";
      readonly id: number;
      readonly version: DriveVersion & { readonly source: number };
      readonly createdBy: UserId | null;
    }
  /** A new file, made of a form. */
  | {
      readonly kind: "fill-form";
      readonly file: number;
      readonly source: number;
      readonly name: string;
      readonly values: Readonly<Record<string, string>>;
    }
  /** An address is called with the document's id. Nobody waits for the outcome. */
  | { readonly kind: "call-address"; readonly activity: ActivityName; readonly url: string }
  | {
      readonly kind: "send-mail";
      readonly activity: ActivityName;
      /** `"Ann Lee" <ann@example.org>`, or the bare address; empty: the portal's. */
      readonly from: string;
      readonly to: readonly string[];
      readonly subject: string;
      readonly body: string;
      readonly isHtml: boolean;
      /** References to files. */
      readonly attachments: readonly Value[];
    }
  | { readonly kind: "notify"; readonly from: UserId | null; readonly to: readonly UserId[]; readonly text: string }
  | {
      readonly kind: "log";
      readonly type: LogType;
      readonly activity: ActivityName;
      readonly activityType: string;
      readonly title: string;
      readonly text: string;
      readonly user: UserId | null;
    }
  /** Stop other workflows of the same document and template (Terminate's wider kinds). */
  | { readonly kind: "terminate-others"; readonly title: string; readonly kill: boolean }
  /** Nothing of this workflow may stay: it asked to be killed. */
  | { readonly kind: "kill-self" };
