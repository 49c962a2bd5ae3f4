// Runs a template again and again, each time in another way, until it has been to all of its ends and taken all of its branches,
// or nothing new comes any more.
import { fromPlain, type Plain, readBpt, toPlain, writeBpt } from "@kontor/bpt";
import type { Plan, PlannedStep } from "@kontor/server/testing";
import { type Coverage, coverageOf, type Passed } from "../testing/coverage.ts";
import type { Person } from "../testing/people.ts";
import { ObservedRun, type Run } from "../testing/run.ts";
import { bytesOf, type Template, type TemplateSource } from "../testing/template.ts";
import type { TestEnv } from "../testing/test-env.ts";
import { type Choice, choicesOf, type Situation } from "./choices.ts";
import { sampleOf } from "./values.ts";
import { type Values, type World, worldsOf, worldWith } from "./worlds.ts";

export interface ExploreOptions {
  readonly name?: string;
  /** Fields of every document, where the exploration does not choose others. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly constants?: Readonly<Record<string, unknown>>;
  /** Fields and parameters to begin with, beside those that the exploration finds. */
  readonly starts?: readonly {
    readonly document?: Readonly<Record<string, unknown>>;
    readonly parameters?: Readonly<Record<string, unknown>>;
  }[];
  /** At most so many runs. Missing: 80. */
  readonly runs?: number;
  /** At most so many milliseconds. Missing: 60 000. */
  readonly ms?: number;
}

export interface Exploration extends Coverage {
  /** Types that do not run here, with the reason, where runs have come to them. */
  readonly kept: readonly string[];
  /** Other reasons for which runs were held; the steps were skipped. */
  readonly held: readonly string[];
  /** Variables that began with other values than the template's, since nothing that runs here sets them. */
  readonly preset: readonly string[];
  /** Steps that were begun. */
  readonly begun: readonly PlannedStep[];
  /** Lines of the log that tell of expressions that could not be calculated. */
  readonly problems: readonly string[];
}

/** A path longer than this is given up: a loop that chance does not leave. */
const longestPath = 60;

/** Fields that a type of documents does not have are passed over. */
const plainDocument = { TITLE: "Explored", NAME: "Explored", OPPORTUNITY: 1000 };

/** Robots of the environment that have no handler are answered, and left unanswered. */
export async function explore(env: TestEnv, source: TemplateSource, options: ExploreOptions = {}): Promise<Exploration> {
  const explorer = new Explorer(env, await bytesOf(source), options);
  await explorer.prepare();
  return explorer.explore();
}

class Explorer {
  readonly #env: TestEnv;
  readonly #bytes: Uint8Array;
  readonly #options: ExploreOptions;
  readonly #people: readonly Person[];
  /** Imported already, by the constants and variables that they begin with. */
  readonly #variants = new Map<string, Template>();
  readonly #passed: Passed[] = [];
  readonly #texts = { kept: new Set<string>(), held: new Set<string>(), preset: new Set<string>(), problems: new Set<string>() };
  /** How often a choice was made after the same choices before it, and anywhere. */
  readonly #tries = new Map<string, number>();
  #worlds: World[] = [];
  #template: Template | null = null;

  constructor(env: TestEnv, bytes: Uint8Array, options: ExploreOptions) {
    this.#env = env;
    this.#bytes = bytes;
    this.#options = options;
    this.#people = env.people;
  }

  async prepare(): Promise<void> {
    this.#template = await this.#variant({ values: new Map(), hasPeople: true, starter: 0, tries: 0 });
    const { starts = [] } = this.#options;
    const given = starts.map(({ document = {}, parameters = {} }) => worldWith({ document, template: parameters }));
    this.#worlds = [...given, ...worldsOf(this.#template.plan, this.#people.map(String))];
  }

