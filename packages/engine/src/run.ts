// One run of a workflow: from an event to the next wait. Keeps the working copy, the effects and the stack of what is next.

import { notRunText } from "./activities/catalogue.ts";
import { activityTypeOf } from "./activities/registry.ts";
import type { ActivityEvent, ActivityType, Step } from "./activity-type.ts";
import { ActivityFault } from "./activity-type.ts";
import { isBlock } from "./automation/robot.ts";
import type { CompiledTemplate, Node } from "./compile.ts";
import type { Scope } from "./expression/scope.ts";
import { runSizeLimit, ValueTooLarge } from "./expression/size.ts";
import type { Context } from "./model/context.ts";
import type { Effect } from "./model/effect.ts";
import type { Hold } from "./model/event.ts";
import { type ActivityName, activityName } from "./model/ids.ts";
import { type Answers, isUsedUp, type Question, type QuestionOf } from "./model/question.ts";
import { asList, asText, isList, type Value, type ValueMap } from "./model/value.ts";
import type { Incident, IncidentKind, Workflow } from "./model/workflow.ts";
import { Random } from "./random.ts";
import { referenceScope } from "./references.ts";
import { RunStep, resultsWithout } from "./step.ts";

/** The workflow while it is being moved: same fields, writable. Maps are replaced, never changed in place. */
export type Draft = { -readonly [K in keyof Workflow]: Workflow[K] };

/** Where a move has passed: a step that was begun, or has come to its end by itself. Steps that are switched off are not there. */
export interface Mark {
  readonly what: "begun" | "ended";
  readonly activity: ActivityName;
}

/** `again`: as `start`, but what earlier runs have left is forgotten then. */
interface Operation {
  readonly kind: "start" | "again" | "closed";
  readonly node: Node;
}

/** What is next, the nearest first. A list that is never changed in place, so that a run can go back to where it was. */
interface Stack {
  readonly operation: Operation;
  readonly below: Stack | null;
}

/** Thrown by a step that needs to know something: the run goes back to before the step, and takes it again when it has the answer. */
class Asks extends Error {
  override readonly name = "Asks";
  readonly question: Question;
  constructor(question: Question) {
    super(question.kind);
    this.question = question;
  }
}

export class Run {
  readonly compiled: CompiledTemplate;
  readonly context: Context;
  readonly draft: Draft;
  readonly effects: Effect[] = [];
  /** In the order in which it came about. */
  readonly marks: Mark[] = [];
  readonly scope: Scope;
  readonly #random: Random;
  /** The document as this run sees it: what earlier steps of the run have written lies over what was loaded. */
  documentValues: ValueMap;
  taskIdsTaken = 0;
  // Depth first: a branch runs until it waits before its neighbour begins.
  #stack: Stack | null = null;
  readonly #hands = new Map<Node, Step>();
  #current: Step | null = null;
  #steps = 0;
  /** Lines of the log that tell of expressions, by step and expression. */
  readonly #reported = new Map<string, { readonly at: number; readonly effect: Effect | undefined }>();
  /** Answers that hold for the whole run, by question. */
  readonly #known = new Map<string, unknown>();
  /** Answers that the step under way uses up, in the order of its questions. */
  #given: unknown[] = [];
  #taken = 0;

  constructor(compiled: CompiledTemplate, workflow: Workflow, context: Context) {
    this.compiled = compiled;
    this.context = context;
    this.draft = { ...workflow };
    this.documentValues = context.document.values;
    this.#random = new Random(context.seed);
    this.scope = referenceScope(
      compiled,
      context,
      () => ({ workflow: this.draft, documentValues: this.documentValues }),
      (question) => this.ask(question),
      this.random,
      (expression, reason) => this.#report(expression, reason),
    );
  }

  /** One for each activity, made when first needed: a turn of a loop cost 13 microseconds when each operation made its own, and costs 6 (Node 20). */
  stepOf(node: Node): Step {
    const known = this.#hands.get(node);
    if (known) return known;
    const step = new RunStep(this, node);
    this.#hands.set(node, step);
    return step;
  }

