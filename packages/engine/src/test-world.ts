// A small world for the tests of the engine: builders for templates, people and a deal, and a workflow that is moved event by event.
// After every event the state goes through JSON, and what must always hold is checked. Never imported by the engine itself.
import { expect } from "vitest";
import { type Advance, advance, createWorkflow } from "./advance.ts";
import { type CompiledTemplate, compile } from "./compile.ts";
import { type ApplicationActivity, type Context, type Department, defaultLimits, type Person } from "./model/context.ts";
import type { Effect, TaskRequest } from "./model/effect.ts";
import type { Event, TaskAnswer } from "./model/event.ts";
import { activityName, userId } from "./model/ids.ts";
import { parseProperties } from "./model/property.ts";
import type { Answers, Question } from "./model/question.ts";
import { parseTemplate } from "./model/template.ts";
import { isMap, type Value, type ValueMap } from "./model/value.ts";
import type { Workflow } from "./model/workflow.ts";

// Builders. An activity's name is its key in results, events and effects.

export function activity(type: string, name: string, properties: ValueMap = {}, children: readonly Value[] = []): ValueMap {
  return { Type: type, Name: name, Activated: "Y", Properties: properties, Children: children };
}

export function deactivated(plain: ValueMap): ValueMap {
  return { ...plain, Activated: "N" };
}

export function sequence(name: string, ...children: Value[]): ValueMap {
  return activity("SequenceActivity", name, {}, children);
}

export function log(text: string): ValueMap {
  return activity("LogActivity", `log ${text}`, { Text: text });
}

export function setVariables(name: string, values: ValueMap): ValueMap {
  return activity("SetVariableActivity", name, { VariableValue: values });
}

export function ifElse(name: string, ...branches: Value[]): ValueMap {
  return activity("IfElseActivity", name, {}, branches);
}

export function branch(name: string, condition: ValueMap, ...children: Value[]): ValueMap {
  return activity("IfElseBranchActivity", name, condition, children);
}

/** A condition on a variable or a start parameter. */
export function when(name: string, operator: string, value: Value): ValueMap {
  return { propertyvariablecondition: [[name, operator, value, "0"]] };
}

export function parallel(name: string, ...branches: Value[]): ValueMap {
  return activity("ParallelActivity", name, {}, branches);
}

export function whileLoop(name: string, condition: ValueMap, ...body: Value[]): ValueMap {
  return activity("WhileActivity", name, condition, [sequence(`${name} body`, ...body)]);
}

export function forEach(name: string, source: ValueMap, ...body: Value[]): ValueMap {
  return activity("ForEachActivity", name, source, [sequence(`${name} body`, ...body)]);
}

export function delay(name: string, properties: ValueMap = { TimeoutDuration: 1, TimeoutDurationType: "h" }): ValueMap {
  return activity("DelayActivity", name, properties);
}

export function terminate(name: string, properties: ValueMap = {}): ValueMap {
  return activity("TerminateActivity", name, properties);
}

/** An approval whose branches write `yes` or `no` to the log. */
export function approve(name: string, properties: ValueMap): ValueMap {
  const branches = [sequence(`${name} approved`, log(`${name} yes`)), sequence(`${name} rejected`, log(`${name} no`))];
  return activity("ApproveActivity", name, properties, branches);
}

export function review(name: string, properties: ValueMap): ValueMap {
  return activity("ReviewActivity", name, properties);
}

export function request(name: string, properties: ValueMap): ValueMap {
  return activity("RequestInformationActivity", name, properties);
}

export function optionalRequest(name: string, properties: ValueMap): ValueMap {
  const branches = [sequence(`${name} filled`, log(`${name} filled`)), sequence(`${name} declined`, log(`${name} declined`))];
  return activity("RequestInformationOptionalActivity", name, properties, branches);
}

/** Statuses, beginning with the first. */
export function machine(...states: ValueMap[]): ValueMap {
  return activity("StateMachineWorkflowActivity", "Template", { InitialStateName: states[0]?.["Name"] ?? "" }, states);
}

export function state(name: string, ...parts: Value[]): ValueMap {
  return activity("StateActivity", name, { Title: `Is ${name}` }, parts);
}

export function onEntry(name: string, ...steps: Value[]): ValueMap {
  return activity("StateInitializationActivity", name, {}, steps);
}

export function onLeaving(name: string, ...steps: Value[]): ValueMap {
  return activity("StateFinalizationActivity", name, {}, steps);
}

/** A branch of a status or a listen; the first step is its trigger. */
export function on(name: string, ...steps: Value[]): ValueMap {
  return activity("EventDrivenActivity", name, {}, steps);
}

