// How the runs of an exploration begin: fields, parameters, constants and variables, chosen so that conditions go one way or the other.
import type { Plan } from "@kontor/server/testing";
import { type Line, valueFor } from "./values.ts";

/** Values by what they belong to and its name, as a condition would write it: `document:STAGE_ID`. */
export type Values = ReadonlyMap<string, unknown>;

export interface World {
  readonly values: Values;
  /** Constants that name people get people of the environment; otherwise they are empty. */
  readonly hasPeople: boolean;
  /** Who starts: the place among the people of the environment. */
  readonly starter: number;
  tries: number;
}

export function keyOf(object: string, name: string): string {
  return `${object.toLowerCase()}:${name}`;
}

/** The plain one first. */
export function worldsOf(plan: Plan, people: readonly string[]): World[] {
  const plain = world(new Map());
  const aimed = plan.steps.flatMap((step) => (step.condition ? aimedAt(plan, step.name, step.condition, people) : []));
  const none = plan.steps.filter(({ type }) => type === "IfElseActivity").map(({ name }) => pastAll(plan, name, people));
  const lines = plan.steps.flatMap(({ condition }) => condition?.flat() ?? []);
  const single = lines.flatMap((line) => [true, false].map((holds) => decided(plan, [[line, holds]], people)));
  const others = [
    world(new Map(), { starter: -1 }),
    world(new Map(), { hasPeople: false }),
    world(new Map(), { hasPeople: false, starter: -1 }),
  ];
  const chosen = distinct([...aimed, ...none, ...single].filter((values) => values.size > 0)).map((values) => world(values));
  return [plain, ...chosen, ...others, ...eventsOf(plan).flatMap((kind) => [plain, ...chosen].map((one) => startedBy(kind, one)))];
}

/** Kinds of events that a canvas may begin with: a document was created, or changed. */
function eventsOf({ steps }: Plan): string[] {
  const kinds = { CreateDocumentTrigger: "1", EditDocumentTrigger: "2" };
  return Object.entries(kinds).flatMap(([wanted, kind]) => (steps.some(({ type }) => type === wanted) ? [kind] : []));
}

function startedBy(kind: string, { values }: World): World {
  return world(new Map([...values, [keyOf("Template", "DocumentEventType"), kind]]));
}

/** @param given values by what they belong to, then by name */
export function worldWith(given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): World {
  const entries = Object.entries(given).flatMap(([object, fields]) =>
    Object.entries(fields).map(([name, value]): [string, unknown] => [keyOf(object, name), value]),
  );
  return world(new Map(entries));
}

function world(values: Values, { hasPeople = true, starter = 0 } = {}): World {
  return { values, hasPeople, starter, tries: 0 };
}

/** The condition of a branch holds by each of its groups, and those of the branches before it fail; and all fail. */
function aimedAt(plan: Plan, name: string, groups: readonly (readonly Line[])[], people: readonly string[]): Values[] {
  const before = siblingsBefore(plan, name).flatMap(({ condition }) => condition?.map(firstLine) ?? []);
  const held = groups.map((group) => [
    ...before.flatMap((line): Decision[] => (line ? [[line, false]] : [])),
    ...group.map((line): Decision => [line, true]),
  ]);
  const failed = groups.flatMap((group): Decision[] => (group[0] ? [[group[0], false]] : []));
  return [...held, failed].map((decisions) => decided(plan, decisions, people));
}

function firstLine(group: readonly Line[]): Line | undefined {
  return group[0];
}

function siblingsBefore({ steps }: Plan, name: string): Plan["steps"] {
  const parent = steps.find((step) => step.name === name)?.within.at(-1);
  const siblings = steps.filter(({ within }) => parent !== undefined && within.at(-1) === parent);
  return siblings.slice(
    0,
    siblings.findIndex((step) => step.name === name),
  );
}

function pastAll(plan: Plan, name: string, people: readonly string[]): Values {
  const branches = plan.steps.filter(({ within }) => within.at(-1) === name);
  const lines = branches.flatMap(({ condition }) => condition?.map(firstLine) ?? []);
  return decided(
    plan,
    lines.flatMap((line): Decision[] => (line ? [[line, false]] : [])),
    people,
  );
}

type Decision = readonly [line: Line, holds: boolean];

function decided({ definitions }: Plan, decisions: readonly Decision[], people: readonly string[]): Values {
  const values = new Map<string, unknown>();
  for (const [line, holds] of decisions) {
    const value = valueFor(line, holds, people);
    const object = line.object ?? (Object.hasOwn(definitions.parameters, line.field) ? "Template" : "Variable");
    if (value !== undefined) values.set(keyOf(object, line.field), value);
  }
  return values;
}

function distinct(all: readonly Values[]): Values[] {
  return [...new Map(all.map((values) => [JSON.stringify([...values]), values])).values()];
}