  /** An expression that cannot be calculated: one line for a step and run, however often a loop or the step itself reads it. */
  #report(expression: string, reason: string): void {
    const step = this.#current;
    if (!step) return;
    const key = `${step.node.activity.name}\n${expression}`;
    // What a step has written before it asked a question is taken back: then the place holds another effect, or none.
    const known = this.#reported.get(key);
    if (known && this.effects[known.at] === known.effect) return;
    const at = this.effects.length;
    step.log("error", `${expression}: ${reason}`);
    this.#reported.set(key, { at, effect: this.effects[at] });
  }

  /** @throws ValueTooLarge when all that this run has made is too much to be saved */
  readonly grow = runSizeLimit();

  readonly random = (): number => this.#random.next();

  /** The answer, where the run has it; otherwise the run stops and `advance` hands the question out. */
  ask<K extends Question["kind"]>(question: QuestionOf<K>): Answers[K] {
    const key = JSON.stringify(question);
    if (this.#known.has(key)) return this.#known.get(key) as Answers[K];
    if (!isUsedUp(question) || this.#taken >= this.#given.length) throw new Asks(question);
    this.#taken += 1;
    return this.#given[this.#taken - 1] as Answers[K];
  }

  /** What a question would be answered from now on: a step has changed it. */
  learn<K extends Question["kind"]>(question: QuestionOf<K>, answer: Answers[K]): void {
    if (isUsedUp(question)) this.#given.push(answer);
    else this.#known.set(JSON.stringify(question), answer);
  }

  /**
   * Does one piece of work whole, or not at all.
   * @returns the question that it cannot be done without; null: it is done
   */
  attempt(work: () => void): Question | null {
    const { documentValues, taskIdsTaken } = this;
    const [draft, stack, random, effects, marks, known] = [
      { ...this.draft },
      this.#stack,
      this.#random.state,
      this.effects.length,
      this.marks.length,
      this.#known.size,
    ];
    this.#taken = 0;
    try {
      work();
      if (this.#given.length > 0) this.#given = [];
      return null;
    } catch (error) {
      if (!(error instanceof Asks)) throw error;
      if (known !== this.#known.size) throw new Error(`a step has learned something before it asked for ${error.question.kind}`);
      Object.assign(this.draft, draft);
      Object.assign(this, { documentValues, taskIdsTaken });
      this.#stack = stack;
      this.#random.state = random;
      this.effects.length = effects;
      this.marks.length = marks;
      return error.question;
    }
  }

  get isOver(): boolean {
    return this.draft.status === "completed" || this.draft.status === "terminated";
  }

  schedule(operation: Operation): void {
    this.#stack = { operation, below: this.#stack };
  }

  /**
   * Works until nothing is left to do before the next event.
   * @returns the question that it cannot go on without; null: it is done
   */
  drain(): Question | null {
    for (; !this.isOver && this.#stack; this.#steps += 1) {
      if (this.#steps >= this.context.limits.steps) {
        this.#pause(this.#stack.operation);
        break;
      }
      const question = this.attempt(this.#next);
      if (question) return question;
    }
    if (!this.isOver) this.draft.status = Object.keys(this.draft.incidents).length > 0 ? "held" : "running";
    return null;
  }

  readonly #next = (): void => {
    const stack = this.#stack;
    if (!stack) return;
    this.#stack = stack.below;
    const { kind, node } = stack.operation;
    if (kind === "closed") this.#closed(node);
    else {
      if (kind === "again") this.draft.results = resultsWithout(this.draft.results, node);
      this.#start(node);
    }
  };

  deliver(node: Node, event: ActivityEvent): void {
    const type = this.#typeOf(node);
    this.#guarded(node, (step) => type.handle?.(step, event));
  }

  retry(node: Node): void {
    this.forgetIncident(node.activity.name);
    if (this.#goOn(node)) return;
    const type = activityTypeOf(node.activity.type);
    if (type) this.#guarded(node, (step) => (type.retry ? type.retry(step) : type.start(step)));
    else this.#start(node);
  }

  /**
   * Ends a held step as if it had closed, or lets it go on where its type says; what it had begun is taken back.
   * @throws EventRefused for results that name what is not there
   */
  skip(node: Node, results: ValueMap): void {
    const branch = activityTypeOf(node.activity.type)?.skipTo?.(node, results) ?? null;
    const step = this.stepOf(node);
    this.cancel([node]);
    if (branch) {
      step.log("custom", `The branch "${this.stepOf(branch).title}" was chosen by hand`, this.context.user);
      this.draft.active = { ...this.draft.active, [node.activity.name]: {} };
      step.run(branch);
      return;
    }
    step.setResults(results);
    step.log("custom", "Skipped by hand", this.context.user);
    this.schedule({ kind: "closed", node });
  }

  isActive(name: ActivityName): boolean {
    return Object.hasOwn(this.draft.active, name);
  }

  /** Ends the workflow at once; what active steps asked for is taken back. */
  end(status: "completed" | "terminated", title: string): void {
    this.cancel([this.compiled.root]);
    this.draft.status = status;
    if (status === "terminated") this.draft.state = "Terminated";
    // A process with statuses keeps the last of them.
    else if (this.draft.state === "InProgress") this.draft.state = "Completed";
    this.draft.stateTitle = title.slice(0, 255);
  }

  /**
   * Takes back what is under way in these parts of the tree, as if it had never begun: what active steps asked for, their incidents,
   * and what was to come next. What a held step kept for later and lies outside comes next.
   */
  cancel(tops: readonly Node[]): void {
    const isInside = (node: Node): boolean => tops.includes(node) || (node.parent !== null && isInside(node.parent));
    const cancelled = Object.keys(this.draft.active)
      .flatMap((name) => this.compiled.nodes.get(activityName(name)) ?? [])
      .filter(isInside);
    const kept = cancelled.flatMap((node) => pendingIn(this.compiled, this.draft.active[node.activity.name]));
    for (const node of cancelled.toReversed()) activityTypeOf(node.activity.type)?.cancel?.(this.stepOf(node));
    // A step that ends the workflow has done its work.
    for (const node of cancelled) this.#track(node === this.#current?.node ? "ended" : "cancelled", node);
    const names = new Set<string>(cancelled.map((node) => node.activity.name));
    this.draft.active = without(this.draft.active, names);
    this.draft.incidents = without(this.draft.incidents, names);
    const next = [...kept, ...this.#whatIsNext()].filter(({ node }) => !isInside(node));
    this.#stack = null;
    for (const operation of next) this.schedule(operation);
  }

  close(node: Node): void {
    const { name } = node.activity;
    if (!this.isActive(name)) return;
    const { [name]: _closed, ...active } = this.draft.active;
    this.draft.active = active;
    this.forgetIncident(name);
    this.schedule({ kind: "closed", node });
  }

  hold(node: Node, fault: ActivityFault): void {
    const { name: activity, type } = node.activity;
    const incident: Incident = {
      kind: fault.kind,
      activity,
      activityType: type.toLowerCase(),
      text: fault.message,
      eventId: fault.eventId,
    };
    const known = this.draft.incidents[activity];
    // News that comes twice, since its bearer died before it could note that it had come.
    if (known?.kind === incident.kind && known.text === incident.text && known.eventId === incident.eventId) return;
    this.draft.incidents = { ...this.draft.incidents, [activity]: incident };
    this.stepOf(node).log("fault", fault.message);
    if (this.context.endsOnFault && ending.has(fault.kind)) this.end("terminated", "Terminated");
  }

  forgetIncident(name: ActivityName): void {
    if (!Object.hasOwn(this.draft.incidents, name)) return;
    const { [name]: _over, ...incidents } = this.draft.incidents;
    this.draft.incidents = incidents;
  }

  /** A retry begins the workflow. */
  holdBeforeStart({ kind, text }: Hold): void {
    const { root } = this.compiled;
    this.#keepForRetry(root, [{ kind: "start", node: root }], new ActivityFault(kind, text));
  }

  /** Stops at the limit of steps. What was to come next is kept with the step that came first, so that a retry goes on exactly there. */
  #pause({ node }: Operation): void {
    const next = this.#whatIsNext();
    this.#stack = null;
    this.#keepForRetry(node, next, new ActivityFault("loop-limit", stepLimitText(this.context.limits.steps)));
  }

  #keepForRetry(node: Node, next: readonly Operation[], fault: ActivityFault): void {
    const pending: Value[] = next.map((operation) => [operation.kind, operation.node.activity.name]);
    this.draft.active = { ...this.draft.active, [node.activity.name]: { pending } };
    this.hold(node, fault);
  }

  /** The farthest first: the order in which it is scheduled. */
  #whatIsNext(): readonly Operation[] {
    const operations: Operation[] = [];
    for (let at = this.#stack; at; at = at.below) operations.push(at.operation);
    return operations.reverse();
  }

  #goOn(node: Node): boolean {
    const { name } = node.activity;
    const { [name]: notes, ...active } = this.draft.active;
    if (!isList(notes?.["pending"])) return false;
    this.draft.active = active;
    for (const operation of pendingIn(this.compiled, notes)) this.schedule(operation);
    return true;
  }

  #start(node: Node): void {
    const { activity } = node;
    this.#mark("begun", node);
    this.draft.active = { ...this.draft.active, [activity.name]: {} };
    const type = activityTypeOf(activity.type);
    if (!activity.activated) this.close(node);
    else if (type) this.#guarded(node, (step) => type.start(step));
    else this.hold(node, new ActivityFault("unknown-activity", notRunText(activity.type)));
  }

  #mark(what: Mark["what"], node: Node): void {
    const { activity } = node;
    if (!activity.activated) return;
    this.marks.push({ what, activity: activity.name });
    this.#track(what, node);
  }

  /** In the log of a workflow that is followed step by step. A pause says itself how long it is; that it was cut short says nobody else. */
  #track(what: keyof typeof trackTexts, node: Node): void {
    const { type } = node.activity;
    if (!this.draft.tracked || node.parent === null) return;
    const isCutShort = what === "cancelled" && type.toLowerCase() === "robotdelayactivity";
    if (isCutShort || !isBlock(type)) this.stepOf(node).log(what, trackTexts[what]);
  }

  #closed(node: Node): void {
    const { parent } = node;
    this.#mark("ended", node);
    if (parent) this.#guarded(parent, (step) => this.#typeOf(parent).childClosed?.(step, node));
    else this.end("completed", this.draft.customTitle ?? "Completed");
  }

  #typeOf(node: Node): ActivityType {
    const type = activityTypeOf(node.activity.type);
    if (!type) throw new Error(`activity ${node.activity.name} is active, but its type ${node.activity.type} is not known`);
    return type;
  }

  #guarded(node: Node, work: (step: Step) => void): void {
    const step = this.stepOf(node);
    this.#current = step;
    try {
      work(step);
    } catch (error) {
      if (error instanceof ValueTooLarge) this.hold(node, new ActivityFault("fault", error.message));
      else if (error instanceof ActivityFault) this.hold(node, error);
      else throw error;
    } finally {
      this.#current = null;
    }
  }
}

/** Not a call that was given up, which the product never hears of, nor what has not begun yet. */
const ending: ReadonlySet<IncidentKind> = new Set([
  "unknown-activity",
  "application-gone",
  "no-assignees",
  "loop-limit",
  "depth-limit",
  "fault",
]);

/** What a step that is held at the limit of steps has kept for later. */
function pendingIn({ nodes }: CompiledTemplate, notes: ValueMap | undefined): readonly Operation[] {
  return asList(notes?.["pending"] ?? null).flatMap((entry) => {
    const [kind, name] = asList(entry).map(asText);
    const node = nodes.get(activityName(name ?? ""));
    return node ? [{ kind: kind === "closed" || kind === "again" ? kind : "start", node }] : [];
  });
}

const trackTexts = { begun: "Begins", ended: "Done", cancelled: "Taken back before its end" } as const;

function without<T>(map: Readonly<Record<string, T>>, names: ReadonlySet<string>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.has(name)));
}

function stepLimitText(limit: number): string {
  return `The workflow took ${limit} steps without a wait. A loop without a pause, a task or a call probably never ends.`;
}
