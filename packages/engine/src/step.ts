// The hands of one activity in a run: the implementation of Step.
import { branchResult, choiceTexts, isCondition } from "./activities/branch-choice.ts";
import { ActivityFault, type Step } from "./activity-type.ts";
import type { CompiledTemplate, Node } from "./compile.ts";
import { conditionOf, holds } from "./expression/condition.ts";
import { evaluate, evaluateAs, evaluateText } from "./expression/evaluate.ts";
import type { Scope } from "./expression/scope.ts";
import { sizeOf } from "./expression/size.ts";
import { usersOf } from "./expression/users.ts";
import type { Context, DocumentSnapshot } from "./model/context.ts";
import type { Effect, LogType } from "./model/effect.ts";
import type { DocumentTriple, UserId } from "./model/ids.ts";
import type { PropertyDefinition } from "./model/property.ts";
import type { Answers, Question, QuestionOf } from "./model/question.ts";
import type { Template } from "./model/template.ts";
import { asFlag, asText, type Value, type ValueMap } from "./model/value.ts";
import type { Workflow, WorkflowResult } from "./model/workflow.ts";
import { randomText } from "./random.ts";
import { writtenValues } from "./written-values.ts";

/** Thrown when a run needs more task numbers than it was given; `advance` turns it into a wish. */
export class NeedsTaskIds extends Error {
  override readonly name = "NeedsTaskIds";
}

/** What a step reaches of the run that it is part of. */
export interface SurroundingRun {
  readonly compiled: CompiledTemplate;
  readonly context: Context;
  readonly draft: { -readonly [K in keyof Workflow]: Workflow[K] };
  readonly effects: Effect[];
  readonly scope: Scope;
  readonly random: () => number;
  documentValues: ValueMap;
  taskIdsTaken: number;
  schedule(operation: { readonly kind: "start" | "again"; readonly node: Node }): void;
  stepOf(node: Node): Step;
  grow(size: number): void;
  close(node: Node): void;
  cancel(tops: readonly Node[]): void;
  end(status: "terminated", title: string): void;
  ask<K extends Question["kind"]>(question: QuestionOf<K>): Answers[K];
  learn<K extends Question["kind"]>(question: QuestionOf<K>, answer: Answers[K]): void;
}

const smallEffect = 5000;

/** A class, since making one for each step of a run is on the hot path: an object with a closure for every method cost 15 microseconds. */
export class RunStep implements Step {
  readonly node: Node;
  readonly #run: SurroundingRun;

  constructor(run: SurroundingRun, node: Node) {
    this.#run = run;
    this.node = node;
  }

  get context(): Context {
    return this.#run.context;
  }

  get hasUnsavedDocuments(): boolean {
    return this.#run.effects.some(({ kind }) => kind.endsWith("-document"));
  }

  get isDocumentGone(): boolean {
    const { id, isGone } = this.context.document;
    return isGone === true || this.#run.effects.some((effect) => effect.kind === "delete-document" && isSame(effect.id, id));
  }