  async explore(): Promise<Exploration> {
    const { runs = 80, ms = 60_000 } = this.#options;
    const until = performance.now() + ms;
    const patience = 12 + 2 * this.#worlds.length;
    let [best, since] = [-1, 0];
    for (let made = 0; made < runs && performance.now() < until && since <= patience; made += 1) {
      const world = this.#nextWorld();
      await this.#once(world);
      const now = weightOf(this.#coverage());
      // What has brought something new is tried again at once: other answers may bring more.
      if (now > best) world.tries -= 1;
      since = now > best ? 0 : since + 1;
      best = Math.max(best, now);
      if (isWhole(this.#coverage())) break;
    }
    const names = new Set(this.#passed.flatMap(({ marks }) => marks.map(({ activity }) => String(activity))));
    const begun = this.#plan.steps.filter(({ name }) => names.has(name));
    const { kept, held, preset, problems } = this.#texts;
    return { ...this.#coverage(), kept: [...kept], held: [...held], preset: [...preset], problems: [...problems], begun };
  }

  get #plan(): Plan {
    return templateIn(this.#template).plan;
  }

  #coverage(): Coverage {
    return coverageOf(templateIn(this.#template), this.#passed);
  }

  #nextWorld(): World {
    const next = this.#worlds.reduce((least, world) => (world.tries < least.tries ? world : least));
    next.tries += 1;
    return next;
  }

  async #once(world: World): Promise<void> {
    const template = await this.#variant(world);
    for (const [id, value] of Object.entries(this.#valuesOf(world.values, "globalvar"))) await this.#env.global(id, value);
    const before = this.#env.runs.length;
    const run = await this.#env.start(template, {
      ignoresUnknownFields: true,
      document: { ...plainDocument, ...this.#options.document, ...this.#valuesOf(world.values, "document") },
      parameters: { ...this.#sampleParameters(), ...this.#valuesOf(world.values, "template") },
      as: this.#people.at(world.starter) ?? "admin",
    });
    await this.#walk(run, world);
    await this.#clear(this.#env.runs.slice(before));
    if (run instanceof ObservedRun) this.#passed.push(run.passed);
  }

  async #walk(run: Run, { values, hasPeople }: World): Promise<void> {
    const situation: Situation = {
      env: this.#env,
      people: this.#people,
      robots: this.#env.robots,
      values,
      planOf: (one) => (one instanceof ObservedRun ? one.passed.template.plan : this.#plan),
    };
    let path = JSON.stringify([...values]);
    for (let length = 0; length < longestPath; length += 1) {
      const family = familyOf(run);
      if (hasPeople) for (const one of family) this.#note(one);
      if (isOver(run)) return;
      const choices = family.flatMap((one) => (isOver(one) ? [] : choicesOf(one, situation)));
      const choice = this.#choose(path, choices);
      if (!choice) return;
      path += `\n${choice.key}`;
      this.#count(path);
      this.#count(choice.key);
      await choice
        .act()
        .catch((error: unknown) => this.#texts.held.add(`${choice.key}: ${error instanceof Error ? error.message : String(error)}`));
    }
  }

  /** What was tried least often from here, then what was tried least often at all. */
  #choose(path: string, choices: readonly Choice[]): Choice | undefined {
    const tries = (key: string): number => this.#tries.get(key) ?? 0;
    const ranked = choices.map((choice, index) => ({ choice, rank: [tries(`${path}\n${choice.key}`), tries(choice.key), index] }));
    return ranked.toSorted((a, b) => compare(a.rank, b.rank))[0]?.choice;
  }

  #count(key: string): void {
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1);
  }

  #note(run: Run): void {
    for (const { kind, text, step } of run.incidents) {
      const planned = this.#plan.steps.find(({ name }) => name === step);
      if (kind === "unknown-activity" && planned) this.#texts.kept.add(`${planned.type}: ${planned.reason}`);
      else this.#texts.held.add(text);
    }
    for (const line of run.problems) this.#texts.problems.add(line.replaceAll(/"\d+"/g, '"…"'));
  }

  /** Nothing of this run may meet the next one. */
  async #clear(runs: readonly Run[]): Promise<void> {
    for (const run of runs) if (!isOver(run)) await run.terminate().catch(() => undefined);
    for (const person of this.#people)
      if (this.#plan.steps.some(({ type }) => type === "WaitWorkDayActivity")) await this.#env.workday(person, false);
  }

  #valuesOf(values: Values, object: string): Record<string, unknown> {
    const own = [...values].filter(([key]) => key.startsWith(`${object}:`));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(object.length + 1), value]));
  }

