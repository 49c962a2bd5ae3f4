// The engine's one function: a workflow and an event in, the workflow after it and its effects out. No clock, no I/O, no randomness of its own.
import { hiddenToken } from "./activities/application.ts";
import { offersCommand } from "./activities/command.ts";
import { awaitsAnswer } from "./activities/task.ts";
import { takeTimer } from "./activities/timer.ts";
import { type ActivityEvent, EventRefused, type RefusedCode } from "./activity-type.ts";
import type { CompiledTemplate } from "./compile.ts";
import { convertTo, type Place } from "./expression/convert.ts";
import type { Context } from "./model/context.ts";
import type { Effect } from "./model/effect.ts";
import type { Event } from "./model/event.ts";
import type { UserId } from "./model/ids.ts";
import type { PropertyDefinition } from "./model/property.ts";
import type { Answers, Question } from "./model/question.ts";
import { asList, isMap, type Value, type ValueMap } from "./model/value.ts";
import type { Parent, Workflow } from "./model/workflow.ts";
import { type Mark, Run } from "./run.ts";
import { NeedsTaskIds } from "./step.ts";

export type Advance =
  | { readonly kind: "advanced"; readonly workflow: Workflow; readonly effects: readonly Effect[]; readonly marks: readonly Mark[] }
  /** Nothing waits for this event any more: a late timer, a used token, a task that is over. */
  | { readonly kind: "ignored" }
  /** The event cannot be taken as it is; the text is for its sender. Nothing has changed. */
  | { readonly kind: "refused"; readonly code: RefusedCode; readonly text: string }
  /** Run again with at least so many task numbers. */
  | { readonly kind: "needs"; readonly taskIds: number }
  /** A step has to know something: look it up, and call `goOn` with the answer. Nothing has changed yet. */
  | Asking;

export interface Asking {
  readonly kind: "asks";
  readonly question: Question;
  /** Goes on where the run stopped; takes one answer only. */
  readonly goOn: (answer: Answers[Question["kind"]]) => Advance;
}

/** A workflow that has not begun: variables at their defaults, parameters as given or at their defaults. */
export function createWorkflow(
  compiled: CompiledTemplate,
  context: Pick<Context, "timeZone" | "document">,
  start: { readonly parameters: ValueMap; readonly startedBy: UserId | null; readonly parent?: Parent; readonly tracked?: boolean },
): Workflow {
  const { parameters, variables } = compiled.template;
  return {
    status: "running",
    state: "InProgress",
    stateTitle: "In progress",
    customTitle: null,
    startedBy: start.startedBy,
    parameters: {
      ...defaults(parameters, context),
      ...start.parameters,
      TargetUser: start.startedBy === null ? "" : `user_${start.startedBy}`,
    },
    variables: defaults(variables, context),
    results: {},
    active: {},
    incidents: {},
    ...(start.parent === undefined ? {} : { parent: start.parent }),
    ...(start.tracked ? { tracked: true } : {}),
  };
}

export function advance(compiled: CompiledTemplate, workflow: Workflow, event: Event, context: Context): Advance {
  if (workflow.status === "completed" || workflow.status === "terminated") return { kind: "ignored" };
  return begin(new Run(compiled, workflow, context), event);
}

function begin(run: Run, event: Event): Advance {
  return guarded(run, () => {
    let isTaken = false;
    const question = run.attempt(() => {
      isTaken = dispatch(run, event);
    });
    if (question) return asking(run, question, () => begin(run, event));
    return isTaken ? work(run) : { kind: "ignored" };
  });
}

function work(run: Run): Advance {
  return guarded(run, () => {
    const question = run.drain();
    if (question) return asking(run, question, () => work(run));
    return { kind: "advanced", workflow: run.draft, effects: run.effects, marks: run.marks };
  });
}

function asking(run: Run, question: Question, goOn: () => Advance): Advance {
  return {
    kind: "asks",
    question,
    goOn(answer) {
      run.learn(question, answer as never);
      return goOn();
    },
  };
}

function guarded(run: Run, move: () => Advance): Advance {
  try {
    return move();
  } catch (error) {
    if (error instanceof NeedsTaskIds) return { kind: "needs", taskIds: run.context.taskIds.length * 2 + 1 };
    if (error instanceof EventRefused) return { kind: "refused", code: error.code, text: error.message };
    throw error;
  }
}

function dispatch(run: Run, event: Event): boolean {
  if (event.kind === "started") {
    // Whatever has begun has an active step until it is over: a second start changes nothing.
    if (Object.keys(run.draft.active).length > 0) return false;
    tellMissing(run);
    if (event.hold === undefined) run.schedule({ kind: "start", node: run.compiled.root });
    else run.holdBeforeStart(event.hold);
    return true;
  }
  if (event.kind === "terminated") {
    const title = event.title || "Terminated";
    tellEnd(run, title);
    run.end("terminated", title);
    return true;
  }
  return dispatchTo(run, event);
}

/** A person who starts a workflow is asked for what it needs. A step is not, and the template is read nowhere else than here. */
function tellMissing({ draft, compiled, effects }: Run): void {
  if (draft.parent === undefined) return;
  const { name: activity, type: activityType } = compiled.root.activity;
  for (const [id, { name, required }] of Object.entries(compiled.template.parameters)) {
    if (!required || !isNothing(draft.parameters[id])) continue;
    const text = `The parameter "${name || id}" is required, and the step that started this workflow does not give it: it is empty.`;
    effects.push({ kind: "log", type: "error", activity, activityType, title: "", text, user: null });
  }
}

function isNothing(value: Value | undefined): boolean {
  return isMap(value) ? Object.keys(value).length === 0 : asList(value).every((entry) => entry === null || entry === "");
}

/** No step has ended the workflow: the line stands for none, and tells who did. */
function tellEnd(run: Run, title: string): void {
  const { user, directory } = run.context;
  const { name, type } = run.compiled.root.activity;
  const by = user === null ? undefined : directory.people.get(user)?.name;
  const text = by === undefined ? title : `${title} (${by})`;
  run.effects.push({ kind: "log", type: "report", activity: name, activityType: type, title: "", text, user });
}

function dispatchTo(run: Run, event: ActivityEvent): boolean {
  const node = run.compiled.nodes.get(event.activity);
  if (!node) return false;
  const name = node.activity.name;
  if (event.kind === "application-logged") {
    // A step that does not wait has closed long before its application logs; a used token of one that did wait logs nothing.
    const token = run.draft.active[name]?.["eventId"] ?? run.draft.results[name]?.[hiddenToken];
    if (token !== event.eventId) return false;
    run.stepOf(node).log("report", event.logMessage);
    return true;
  }
  if (!run.isActive(name)) return false;
  if (event.kind === "retried" || event.kind === "skipped") {
    if (!Object.hasOwn(run.draft.incidents, name)) return false;
    if (event.kind === "retried") run.retry(node);
    else run.skip(node, event.results);
    return true;
  }
  const step = run.stepOf(node);
  if ("eventId" in event && step.notes["eventId"] !== event.eventId) return false;
  if (event.kind === "task-answered" && !awaitsAnswer(step, event)) return false;
  if (event.kind === "command-sent" && !offersCommand(step)) return false;
  if (event.kind === "timer-fired") {
    const timer = takeTimer(step);
    if (timer !== "due") return timer === "early";
  }
  run.deliver(node, event);
  return true;
}

function defaults(definitions: Readonly<Record<string, PropertyDefinition>>, place: Place): ValueMap {
  return Object.fromEntries(Object.entries(definitions).map(([id, definition]) => [id, convertTo(definition.default, definition, place)]));
}
