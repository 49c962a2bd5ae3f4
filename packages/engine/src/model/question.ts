// What a step may ask of the server in the middle of a run. The run stops there, the server looks it up, and the run goes on.
// Nothing is saved in between: a question changes no workflow.
import type { Absence, DocumentSnapshot } from "./context.ts";
import type { DriveFacts, DrivePlace, FileFacts, Form, NewDriveObject } from "./file.ts";
import type { ActivityName, DocumentTriple, UserId, WorkflowId } from "./ids.ts";
import type { PropertyDefinition } from "./property.ts";
import type { RecordFacts } from "./record.ts";
import type { Value, ValueMap } from "./value.ts";

export type Question =
  /** A document other than the workflow's own; the last part of the triple is its id. */
  | { readonly kind: "document"; readonly id: DocumentTriple }
  /** A type that a step wants to make a document of. */
  | { readonly kind: "document-type"; readonly type: DocumentTriple }
  /** A fresh number for a document that the step is about to make. */
  | { readonly kind: "new-document" }
  /** The first document of a type, by its number, that meets all conditions of one of the groups. */
  | { readonly kind: "find-document"; readonly type: DocumentTriple; readonly groups: readonly (readonly FieldCondition[])[] }
  /** Whether a template can be started on a document, and the id that the workflow will have. The document is named as people do: `5`, `DEAL_5`. */
  | {
      readonly kind: "child";
      readonly templateId: number;
      readonly documentId: string;
      /** It must be a smart script. */
      readonly script?: true;
    }
  /** All global variables and constants of the portal. */
  | { readonly kind: "globals" }
  /** Who is away, and whose working day has begun. */
  | { readonly kind: "presence" }
  /** The fields of a person as steps name them: `USER_EMAIL`. */
  | { readonly kind: "person"; readonly user: UserId }
  /** What a step has kept from one workflow of its template to the next. */
  | { readonly kind: "memory"; readonly activity: ActivityName }
  /** The texts of the last entries of the workflow's log that are reports, the oldest first. Those of this run are not among them. */
  | { readonly kind: "reports"; readonly workflowId: string; readonly most: number }
  /** A fresh number for a record that the step is about to make. */
  | { readonly kind: "new-record" }
  | { readonly kind: "record"; readonly id: number }
  | { readonly kind: "file"; readonly id: number }
  /** A folder or a file on the drive. */
  | { readonly kind: "drive-object"; readonly id: number }
  /** A file of the drive that a document is made of. */
  | { readonly kind: "form"; readonly id: number }
  /** Numbers for what the step is about to put there. */
  | { readonly kind: "new-drive-object"; readonly place: DrivePlace; readonly name: string };

/** A type of documents as far as steps write to it. */
export interface DocumentTypeFacts {
  readonly type: DocumentTriple;
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  /** A new document of the type as it would be without any field given; its number is 0. */
  readonly blank: DocumentSnapshot;
}

/** As templates write conditions: `=`, `!=`, `>`, `contain`, `in`, `empty`, `between` and others; the values in internal form. */
export interface FieldCondition {
  readonly field: string;
  readonly operator: string;
  readonly values: readonly Value[];
}

/** A value that several workflows share. */
export interface SharedValue {
  readonly property: PropertyDefinition;
  readonly value: Value;
  /** Whoever writes says what was read: a write over anything newer does not count, and the run is taken again. */
  readonly version: number;
}

export interface Globals {
  readonly variables: Readonly<Record<string, SharedValue>>;
  readonly constants: Readonly<Record<string, SharedValue>>;
}

export interface Presence {
  /** Those that are not over yet. */
  readonly absences: readonly Absence[];
  readonly working: readonly UserId[];
}

export interface Answers {
  /** Null: there is no such document. */
  readonly document: DocumentSnapshot | null;
  /** Null: this server has no such type. */
  readonly "document-type": DocumentTypeFacts | null;
  readonly "new-document": number;
  /** Null: none meets them. */
  readonly "find-document": DocumentTriple | null;
  /** `problem`: a sentence for the log of the step that wanted to start it. */
  readonly child: { readonly workflowId: WorkflowId; readonly document: DocumentTriple } | { readonly problem: string };
  readonly globals: Globals;
  readonly presence: Presence;
  /** Null: there is no such person. */
  readonly person: ValueMap | null;
  /** Version 0: nothing yet. */
  readonly memory: Pick<SharedValue, "value" | "version">;
  readonly reports: readonly string[];
  readonly "new-record": number;
  /** Null: there is no such record. */
  readonly record: RecordFacts | null;
  /** Null: there is no such file. */
  readonly file: FileFacts | null;
  /** Null: there is no such thing. */
  readonly "drive-object": DriveFacts | null;
  readonly "new-drive-object": NewDriveObject;
  /** Null: there is no such file. */
  readonly form: Form | null;
}

export type QuestionOf<K extends Question["kind"]> = Extract<Question, { kind: K }>;

/** Questions whose answer is used up when it is taken; all others are answered once in a run. */
export function isUsedUp({ kind }: Question): boolean {
  return kind === "new-document" || kind === "new-record" || kind === "new-drive-object" || kind === "form" || kind === "child";
}