  #sampleParameters(): Record<string, unknown> {
    const { parameters } = this.#plan.definitions;
    const open = Object.entries(parameters).filter(([, { default: value }]) => value === null || value === "");
    return Object.fromEntries(open.map(([name, definition]) => [name, sampleOf(definition, this.#people.map(String))]));
  }

  async #variant({ values, hasPeople }: World): Promise<Template> {
    const unset = Object.entries(this.#valuesOf(values, "variable")).filter(([name]) => !this.#template?.plan.variablesSet.includes(name));
    const variables = Object.fromEntries(unset);
    const given = { ...this.#options.constants, ...this.#valuesOf(values, "constant") };
    const key = JSON.stringify([variables, given, hasPeople]);
    const known = this.#variants.get(key);
    if (known) return known;
    const { bytes, missing } = presetting(this.#bytes, variables);
    for (const name of Object.keys(variables).filter((one) => !missing.includes(one)))
      this.#texts.preset.add(`${name} = ${JSON.stringify(variables[name])}`);
    const bare = await this.#env.template(bytes, { name: this.#options.name ?? "Explored", constants: {} });
    const constants = { ...this.#peopleFor(bare.plan, hasPeople), ...given };
    const template = Object.keys(constants).length === 0 ? bare : await this.#env.template(bytes, { name: bare.name, constants });
    this.#variants.set(key, template);
    return template;
  }

  /** Constants that name people: somebody else for each, since those of another portal are not here. */
  #peopleFor({ definitions }: Plan, hasPeople: boolean): Record<string, unknown> {
    const people = this.#people.slice(1);
    const named = Object.entries(definitions.constants).filter(([, { type }]) => type === "user");
    return Object.fromEntries(
      named.map(([name, { multiple }], index) => [name, hasPeople ? someone(people.at(index % people.length), multiple) : ""]),
    );
  }
}

function someone(person: Person | undefined, multiple: boolean): unknown {
  return multiple ? [person] : person;
}

function templateIn(template: Template | null): Template {
  if (template === null) throw new Error("The exploration is not prepared");
  return template;
}

/** The template with other defaults of these variables. */
function presetting(
  bytes: Uint8Array,
  variables: Readonly<Record<string, unknown>>,
): { readonly bytes: Uint8Array; readonly missing: readonly string[] } {
  const plain = toPlain(readBpt(bytes)) as { readonly [key: string]: Plain };
  const defined = (plain["VARIABLES"] ?? {}) as { readonly [key: string]: { readonly [key: string]: Plain } };
  const missing = Object.keys(variables).filter((name) => !Object.hasOwn(defined, name));
  if (missing.length === Object.keys(variables).length) return { bytes, missing };
  const changed = Object.entries(defined).map(([name, definition]) => [
    name,
    Object.hasOwn(variables, name) ? { ...definition, Default: variables[name] as Plain } : definition,
  ]);
  return { bytes: writeBpt(fromPlain({ ...plain, VARIABLES: Object.fromEntries(changed) })), missing };
}

function familyOf(run: Run): readonly Run[] {
  return [run, ...run.children().flatMap(familyOf)];
}

function isOver({ status }: Run): boolean {
  return status === "completed" || status === "terminated";
}

function weightOf({ steps, branches, ends }: Coverage): number {
  return steps.passed + branches.passed + ends.passed;
}

function isWhole({ steps, branches, ends }: Coverage): boolean {
  return steps.isWhole && branches.isWhole && ends.isWhole;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}
