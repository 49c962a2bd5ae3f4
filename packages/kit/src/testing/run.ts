// One workflow in a test: what it knows, what it waits for, and ways to let it go on.
import { listTasks, type Mark, portalTimers, readWorkflowLog, readWorkflowState, type Timer, type Workflow } from "@kontor/server/testing";
import type { Passed } from "./coverage.ts";
import type { DocumentShelf } from "./documents.ts";
import type { Environment } from "./environment.ts";
import { inWords } from "./in-words.ts";
import { administrator, type Person } from "./people.ts";
import type { Robots } from "./robots.ts";
import {
  closeRecord,
  command,
  commandTitles,
  type Incident,
  incidentsOf,
  openRecords,
  type RunRecord,
  restart,
  retry,
  skip,
  terminate,
} from "./run-actions.ts";
import { type OpenTask, openTasks, type RunTask, runTask } from "./task.ts";
import type { Template } from "./template.ts";
import { localTime, Trace } from "./trace.ts";

/** `held`: an incident keeps it from going on; `waitsFor` says which. */
export type RunStatus = "running" | "held" | "completed" | "terminated";

/** A workflow that the test has started. Its properties are as they were when the last awaited call came back. */
export interface Run {
  readonly id: string;
  readonly status: RunStatus;
  /** What people read as its status, such as "Waiting for approval: 0 of 1". */
  readonly title: string;
  /** Fields of its document as clients read them: texts. Null: it was deleted. */
  readonly document: Readonly<Record<string, unknown>> | null;
  /** Values of its variables by name. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Texts of its log. */
  readonly log: readonly string[];
  /** Names of its open tasks. */
  readonly tasks: readonly string[];
  /** A sentence that says what it waits for, for people. */
  readonly waitsFor: string;
  /** Names of the steps that were begun, in their order; a step in a loop each time. */
  readonly steps: readonly string[];
  /** What it is held by; null: it is not held. */
  readonly incident: Incident | null;
  readonly incidents: readonly Incident[];
  /** Titles of the commands that it offers. */
  readonly commands: readonly string[];
  /** Its open tasks, with the steps that have made them and those who still have to answer. */
  readonly openTasks: readonly OpenTaskView[];
  /** Names of the steps that have begun and not ended. */
  readonly active: readonly string[];
  /** How many delays and deadlines run. */
  readonly timers: number;
  /** Lines of its log about expressions that could not be calculated. */
  readonly problems: readonly string[];
  /** What it has made and is open: tasks of people, meetings, bookings. */
  readonly records: readonly RunRecord[];
  /** An open task: by its name, a part of that, the title or the name of its step. */
  task(name: string): RunTask;
  /** Runs of the workflows that its steps have started, in their order. */
  children(): readonly Run[];
  /** Gives a command by its title or the name of its step. Missing: the administrator gives it. */
  command(name: string, by?: Person | string): Promise<void>;
  /** Tries the held step again. @param step its name, where several are held */
  retry(step?: string): Promise<void>;
  /** Ends the held step with these results, without its work. */
  skip(results?: Readonly<Record<string, unknown>>, step?: string): Promise<void>;
  /** Starts the workflow anew on the same document, with what it was started with. Where it runs, it is terminated first. */
  restart(): Promise<Run>;
  terminate(title?: string): Promise<void>;
  /** Closes an open record by its title. */
  closeRecord(title: string, by?: Person | string): Promise<void>;
  /** Somebody changes the document: fields as clients write them. Missing: the administrator does it. */
  edit(fields: Readonly<Record<string, unknown>>, by?: Person | string): Promise<void>;
  /** Jumps over delays until it waits for somebody (a task, an answer of a robot), is held or is over. */
  untilWait(): Promise<void>;
  /** Lets time pass until it is over: delays end, deadlines pass. @throws Error where it waits for something that no time brings */
  untilEnd(): Promise<void>;
  /** What happened, in its order: a line each, with the portal's time. */
  trace(): string;
}

