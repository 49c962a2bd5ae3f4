// The runs of an environment: those that the test has started, and those that followed from them.
import type { Hooks, Mark, Move } from "@kontor/server/testing";
import { type Coverage, coverageOf } from "./coverage.ts";
import type { DocumentShelf } from "./documents.ts";
import type { Environment } from "./environment.ts";
import type { Person } from "./people.ts";
import type { Robots } from "./robots.ts";
import { type Family, ObservedRun, type Run } from "./run.ts";
import type { Template } from "./template.ts";

interface Seen {
  readonly move: Omit<Move, "marks" | "activity">;
  readonly marks: Mark[];
}

export interface RunsParts {
  readonly robots: Robots;
  shelf(): DocumentShelf;
  person(who: Person | string): Person;
  nameOf(userId: number): string;
  withId(userId: number): Person | undefined;
}

export class Runs implements Family {
  readonly #env: Environment;
  readonly #parts: RunsParts;
  readonly #runs = new Map<string, ObservedRun>();
  readonly #templates = new Map<number, Template>();
  /** What the engine has told of each workflow. */
  readonly #seen = new Map<string, Seen>();

  /** Of a workflow that is just being started. */
  readonly #untold: string[] = [];

  constructor(env: Environment, parts: RunsParts) {
    this.#env = env;
    this.#parts = parts;
  }

  get all(): readonly ObservedRun[] {
    return [...this.#runs.values()];
  }

  get(workflowId: string): ObservedRun | undefined {
    return this.#runs.get(workflowId);
  }

  /** @param workflowId whom it concerns most; null: all alike */
  tellAll(text: string, workflowId: string | null): void {
    for (const run of this.#runs.values()) run.tell(text);
    if (workflowId !== null && !this.#runs.has(workflowId)) this.#untold.push(text);
  }

  addTemplate(template: Template): void {
    this.#templates.set(template.id, template);
  }

  readonly moved: NonNullable<Hooks["moved"]> = async (move) => {
    const { marks, workflowId } = move;
    const seen = this.#seen.get(workflowId) ?? { move, marks: [] };
    this.#seen.set(workflowId, seen);
    seen.marks.push(...(marks as readonly Mark[]));
  };

  /** @param text the first line of its trace */
  begin(workflowId: string, text: string): ObservedRun {
    const seen = this.#seen.get(workflowId);
    if (!seen) throw new Error(`The workflow ${workflowId} has not been started here`);
    const { documentId, templateId, parentId } = seen.move;
    const { robots, person, nameOf, withId, shelf } = this.#parts;
    const template = this.#templates.get(templateId) ?? unknownTemplate(templateId);
    const common = { id: workflowId, template, parentId, documentId, shelf: shelf(), robots, marks: seen.marks };
    const run = new ObservedRun(this.#env, { ...common, family: this, person, nameOf, withId });
    this.#runs.set(workflowId, run);
    run.begin(text);
    for (const line of this.#untold.splice(0)) run.tell(line);
    return run;
  }

  /** Takes in what has been started by others, and looks at every run. */
  async observe(): Promise<void> {
    for (const [workflowId, { move }] of this.#seen) {
      if (!this.#runs.has(workflowId)) this.begin(workflowId, `started on ${move.documentId[2]}${this.#byWhom(move.parentId)}`);
    }
    for (const run of this.#runs.values()) await run.observe();
  }

  childrenOf(workflowId: string): readonly Run[] {
    return this.all.filter(({ parentId }) => parentId === workflowId);
  }

  async adopt(workflowId: string): Promise<Run> {
    await this.#env.settle();
    const run = this.#runs.get(workflowId);
    if (!run) throw new Error(`The workflow ${workflowId} has not been started here`);
    return run;
  }

  namesOf(workflowId: string, activity: string): readonly string[] {
    const templateId = this.#seen.get(workflowId)?.move.templateId ?? 0;
    const known = this.#templates.get(templateId) ?? [...this.#templates.values()].find(({ titles }) => titles.has(activity));
    return [activity, known?.titles.get(activity) ?? activity];
  }

  /** A template that was imported again, with other values of its constants, is the same one. */
  coverage(): readonly Coverage[] {
    const passed = this.all.map((run) => ({ run: run.passed, identity: identityOf(run.passed.template) }));
    const templates = new Map([...this.#templates.values()].map((template) => [identityOf(template), template]));
    return [...templates].map(([identity, template]) =>
      coverageOf(
        template,
        passed.filter((one) => one.identity === identity).map(({ run }) => run),
      ),
    );
  }

  #byWhom(parentId: string | null): string {
    return parentId === null ? "" : ` by the workflow ${parentId}`;
  }
}

function identityOf({ name, plan }: Template): string {
  return JSON.stringify([name, plan.steps.map((step) => step.name)]);
}

const nothing = { globals: { variables: [], constants: [] }, variablesSet: [], steps: [], branches: [], ends: [] };

/** One that the environment has not imported: the rules of a stage. */
function unknownTemplate(id: number): Template {
  const definitions = { parameters: {}, variables: {}, constants: {} };
  return { id, name: `template ${id}`, titles: new Map(), plan: { ...nothing, definitions } };
}
