// The hands of one activity in a run: the implementation of Step.
import type { Step } from "./activity-type.ts";
import type { CompiledTemplate, Node } from "./compile.ts";
import { conditionOf, holds } from "./expression/condition.ts";
import { evaluate, evaluateAs, evaluateText } from "./expression/evaluate.ts";
import type { Scope } from "./expression/scope.ts";
import { usersOf } from "./expression/users.ts";
import type { Context } from "./model/context.ts";
import type { Effect, LogType } from "./model/effect.ts";
import type { UserId } from "./model/ids.ts";
import type { Answers, Question, QuestionOf } from "./model/question.ts";
import { asFlag, asText, type Value, type ValueMap } from "./model/value.ts";
import type { Workflow } from "./model/workflow.ts";
import { randomText } from "./random.ts";

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
  schedule(operation: { readonly kind: "start"; readonly node: Node }): void;
  close(node: Node): void;
  end(status: "terminated", title: string): void;
  ask<K extends Question["kind"]>(question: QuestionOf<K>): Answers[K];
}

export function stepOf(run: SurroundingRun, node: Node): Step {
  const { activity } = node;
  const { draft, scope, compiled } = run;
  const raw = (name: string): Value => (Object.hasOwn(activity.properties, name) ? (activity.properties[name] ?? null) : null);
  const property = (name: string): Value => evaluate(raw(name), scope, compiled.parser);
  const activeUsers = (value: Value): readonly UserId[] =>
    usersOf(value, scope).filter((id) => run.context.directory.people.get(id)?.active === true);
  const log = (type: LogType, text: string, user: UserId | null = null): void => {
    run.effects.push({ kind: "log", type, activity: activity.name, activityType: activity.type, title: titleOf(node), text, user });
  };
  return {
    node,
    context: run.context,
    template: compiled.template,
    scope,
    workflow: draft,
    title: titleOf(node),

    property,
    propertyAs: (name, definition) => evaluateAs(raw(name), definition, scope, compiled.parser),
    text: (name) => evaluateText(raw(name), scope, compiled.parser),
    flag: (name, otherwise) => (raw(name) === null ? otherwise : asFlag(property(name))),
    number: (name, otherwise) => {
      const number = Number.parseFloat(asText(property(name)));
      return Number.isFinite(number) ? number : otherwise;
    },
    users: (name) => activeUsers(property(name)),
    usersIn: activeUsers,
    evaluate: (value) => evaluate(value, scope, compiled.parser),
    evaluateAs: (value, definition) => evaluateAs(value, definition, scope, compiled.parser),
    holds: (properties) => {
      const condition = conditionOf(properties);
      return condition === null || holds(condition, scope, compiled.parser);
    },

    get notes() {
      return draft.active[activity.name] ?? {};
    },
    note(patch) {
      draft.active = { ...draft.active, [activity.name]: { ...draft.active[activity.name], ...patch } };
    },

    run: (child) => run.schedule({ kind: "start", node: child }),
    runAgain(child) {
      draft.results = without(draft.results, namesUnder(child));
      run.schedule({ kind: "start", node: child });
    },
    setResults(results: ValueMap) {
      draft.results = { ...draft.results, [activity.name]: { ...draft.results[activity.name], ...results } };
    },
    close: () => run.close(node),
    terminate: (title) => run.end("terminated", title),

    setVariable(name, value) {
      draft.variables = { ...draft.variables, [name]: value };
    },
    writeDocument(fields, modifiedBy) {
      run.documentValues = { ...run.documentValues, ...fields };
      run.effects.push({ kind: "write-document", fields, modifiedBy });
    },
    setStateTitle(title, { custom }) {
      draft.stateTitle = title.slice(0, 255);
      if (custom) draft.customTitle = draft.stateTitle;
    },
    log,
    emit: (effect: Effect) => run.effects.push(effect),
    takeTaskId() {
      const id = run.context.taskIds[run.taskIdsTaken];
      if (id === undefined) throw new NeedsTaskIds();
      run.taskIdsTaken += 1;
      return id;
    },
    ask: (question) => run.ask(question),
    randomId: () => randomText(32, run.random),
  };
}

function titleOf(node: Node): string {
  return asText(node.activity.properties["Title"]) || node.activity.type;
}

/** Loops forget the results of their body in each turn: costs as much as the body is large, not as much as there are results. */
function without(results: Workflow["results"], names: readonly string[]): Workflow["results"] {
  const stale = names.filter((name) => Object.hasOwn(results, name));
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