export interface OpenTaskView {
  readonly name: string;
  readonly step: string;
  readonly people: readonly Person[];
}

export interface RunParts {
  readonly id: string;
  readonly template: Template;
  readonly parentId: string | null;
  readonly documentId: readonly string[];
  readonly shelf: DocumentShelf;
  readonly robots: Robots;
  /** Of its moves so far. */
  readonly marks: readonly Mark[];
  /** All runs of the environment. */
  readonly family: Family;
  /** @throws Error for a login that nobody has */
  person(who: Person | string): Person;
  nameOf(userId: number): string;
  /** Undefined: nobody whom the environment knows. */
  withId(userId: number): Person | undefined;
}

/** The runs beside a run. */
export interface Family {
  childrenOf(workflowId: string): readonly Run[];
  /** The run of a workflow that has just been started. */
  adopt(workflowId: string): Promise<Run>;
}

/** Nothing of a killed workflow stays in the database. */
function killed(last: Workflow | undefined): Workflow {
  const nothing = { state: "Terminated", customTitle: null, startedBy: null, parameters: {}, variables: {}, results: {}, incidents: {} };
  return { ...nothing, ...last, active: {}, status: "terminated", stateTitle: "Killed" };
}

const ends: readonly string[] = ["completed", "terminated"];
const mostJumps = 1000;
/** Of lines of the log. */
const errorType = 9;

/** Its properties are plain ones, written at each look: test runners print and compare them. */
export class ObservedRun implements Run {
  readonly id: string;
  status: RunStatus = "running";
  title = "";
  document: Run["document"] = null;
  variables: Run["variables"] = {};
  log: readonly string[] = [];
  tasks: readonly string[] = [];
  waitsFor = "";
  steps: readonly string[] = [];
  incident: Incident | null = null;
  incidents: readonly Incident[] = [];
  commands: readonly string[] = [];
  records: readonly RunRecord[] = [];
  openTasks: readonly OpenTaskView[] = [];
  active: readonly string[] = [];
  timers = 0;
  problems: readonly string[] = [];
  readonly #env: Environment;
  readonly #parts: RunParts;
  readonly #trace: Trace;
  #state: Workflow | undefined;
  #tasks: readonly OpenTask[] = [];

  constructor(env: Environment, parts: RunParts) {
    this.id = parts.id;
    this.#env = env;
    this.#parts = parts;
    this.#trace = new Trace(env.timeZone);
  }

  /** For the coverage of the environment. */
  get passed(): Passed {
    return { template: this.#parts.template, marks: this.#parts.marks, outcome: this.#state ?? { status: "running", state: "" } };
  }

  get parentId(): string | null {
    return this.#parts.parentId;
  }

  children(): readonly Run[] {
    return this.#parts.family.childrenOf(this.id);
  }

  async command(name: string, by: Person | string = administrator): Promise<void> {
    await this.#settling(command(this.#env, this.id, name, this.#parts.person(by)));
  }

  async retry(step?: string): Promise<void> {
    await this.#settling(retry(this.#env, this.id, this.#heldStep(step)));
  }

  async skip(results: Readonly<Record<string, unknown>> = {}, step?: string): Promise<void> {
    await this.#settling(skip(this.#env, this.id, this.#heldStep(step), results));
  }

  async restart(): Promise<Run> {
    const id = await restart(this.#env, this.id);
    return await this.#parts.family.adopt(id);
  }

  async terminate(title = "Terminated"): Promise<void> {
    await this.#settling(terminate(this.#env, this.id, title));
  }

  async closeRecord(title: string, by: Person | string = administrator): Promise<void> {
    const record = this.records.find((one) => one.title === title);
    const open = this.records.map((one) => `"${one.title}"`).join(", ") || "none";
    if (!record) throw new Error(`There is no open record "${title}". Open are: ${open}`);
    await this.#settling(closeRecord(this.#env, record.id, this.#parts.person(by)));
  }

  async edit(fields: Readonly<Record<string, unknown>>, by: Person | string = administrator): Promise<void> {
    const { shelf, documentId, person } = this.#parts;
    await this.#settling(
      this.#env.act(
        async () => {
          const { runtime } = this.#env;
          await inWords("The document cannot be changed", shelf.check(runtime, fields, documentId));
          await shelf.change(runtime, person(by).id, documentId, fields);
        },
        () => undefined,
      ),
    );
  }

