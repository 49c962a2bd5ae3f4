// What an activity type is, and what it may do. One file per type under activities/.
import type { Node } from "./compile.ts";
import type { Scope } from "./expression/scope.ts";
import type { Context, DocumentSnapshot } from "./model/context.ts";
import type { Effect, LogType } from "./model/effect.ts";
import type { Event } from "./model/event.ts";
import type { UserId } from "./model/ids.ts";
import type { PropertyDefinition } from "./model/property.ts";
import type { Answers, Question, QuestionOf } from "./model/question.ts";
import type { Template } from "./model/template.ts";
import type { Value, ValueMap } from "./model/value.ts";
import type { IncidentKind, Workflow, WorkflowResult } from "./model/workflow.ts";

export interface ActivityType {
  /** Begins. Either closes, or stays active: then a child or an event moves it on. */
  start(step: Step): void;
  childClosed?(step: Step, child: Node): void;
  handle?(step: Step, event: ActivityEvent): void;
  /** A person tries a held step again; by default it begins anew. */
  retry?(step: Step): void;
  /**
   * A person skips a held step: the child in which it goes on; null, and by default, it ends.
   * @throws EventRefused where the results name a child that is not there
   */
  skipTo?(node: Node, results: ValueMap): Node | null;
  /** The workflow, or the part around it, ends while this activity is active: take back what it asked of the world. */
  cancel?(step: Step): void;
}

export type ActivityEvent = Extract<Event, { activity: unknown }>;

/** An activity's hands: everything it reads and does goes through here. */
export interface Step {
  readonly node: Node;
  readonly context: Context;
  /** The workflow's document as the run sees it by now. */
  readonly document: DocumentSnapshot;
  /** The workflow's document has been deleted, by a step of this run or before. */
  readonly isDocumentGone: boolean;
  /** Whether steps of this run have written documents: the server does not find what they hold now before the run is saved. */
  readonly hasUnsavedDocuments: boolean;
  readonly template: Template;
  readonly scope: Scope;
  readonly workflow: Readonly<Workflow>;
  /** The title that people gave the step, or its type. */
  readonly title: string;

  /** A property of the step with its expressions evaluated. */
  property(name: string): Value;
  propertyAs(name: string, definition: PropertyDefinition): Value;
  text(name: string): string;
  /** As {@link text}, of a value that the step has at hand. */
  textIn(value: Value): string;
  flag(name: string, otherwise: boolean): boolean;
  number(name: string, otherwise: number): number;
  /** The people that a property names, each once, dismissed ones left out. */
  users(name: string): readonly UserId[];
  /** As {@link users}, of a value that the step has at hand. */
  usersIn(value: Value): readonly UserId[];
  /** Evaluates any template value, such as one entry of a map. */
  evaluate(value: Value): Value;
  evaluateAs(value: Value, definition: PropertyDefinition): Value;
  /**
   * Whether the condition among the step's (or a branch's) properties holds.
   * @throws ActivityFault for PHP code: to take one way or the other would be a guess
   */
  holds(properties: ValueMap): boolean;

  /** What this activity has noted since it began. */
  readonly notes: ValueMap;
  note(patch: ValueMap): void;

  run(child: Node): void;
  /** Runs a child once more: results of its last run are forgotten. */
  runAgain(child: Node): void;
  setResults(results: ValueMap): void;
  close(): void;
  /** The hands of the activity around this one; null at the root. */
  readonly above: Step | null;
  /** Takes back all that is under way in these parts of the tree, without a sign to what is around them. */
  cancel(others: readonly Node[]): void;
  terminate(title: string): void;

  setVariable(name: string, value: Value): void;
  /** Where the document is gone, a line of the log says that nothing was written. */
  writeDocument(fields: ValueMap, modifiedBy: UserId | null): void;
  /** The workflow has come to a status of a process with statuses. */
  setState(state: string, title: string): void;
  /** @param options `custom`: a text of the workflow's own, not of a wait. Texts of waits stand behind the status, where there is one */
  setStateTitle(title: string, options: { readonly custom: boolean }): void;
  /** Says what the workflow has come to; a later step may say otherwise. */
  fixResult(result: WorkflowResult): void;
  log(type: LogType, text: string, user?: UserId | null): void;
  /** Texts of the reports that this run has written to the log and that are not saved yet. */
  readonly unsavedReports: readonly string[];
  emit(effect: Effect): void;
  takeTaskId(): number;
  /** Asks the server; ask before you change anything, since the step is begun again with the answer. */
  ask<K extends Question["kind"]>(question: QuestionOf<K>): Answers[K];
  /** What the question would be answered from now on, since this step has changed it. Ask nothing more in the same step. */
  learn<K extends Question["kind"]>(question: QuestionOf<K>, answer: Answers[K]): void;
  randomId(): string;
}

/** The step cannot go on until somebody acts: it stays where it is, as an incident that people see. */
export class ActivityFault extends Error {
  override readonly name = "ActivityFault";
  readonly kind: IncidentKind;
  readonly eventId: string | null;
  constructor(kind: IncidentKind, text: string, eventId: string | null = null) {
    super(text);
    this.kind = kind;
    this.eventId = eventId;
  }
}

export type RefusedCode = "incorrect-answer" | "invalid-input" | "not-permitted";

/** The event cannot be taken as it is (an answer that the task does not offer, a missing comment): nothing changes. */
export class EventRefused extends Error {
  override readonly name = "EventRefused";
  readonly code: RefusedCode;
  constructor(code: RefusedCode, text: string) {
    super(text);
    this.code = code;
  }
}