  get document(): DocumentSnapshot {
    return { ...this.context.document, values: this.#run.documentValues };
  }

  get template(): Template {
    return this.#run.compiled.template;
  }

  get scope(): Scope {
    return this.#run.scope;
  }

  get workflow(): Readonly<Workflow> {
    return this.#run.draft;
  }

  get title(): string {
    const { properties, type } = this.node.activity;
    return asText(properties["Title"]) || type;
  }

  property(name: string): Value {
    return this.evaluate(this.#raw(name));
  }

  propertyAs(name: string, definition: PropertyDefinition): Value {
    return this.evaluateAs(this.#raw(name), definition);
  }

  text(name: string): string {
    return this.textIn(this.#raw(name));
  }

  textIn(value: Value): string {
    return evaluateText(value, this.scope, this.#run.compiled.parser);
  }

  flag(name: string, otherwise: boolean): boolean {
    return this.#raw(name) === null ? otherwise : asFlag(this.property(name));
  }

  number(name: string, otherwise: number): number {
    const number = Number.parseFloat(asText(this.property(name)));
    return Number.isFinite(number) ? number : otherwise;
  }

  users(name: string): readonly UserId[] {
    return this.usersIn(this.property(name));
  }

  usersIn(value: Value): readonly UserId[] {
    const { people } = this.context.directory;
    return usersOf(value, this.scope).filter((id) => people.get(id)?.active === true);
  }

  evaluate(value: Value): Value {
    return evaluate(value, this.scope, this.#run.compiled.parser);
  }

  evaluateAs(value: Value, definition: PropertyDefinition): Value {
    return evaluateAs(value, definition, this.scope, this.#run.compiled.parser);
  }

  holds(properties: ValueMap): boolean {
    const condition = conditionOf(properties);
    if (condition?.kind === "unsupported") throw new ActivityFault("fault", phpConditionText(this.title, this.node));
    return condition === null || holds(condition, this.scope, this.#run.compiled.parser);
  }

  get notes(): ValueMap {
    return this.#run.draft.active[this.node.activity.name] ?? {};
  }

  note(patch: ValueMap): void {
    const { draft } = this.#run;
    draft.active = { ...draft.active, [this.node.activity.name]: { ...this.notes, ...patch } };
  }

  run(child: Node): void {
    this.#run.schedule({ kind: "start", node: child });
  }

  runAgain(child: Node): void {
    this.#run.schedule({ kind: "again", node: child });
  }

  setResults(results: ValueMap): void {
    const { draft } = this.#run;
    const { name } = this.node.activity;
    this.#run.grow(sizeOf(results));
    draft.results = { ...draft.results, [name]: { ...draft.results[name], ...results } };
  }

  close(): void {
    this.#run.close(this.node);
  }

  get above(): Step | null {
    return this.node.parent ? this.#run.stepOf(this.node.parent) : null;
  }

  cancel(others: readonly Node[]): void {
    this.#run.cancel(others);
  }

  terminate(title: string): void {
    this.#run.end("terminated", title);
  }

  setVariable(name: string, value: Value): void {
    const { draft } = this.#run;
    this.#run.grow(sizeOf(value) - sizeOf(draft.variables[name] ?? null));
    draft.variables = { ...draft.variables, [name]: value };
  }

  writeDocument(fields: ValueMap, modifiedBy: UserId | null): void {
    if (this.isDocumentGone) {
      this.log("error", "The document has been deleted: what the step writes is lost.");
      return;
    }
    this.#run.documentValues = writtenValues(this.document, fields);
    this.emit({ kind: "write-document", fields, modifiedBy });
  }

  setState(state: string, title: string): void {
    const { draft } = this.#run;
    draft.state = state;
    draft.stateTitle = draft.customTitle = title.slice(0, 255);
  }

  setStateTitle(title: string, { custom }: { readonly custom: boolean }): void {
    const { draft } = this.#run;
    const status = draft.state === "InProgress" ? "" : `${draft.customTitle ?? draft.state}: `;
    draft.stateTitle = `${custom ? "" : status}${title}`.slice(0, 255);
    if (custom) draft.customTitle = draft.stateTitle;
  }

  fixResult(result: WorkflowResult): void {
    this.#run.draft.result = result;
  }

  log(type: LogType, text: string, user: UserId | null = null): void {
    const { name, type: activityType } = this.node.activity;
    this.emit({ kind: "log", type, activity: name, activityType, title: this.title, text, user });
  }

  get unsavedReports(): readonly string[] {
    return this.#run.effects.flatMap((effect) => (effect.kind === "log" && effect.type === "report" ? [effect.text] : []));
  }

  emit(effect: Effect): void {
    // Small ones are too few to matter, and what is told of a step that is held must always pass.
    const size = sizeOf(effect as unknown as Value);
    if (size > smallEffect) this.#run.grow(size);
    this.#run.effects.push(effect);
  }

  takeTaskId(): number {
    const id = this.context.taskIds[this.#run.taskIdsTaken];
    if (id === undefined) throw new NeedsTaskIds();
    this.#run.taskIdsTaken += 1;
    return id;
  }

  ask<K extends Question["kind"]>(question: QuestionOf<K>): Answers[K] {
    return this.#run.ask(question);
  }

  learn<K extends Question["kind"]>(question: QuestionOf<K>, answer: Answers[K]): void {
    this.#run.learn(question, answer);
  }

  randomId(): string {
    return randomText(32, this.#run.random);
  }

  #raw(name: string): Value {
    const { properties } = this.node.activity;
    return Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
  }
}

function isSame(one: DocumentTriple, other: DocumentTriple): boolean {
  return one[0] === other[0] && one[2] === other[2];
}

function phpConditionText(title: string, node: Node): string {
  const on = isCondition(node)
    ? `skip the step and name the branch to go on in as its result ${branchResult}: ${choiceTexts(node)}. A skip that names none goes on behind ` +
      `the step, past all that is in it.`
    : `skip the step: then the workflow goes on behind it, past all that is in it.`;
  return (
    `A condition of the step "${title}" is PHP code, which does not run on this server, so nobody can say whether it holds. Write it in the ` +
    `template with fields, variables or a formula, then restart the workflow on that version; or ${on}`
  );
}

/** Loops forget the results of their body in each turn: costs as much as the body is large, not as much as there are results. */
export function resultsWithout(results: Workflow["results"], node: Node): Workflow["results"] {
  const stale = namesUnder(node).filter((name) => Object.hasOwn(results, name));
  if (stale.length === 0) return results;
  const rest: Record<string, ValueMap> = { ...results };
  for (const name of stale) delete rest[name];
  return rest;
}

function namesUnder(node: Node): readonly string[] {
  const names: string[] = [];
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    names.push(next.activity.name);
    pending.push(...next.children);
  }
  return names;
}