  task(name: string): RunTask {
    const { person, nameOf } = this.#parts;
    return runTask(this.#env, { find: () => this.#find(name), person, nameOf });
  }

  async untilWait(): Promise<void> {
    await this.#jumpUntil(() => this.#isOver || this.status === "held" || this.#waitsForSomebody());
  }

  async untilEnd(): Promise<void> {
    await this.#jumpUntil(() => this.#isOver);
  }

  trace(): string {
    return this.#trace.toString();
  }

  /** The first line of the trace; nothing has been seen of it yet. */
  begin(text: string): void {
    this.#trace.add(this.#env.now, text);
  }

  tell(text: string): void {
    if (!this.#isOver) this.#trace.add(this.#env.now, text);
  }

  /** Before a due timer does its work. */
  tellTimeIsUp(activity: string): void {
    this.tell(`time is up: ${this.#titleOf(activity)}`);
  }

  /** Reads all that can be seen of it. */
  async observe(): Promise<void> {
    if (this.#state !== undefined && this.#isOver) return;
    const { runtime, portalId, administratorId: userId } = this.#env;
    const { shelf, documentId, marks } = this.#parts;
    const state = (await readWorkflowState(runtime.database, portalId, this.id)) ?? killed(this.#state);
    const select = ["ID", "NAME", "ACTIVITY_NAME", "OVERDUE_DATE", "USER_ID", "STATUS", "USER_STATUS"] as const;
    const query = { select, filter: [{ field: "WORKFLOW_ID", operator: "=" as const, value: this.id }], order: [], start: 0, count: false };
    const { rows } = await listTasks(runtime, { portalId, userId, isAdmin: true }, { ofUsers: null, query });
    const timers = (await portalTimers(runtime, portalId)).filter(({ workflowId }) => workflowId === this.id);
    this.document = await shelf.read(runtime, documentId);
    this.steps = marks.filter(({ what }) => what === "begun").map(({ activity }) => activity);
    this.incidents = incidentsOf(state);
    this.incident = this.incidents[0] ?? null;
    this.commands = await commandTitles(this.#env, this.id);
    this.records = await openRecords(this.#env, this.id);
    this.variables = state.variables;
    this.title = state.stateTitle;
    this.#tasks = openTasks(rows);
    this.tasks = this.#tasks.map(({ name }) => name);
    this.openTasks = this.#tasks.map((task) => this.#viewOf(task));
    this.active = Object.keys(state.active);
    this.timers = timers.length;
    await this.#readLog();
    this.#tellStatus(state);
    this.#state = state;
    this.status = state.status;
    this.waitsFor = this.#waitsFor(state, timers);
  }

  async #readLog(): Promise<void> {
    const entries = await readWorkflowLog(this.#env.runtime, this.#env.portalId, this.id);
    const lines = entries.filter(({ text }) => text !== "");
    for (const { at, text } of lines.slice(this.log.length)) this.#trace.add(at, text);
    this.log = lines.map(({ text }) => text);
    this.problems = lines.filter(({ type }) => type === errorType).map(({ text }) => text);
  }

  #tellStatus({ status, stateTitle, incidents }: Workflow): void {
    if (status === this.status) return;
    const why = status === "held" ? Object.values(incidents).map(({ text }) => text) : [stateTitle];
    const more = why.filter((text) => text.toLowerCase() !== status).join("; ");
    this.#trace.add(this.#env.now, more === "" ? status : `${status}: ${more}`);
  }

  #waitsFor(state: Workflow, timers: readonly Timer[]): string {
    if (this.#isOver) return `nothing, it is ${state.status} ("${state.stateTitle}")`;
    // A timer of a task's step is its deadline, and told with the task.
    const delays = timers.filter((timer) => !this.#tasks.some((task) => task.activity === timer.activity));
    const records = this.records.filter(({ isAwaited }) => isAwaited);
    const parts = [
      ...Object.values(state.incidents).map(({ text }) => `somebody to mend this: ${text}`),
      ...this.#tasks.map((task) => this.#taskWords(task)),
      ...this.#parts.robots.awaitedBy(this.id, state).map((code) => `the answer of robot "${code}"`),
      ...this.commands.map((title) => `the command "${title}"`),
      ...records.map(({ title }) => `somebody to close "${title}"`),
      ...this.#othersAwaited(state),
      ...delays.map(({ at, activity }) => `"${this.#titleOf(activity)}" until ${localTime(at, this.#env.timeZone)}`),
    ];
    if (parts.length > 0) return parts.join("; ");
    const steps = Object.keys(state.active).map((name) => `"${this.#titleOf(name)}"`);
    return `the steps ${steps.join(", ")}`;
  }

  /** What steps have noted that they wait for, and what nothing else tells: working days, and workflows that they have started. */
  #othersAwaited({ active }: Workflow): readonly string[] {
    return Object.entries(active).flatMap(([name, { workdayOf, child }]) => [
      ...(typeof workdayOf === "number" ? [`the working day of ${this.#parts.nameOf(workdayOf)}`] : []),
      ...(typeof child === "string" ? [`the end of what "${this.#titleOf(name)}" has started`] : []),
    ]);
  }

  get #isOver(): boolean {
    return ends.includes(this.status);
  }

  #titleOf(activity: string): string {
    return this.#parts.template.titles.get(activity) ?? activity;
  }

  #taskWords({ name, waitingFor, overdueAt }: OpenTask): string {
    const until = overdueAt === null ? "" : ` until ${localTime(overdueAt, this.#env.timeZone)}`;
    return `the task "${name}" for ${waitingFor.map(this.#parts.nameOf).join(", ")}${until}`;
  }

  #waitsForSomebody(): boolean {
    return this.#tasks.length > 0 || (this.#state !== undefined && this.#parts.robots.awaitedBy(this.id, this.#state).length > 0);
  }

  #viewOf({ name, activity, waitingFor }: OpenTask): OpenTaskView {
    return { name, step: activity, people: waitingFor.flatMap((id) => this.#parts.withId(id) ?? []) };
  }

  #heldStep(wanted: string | undefined): string {
    const found = this.incidents.find(({ step }) => wanted === undefined || [step, this.#titleOf(step)].includes(wanted));
    if (found) return found.step;
    const where = wanted === undefined ? "" : ` at "${wanted}"`;
    throw new Error(`The run is not held${where}. It waits for ${this.waitsFor}.`);
  }

  async #settling(work: Promise<unknown>): Promise<void> {
    await work;
    await this.#env.settle();
  }

  #find(wanted: string): OpenTask {
    const exact = this.#tasks.filter(({ name, activity }) => [name, activity, this.#titleOf(activity)].includes(wanted));
    const found = exact.length > 0 ? exact : this.#tasks.filter(({ name }) => name.includes(wanted));
    const [task, another] = found;
    if (!task) throw new Error(`There is no open task "${wanted}". The run waits for ${this.waitsFor}.`);
    if (another)
      throw new Error(`There are ${found.length} open tasks "${wanted}": ${found.map((one) => this.#taskWords(one)).join("; ")}`);
    return task;
  }

  async #jumpUntil(isThere: () => boolean): Promise<void> {
    await this.#env.settle();
    for (let jumps = 0; !isThere(); jumps += 1) {
      if (this.status === "held" || jumps > mostJumps || !(await this.#env.jump())) {
        const trouble = jumps > mostJumps ? ` even after ${mostJumps} timers` : "";
        throw new Error(`The run does not go on by itself${trouble}. It waits for ${this.waitsFor}.`);
      }
    }
  }
}
