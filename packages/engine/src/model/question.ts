// What a step may ask of the server in the middle of a run. The run stops there, the server looks it up, and the run goes on.
// Nothing is saved in between: a question changes no workflow.
import type { DocumentSnapshot } from "./context.ts";
import type { DocumentTriple, UserId, WorkflowId } from "./ids.ts";
import type { PropertyDefinition } from "./property.ts";
import type { Value, ValueMap } from "./value.ts";

export type Question =
  /** A document other than the workflow's own; the last part of the triple is its id. */
  | { readonly kind: "document"; readonly id: DocumentTriple }
  /** A type that a step wants to make a document of, or write to. */
  | { readonly kind: "document-type"; readonly type: DocumentTriple }
  /** A fresh number for a document or a record that the step is about to make. */
  | { readonly kind: "new-number"; readonly of: "document" | "record" }
  /** Whether a template can be started on a document, and the id that its workflow will have. */
  | { readonly kind: "child"; readonly templateId: number; readonly document: DocumentTriple }
  /** Variables and constants that all workflows share. */
  | { readonly kind: "globals" }
  /** The next number of a row of its own for this template and key: 0, 1, 2, … */
  | { readonly kind: "turn"; readonly key: string }
  /** Who is away at this moment, and who deputises for whom. */
  | { readonly kind: "absences" };

/** A type of documents as far as steps write to it. */
export interface DocumentTypeFacts {
  readonly type: DocumentTriple;
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
}

export interface GlobalFacts {
  readonly property: PropertyDefinition;
  readonly value: Value;
}

export interface Globals {
  readonly variables: Readonly<Record<string, GlobalFacts>>;
  readonly constants: Readonly<Record<string, GlobalFacts>>;
}

export interface Absences {
  readonly absent: readonly UserId[];
  readonly deputies: ValueMap;
}

export interface Answers {
  /** Null: there is no such document. */
  readonly document: DocumentSnapshot | null;
  /** Null: this server has no such type. */
  readonly "document-type": DocumentTypeFacts | null;
  readonly "new-number": number;
  /** `problem`: a sentence for the log of the step that wanted to start it. */
  readonly child: { readonly workflowId: WorkflowId } | { readonly problem: string };
  readonly globals: Globals;
  readonly turn: number;
  readonly absences: Absences;
}

export type QuestionOf<K extends Question["kind"]> = Extract<Question, { kind: K }>;

/** Questions whose answer is used up when it is taken; all others are answered once in a run. */
export function isUsedUp({ kind }: Question): boolean {
  return kind === "new-number" || kind === "turn" || kind === "child";
}
