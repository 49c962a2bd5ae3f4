// What can happen to a workflow. Everything that moves one is one of these.
import type { ActivityName, UserId } from "./ids.ts";
import type { ValueMap } from "./value.ts";
import type { IncidentKind } from "./workflow.ts";

export type TaskAnswer = "yes" | "no" | "ok" | "cancel";

export interface Hold {
  readonly kind: Extract<IncidentKind, "stage-limit" | "document-limit">;
  /** For a person. */
  readonly text: string;
}

export type Event =
  /** With `hold` it is held before it begins, for the reason that stands there; a retry begins it. */
  | { readonly kind: "started"; readonly hold?: Hold }
  | { readonly kind: "timer-fired"; readonly activity: ActivityName }
  | {
      readonly kind: "task-answered";
      readonly activity: ActivityName;
      readonly taskId: number;
      /** Whose vote it is: the user the task was given to. */
      readonly assignee: UserId;
      /** Who really answered: the assignee or a delegate. */
      readonly by: UserId;
      readonly answer: TaskAnswer;
      readonly comment: string;
      readonly fields: ValueMap;
    }
  | {
      readonly kind: "application-answered";
      readonly activity: ActivityName;
      readonly eventId: string;
      readonly returnValues: ValueMap;
      /** Numbers of the files that came with the answer: an application cannot name others, which would be easy to guess. */
      readonly files?: readonly number[];
      readonly logMessage: string;
    }
  | { readonly kind: "application-logged"; readonly activity: ActivityName; readonly eventId: string; readonly logMessage: string }
  | { readonly kind: "delivery-failed"; readonly activity: ActivityName; readonly eventId: string; readonly reason: string }
  /** A workflow that the step had started is over, or could not be started after all (`problem` says why; otherwise it is empty). */
  | { readonly kind: "child-ended"; readonly activity: ActivityName; readonly child: string; readonly problem: string }
  /** A person gave a command that the workflow offers. */
  | { readonly kind: "command-sent"; readonly activity: ActivityName; readonly user: UserId }
  /** Somebody has closed a record that the step waits for, or has deleted it. */
  | {
      readonly kind: "record-closed";
      readonly activity: ActivityName;
      readonly record: number;
      readonly by: UserId | null;
      /** Portal's clock, ms. */
      readonly at: number;
      readonly deleted: boolean;
    }
  | { readonly kind: "workday-opened"; readonly activity: ActivityName; readonly user: UserId }
  /**
   * What the step waits for at a document has come about: it has come to another stage, nobody else has it locked, it is locked
   * for this workflow, or it is gone.
   */
  | {
      readonly kind: "document-changed";
      readonly activity: ActivityName;
      readonly what: "stage" | "unlocked" | "locked" | "gone";
      /** The stage that it has now; "" where it has none. */
      readonly stage: string;
      readonly semantics: "P" | "S" | "F" | "";
    }
  /** A person asked that a held activity be tried again. */
  | { readonly kind: "retried"; readonly activity: ActivityName }
  /** A person decided that a held step is not needed: it ends with these results, without having done its work. */
  | { readonly kind: "skipped"; readonly activity: ActivityName; readonly results: ValueMap }
  | { readonly kind: "terminated"; readonly title: string };
