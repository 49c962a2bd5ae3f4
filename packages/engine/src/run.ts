// One run of a workflow: from an event to the next wait. Keeps the working copy, the effects and the stack of what is next.

import { activityTypeOf } from "./activities/registry.ts";
import type { ActivityEvent, ActivityType, Step } from "./activity-type.ts";
import { ActivityFault } from "./activity-type.ts";
import type { CompiledTemplate, Node } from "./compile.ts";
import type { Scope } from "./expression/scope.ts";
import type { Context } from "./model/context.ts";
import type { Effect } from "./model/effect.ts";
import { type ActivityName, activityName } from "./model/ids.ts";
import { asList, asText, isList, type ValueMap } from "./model/value.ts";
import type { Incident, Workflow } from "./model/workflow.ts";
import { randomFrom } from "./random.ts";
import { referenceScope } from "./references.ts";
import { stepOf } from "./step.ts";

/** The workflow while it is being moved: same fields, writable. Maps are replaced, never changed in place. */
export type Draft = { -readonly [K in keyof Workflow]: Workflow[K] };

type Operation = { readonly kind: "start"; readonly node: Node } | { readonly kind: "closed"; readonly node: Node };

export class Run {
  readonly compiled: CompiledTemplate;
  readonly context: Context;
  readonly draft: Draft;
  readonly effects: Effect[] = [];
  readonly scope: Scope;
  readonly random: () => number;
  /** The document as this run sees it: what earlier steps of the run have written lies over what was loaded. */
  documentValues: ValueMap;
  taskIdsTaken = 0;
  // Depth first: a branch runs until it waits before its neighbour begins.
  readonly #stack: Operation[] = [];
  readonly #steps = new Map<Node, Step>();
  #current: Step | null = null;

  constructor(compiled: CompiledTemplate, workflow: Workflow, context: Context) {
    this.compiled = compiled;
    this.context = context;
    this.draft = { ...workflow };
    this.documentValues = context.document.values;
    this.random = randomFrom(context.seed);
    this.scope = referenceScope(
      compiled,
      context,
      () => ({ workflow: this.draft, documentValues: this.documentValues }),
      this.random,
      (text) => this.#current?.log("error", text),
    );
  }

  /** One for each activity, made when first needed: a turn of a loop cost 13 microseconds when each operation made its own, and costs 6 (Node 20). */
  stepOf(node: Node): Step {
    const known = this.#steps.get(node);
    if (known) return known;
    const step = stepOf(this, node);
    this.#steps.set(node, step);
    return step;
  }

  get isOver(): boolean {
    return this.draft.status === "completed" || this.draft.status === "terminated";
  }

  schedule(operation: Operation): void {
    this.#stack.push(operation);
  }

  /** Works until nothing is left to do before the next event. */
  drain(): void {
    for (let steps = 0; !this.isOver; steps += 1) {
      const operation = this.#stack.pop();
      if (!operation) break;
      if (steps >= this.context.limits.steps) {
        this.#pause(operation);
        break;
      }
      if (operation.kind === "start") this.#start(operation.node);
      else this.#closed(operation.node);
    }
    if (!this.isOver) this.draft.status = Object.keys(this.draft.incidents).length > 0 ? "held" : "running";
  }

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

  isActive(name: ActivityName): boolean {
    return Object.hasOwn(this.draft.active, name);
  }

  /** Ends the workflow at once; what active steps asked for is taken back. */
  end(status: "completed" | "terminated", title: string): void {
    for (const name of Object.keys(this.draft.active).reverse()) {
      const node = this.compiled.nodes.get(name as ActivityName);
      const type = node && activityTypeOf(node.activity.type);
      if (node && type?.cancel) type.cancel(this.stepOf(node));
    }
    this.#stack.length = 0;
    this.draft.active = {};
    this.draft.incidents = {};
    this.draft.status = status;
    this.draft.state = status === "completed" ? "Completed" : "Terminated";
    this.draft.stateTitle = title.slice(0, 255);
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
    this.draft.incidents = { ...this.draft.incidents, [node.activity.name]: incident };
    this.stepOf(node).log("fault", fault.message);
  }

  forgetIncident(name: ActivityName): void {
    if (!Object.hasOwn(this.draft.incidents, name)) return;
    const { [name]: _over, ...incidents } = this.draft.incidents;
    this.draft.incidents = incidents;
  }

  /** Stops at the limit of steps. What was to come next is kept with the step that came first, so that a retry goes on exactly there. */
  #pause(operation: Operation): void {
    const { node } = operation;
    const pending = [...this.#stack, operation].map(({ kind, node: { activity } }) => [kind, activity.name]);
    this.#stack.length = 0;
    this.draft.active = { ...this.draft.active, [node.activity.name]: { pending } };
    this.hold(node, new ActivityFault("loop-limit", stepLimitText(this.context.limits.steps)));
  }

  #goOn(node: Node): boolean {
    const { name } = node.activity;
    const { [name]: notes, ...active } = this.draft.active;
    const pending = notes?.["pending"];
    if (!isList(pending)) return false;
    this.draft.active = active;
    for (const entry of pending) {
      const [kind, of] = asList(entry).map(asText);
      const next = this.compiled.nodes.get(activityName(of ?? ""));
      if (next) this.schedule({ kind: kind === "closed" ? "closed" : "start", node: next });
    }
    return true;
  }

  #start(node: Node): void {
    const { activity } = node;
    this.draft.active = { ...this.draft.active, [activity.name]: {} };
    const type = activityTypeOf(activity.type);
    if (!activity.activated) this.close(node);
    else if (type) this.#guarded(node, (step) => type.start(step));
    else this.hold(node, new ActivityFault("unknown-activity", unknownText(activity.type)));
  }

  #closed(node: Node): void {
    const { parent } = node;
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
      if (!(error instanceof ActivityFault)) throw error;
      this.hold(node, error);
    } finally {
      this.#current = null;
    }
  }
}

function unknownText(type: string): string {
  return `This server does not know the activity type ${type}. The workflow waits here until the type is known or the workflow is terminated.`;
}

function stepLimitText(limit: number): string {
  return `The workflow took ${limit} steps without a wait. A loop without a pause, a task or a call probably never ends.`;
}