export function command(name: string, properties: ValueMap = {}): ValueMap {
  return activity("HandleExternalEventActivity", name, properties);
}

export function listen(name: string, ...branches: Value[]): ValueMap {
  return activity("ListenActivity", name, {}, branches);
}

export function goTo(name: string, target: string, more: ValueMap = {}): ValueMap {
  return activity("SetStateActivity", name, { TargetStateName: target, ...more });
}

export const appType = `rest_${"0123456789abcdef".repeat(2)}`;

export function appStep(name: string, properties: ValueMap = {}): ValueMap {
  return activity(appType, name, properties);
}

export interface Definitions {
  readonly parameters?: ValueMap;
  readonly variables?: ValueMap;
  readonly constants?: ValueMap;
}

export function templateOf(children: readonly Value[], definitions: Definitions = {}): CompiledTemplate {
  return templateOfRoot(activity("SequentialWorkflowActivity", "Template", {}, children), definitions);
}

export function templateOfRoot(root: ValueMap, { parameters = {}, variables = {}, constants = {} }: Definitions = {}): CompiledTemplate {
  return compile(parseTemplate({ TEMPLATE: [root], PARAMETERS: parameters, VARIABLES: variables, CONSTANTS: constants }));
}

// The world around: six people in two departments, and a deal.

function person(id: number, name: string, departments: readonly number[], active = true): [number, Person] {
  return [id, { id: userId(id), name, login: `u${id}`, email: `u${id}@example.com`, active, departments }];
}

function department(id: number, name: string, parent: number | null, head: number): [number, Department] {
  return [id, { id, name, parent, head: userId(head) }];
}

const people = new Map([
  person(1, "Ann Lee", [1]),
  person(2, "Bob Ray", [1]),
  person(3, "Cy Dent", [2]),
  person(4, "Di Moss", [2]),
  person(5, "Ed Gone", [2], false),
  person(6, "Flo Kern", [2]),
]);
const departments = new Map([department(1, "Head office", null, 1), department(2, "Sales", 1, 3)]);

const dealFields = parseProperties({
  ID: { Type: "int" },
  TITLE: { Type: "string", Name: "Title" },
  OPPORTUNITY: { Type: "double" },
  CREATED_BY: { Type: "user" },
  ASSIGNED_BY_ID: { Type: "user" },
  CLOSEDATE: { Type: "date" },
  TAGS: { Type: "string", Multiple: "Y" },
});

const deal: ValueMap = {
  ID: 7,
  TITLE: "Big deal",
  OPPORTUNITY: 1500,
  CREATED_BY: "user_1",
  ASSIGNED_BY_ID: "user_2",
  CLOSEDATE: "2025-12-31",
  TAGS: ["hot", "new"],
};

/** Wednesday, 12:00:00 in Berlin. */
export const noon = Date.UTC(2025, 11, 24, 11);
export const hourMs = 3_600_000;

export function contextOf(patch: Partial<Context> = {}): Context {
  return {
    now: noon,
    timeZone: "Europe/Berlin",
    seed: "00112233445566778899aabbccddeeff",
    workflowId: "66e81a641752f8.56521481",
    templateId: 3,
    hostUrl: "https://portal.example",
    user: userId(1),
    document: {
      id: ["crm", "CCrmDocumentDeal", "DEAL_7"],
      type: ["crm", "CCrmDocumentDeal", "DEAL"],
      name: "Big deal",
      url: "/crm/deal/details/7/",
      fields: dealFields,
      values: deal,
      changed: null,
      authorField: "CREATED_BY",
      responsibleField: "ASSIGNED_BY_ID",
    },
    constants: {},
    directory: { people, departments },
    applicationActivities: { [appType]: application() },
    limits: defaultLimits,
    taskIds: [],
    ...patch,
  };
}

export function application(patch: Partial<ApplicationActivity> = {}): ApplicationActivity {
  return {
    type: appType,
    code: "check",
    name: "Credit check",
    properties: parseProperties({
      Sum: { Type: "double", Default: "{=Document:OPPORTUNITY}" },
      Who: { Type: "user" },
      Note: { Type: "string", Default: "none" },
    }),
    returnProperties: parseProperties({
      Score: { Type: "int" },
      checkedAt: { Type: "datetime" },
      Words: { Type: "string", Multiple: "Y" },
    }),
    subscription: "",
    authUser: userId(6),
    ...patch,
  };
}

// A workflow on its way.

type Settled = Exclude<Advance, { kind: "asks" }>;

function settle(outcome: Advance, answer: (question: Question) => Answers[Question["kind"]]): Settled {
  return outcome.kind === "asks" ? settle(outcome.goOn(answer(outcome.question)), answer) : outcome;
}

type EffectOf<K extends Effect["kind"]> = Extract<Effect, { kind: K }>;

interface Answer {
  /** Default: the open task of this person. */
  readonly task?: { readonly activity: string; readonly taskId: number };
  readonly by?: number;
  readonly comment?: string;
  readonly fields?: ValueMap;
}

export class TestWorkflow {
  readonly compiled: CompiledTemplate;
  context: Context;
  state: Workflow;
  readonly effects: Effect[] = [];
  /** What the last event brought. */
  last: readonly Effect[] = [];
  /** What stands open in the world outside. */
  readonly tasks = new Map<number, TaskRequest & { readonly activity: string }>();
  readonly timers = new Map<string, number>();
  readonly calls = new Map<string, EffectOf<"call-handler">>();
  readonly #answered = new Set<string>();
  #moves = 0;
  #tasksMade = 0;

  constructor(compiled: CompiledTemplate, context: Context, parameters: ValueMap = {}) {
    this.compiled = compiled;
    this.context = context;
    this.state = createWorkflow(compiled, context, { parameters, startedBy: context.user });
  }

  send(event: Event): Advance["kind"] {
    const context = { ...this.context, seed: ((this.#moves + 1) * 2654435761).toString(16).padStart(32, "5") };
    const outcome = this.#advance(event, context);
    if (outcome.kind !== "advanced") return outcome.kind;
    expect(this.isOver, "a workflow that is over changes no more").toBe(false);
    this.#moves += 1;
    this.#tasksMade += this.of("create-task", outcome.effects).length;
    this.last = outcome.effects;
    this.effects.push(...outcome.effects);
    for (const effect of outcome.effects) this.#record(effect);
    const saved = JSON.stringify(outcome.workflow);
    this.state = frozen(JSON.parse(saved) as Workflow);
    expect(JSON.stringify(this.state), "the state is plain JSON").toBe(saved);
    this.#checkInvariants();
    return "advanced";
  }

  /** The process dies before it saves: all that was computed is gone. */
  lose(event: Event): void {
    this.#advance(event, { ...this.context, seed: "f".repeat(32) });
  }

  get isOver(): boolean {
    return this.state.status === "completed" || this.state.status === "terminated";
  }

  answer(user: number, answer: TaskAnswer, { by = user, comment = "", fields = {}, ...given }: Answer = {}): Advance["kind"] {
    const open = [...this.tasks.values()];
    const task = given.task ?? open.find(({ assignees }) => assignees.includes(userId(user))) ?? open[0];
    if (!task) throw new Error("no task is open");
    return this.send({
      kind: "task-answered",
      activity: activityName(task.activity),
      taskId: task.taskId,
      assignee: userId(user),
      by: userId(by),
      answer,
      comment,
      fields,
    });
  }

  /** The clock moves to the timer of the step, which fires. */
  fire(name: string): Advance["kind"] {
    const at = this.timers.get(name);
    if (at === undefined) throw new Error(`no timer of ${name} is set`);
    this.context = { ...this.context, now: Math.max(this.context.now, at) };
    this.timers.delete(name);
    return this.send({ kind: "timer-fired", activity: activityName(name) });
  }

  reply(name: string, returnValues: ValueMap = {}, logMessage = ""): Advance["kind"] {
    return this.send({ kind: "application-answered", activity: activityName(name), eventId: this.tokenOf(name), returnValues, logMessage });
  }

  give(name: string, user = 1): Advance["kind"] {
    return this.send({ kind: "command-sent", activity: activityName(name), user: userId(user) });
  }

  retry(name: string): Advance["kind"] {
    return this.send({ kind: "retried", activity: activityName(name) });
  }

  /** The token of the last call of a step. */
  tokenOf(name: string): string {
    const call = this.of("call-handler").findLast((effect) => effect.activity === name);
    if (!call) throw new Error(`${name} has called no handler`);
    return call.eventId;
  }

  of<K extends Effect["kind"]>(kind: K, effects: readonly Effect[] = this.effects): EffectOf<K>[] {
    return effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
  }

  /** Texts that log steps have written, in order. */
  get report(): string[] {
    return this.of("log")
      .filter((entry) => entry.type === "report")
      .map((entry) => entry.text);
  }

  resultsOf(name: string): ValueMap {
    return this.state.results[name] ?? {};
  }

  /** What the server answers when a step asks; the world's own answers are few. */
  replyTo: (question: Question) => Answers[Question["kind"]] = ({ kind }) => {
    throw new Error(`this test has no answer to ${kind}`);
  };

  #advance(event: Event, context: Context): Settled {
    const before = frozen(this.state);
    const taskIds: number[] = [];
    for (;;) {
      const given = { ...context, taskIds: [...taskIds] };
      const answers: Answers[Question["kind"]][] = [];
      const outcome = settle(advance(this.compiled, before, event, given), (question) => {
        answers.push(this.replyTo(question));
        return answers.at(-1) ?? null;
      });
      const again = settle(advance(this.compiled, before, event, given), () => answers.shift() ?? null);
      expect(again, "same input, same output").toEqual(outcome);
      if (outcome.kind !== "needs") {
        return outcome;
      }
      expect(outcome.taskIds).toBeGreaterThan(taskIds.length);
      while (taskIds.length < outcome.taskIds) taskIds.push(100 + this.#tasksMade + taskIds.length);
    }
  }

  #record(effect: Effect): void {
    switch (effect.kind) {
      case "create-task":
        expect(
          [...this.tasks.values()].map((task) => task.activity),
          "a step has one task",
        ).not.toContain(effect.activity);
        expect(effect.task.assignees.length, "a task has somebody to do it").toBeGreaterThan(0);
        this.tasks.set(effect.task.taskId, { ...effect.task, activity: effect.activity });
        return;
      case "record-answer":
        expect(this.tasks.get(effect.taskId)?.assignees, "answers are of those who were asked").toContain(effect.assignee);
        expect(this.#answered.has(`${effect.taskId} ${effect.assignee}`), "nobody answers twice").toBe(false);
        this.#answered.add(`${effect.taskId} ${effect.assignee}`);
        return;
      case "close-task":
      case "delete-task":
        expect(this.tasks.delete(effect.taskId), "a task ends once").toBe(true);
        return;
      case "set-timer":
        expect(this.timers.has(effect.activity), "a step has one timer").toBe(false);
        this.timers.set(effect.activity, effect.at);
        return;
      case "cancel-timer":
        expect(this.timers.delete(effect.activity), "only a set timer is cancelled").toBe(true);
        return;
      case "call-handler":
        if (effect.waits) this.calls.set(effect.activity, effect);
        return;
      case "write-document": {
        const { document } = this.context;
        this.context = { ...this.context, document: { ...document, values: { ...document.values, ...effect.fields } } };
        return;
      }
      case "cancel-call":
        expect(this.calls.delete(effect.activity), "only a waiting call is cancelled").toBe(true);
        return;
      default:
    }
  }

  #checkInvariants(): void {
    const { active, incidents, status } = this.state;
    const names = Object.keys(active);
    for (const name of names) {
      const parent = this.compiled.nodes.get(activityName(name))?.parent;
      if (parent) expect(names, "the parent of an active step is active").toContain(parent.activity.name);
    }
    expect(names, "incidents belong to active steps").toEqual(expect.arrayContaining(Object.keys(incidents)));
    // An answer ends a call without an effect of its own.
    for (const [name, call] of this.calls) if (active[name]?.["eventId"] !== call.eventId) this.calls.delete(name);
    const timers = names.filter((name) => typeof active[name]?.["timer"] === "number");
    expect([...this.timers.keys()].sort(), "steps know their timers").toEqual(timers.sort());
    const tasks = names.map((name) => active[name]?.["taskId"]).filter((id) => typeof id === "number");
    expect([...this.tasks.keys()].sort(), "steps know their tasks").toEqual(tasks.sort());
    if (this.isOver)
      expect([names, this.tasks.size, this.timers.size, this.calls.size], "an end leaves nothing open").toEqual([[], 0, 0, 0]);
    else
      expect([names.length > 0, status], "a workflow waits, or is held by incidents").toEqual([
        true,
        Object.keys(incidents).length > 0 ? "held" : "running",
      ]);
  }
}

interface Start extends Definitions {
  readonly context?: Partial<Context>;
  readonly given?: ValueMap;
}

/** A workflow of these steps (or of a root of one's own), started. */
export function start(steps: readonly Value[] | ValueMap, { context = {}, given = {}, ...definitions }: Start = {}): TestWorkflow {
  const compiled = isMap(steps) ? templateOfRoot(steps, definitions) : templateOf(steps, definitions);
  const workflow = new TestWorkflow(compiled, contextOf(context), given);
  workflow.send({ kind: "started" });
  return workflow;
}

/** Nothing may change a state that is given to the engine. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const entry of Object.values(value)) frozen(entry);
  return Object.freeze(value);
}
