// A whole portal for one test: its clock, its people, its robots and its templates, driven by the test alone.
import {
  addGlobal,
  addPipeline,
  addScript,
  addSmartProcess,
  addTemplate,
  changeGlobal,
  createTestPortal,
  createThrowawayDatabase,
  listGlobals,
  moveClock,
  moveClockToNextTimer,
  openTestServer,
  parseDuration,
  planOfFile,
  portalClock,
  portalTimers,
  Refusal,
  type Runtime,
  readDate,
  setTemplateConstant,
  setWorkday,
  startWorkflow,
  type TestServer,
  type ThrowawayDatabase,
  type Value,
  type ValueMap,
} from "@kontor/server/testing";
import type { Coverage } from "./coverage.ts";
import { Crashes, type CrashPoint, ServerDied } from "./crash.ts";
import { type DocumentShelf, makeShelf } from "./documents.ts";
import type { Environment } from "./environment.ts";
import type { TestEnvOptions } from "./options.ts";
import { addPeople, administrator, type Person } from "./people.ts";
import { type Robot, type RobotDefinition, Robots } from "./robots.ts";
import type { Run } from "./run.ts";
import { Runs } from "./runs.ts";
import { bytesOf, type Template, type TemplateOptions, type TemplateSource, titlesOf, withPeople } from "./template.ts";

export interface StartOptions {
  /** Fields of the document that is made for it, as clients write them; people stand for their numbers. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Values of the template's parameters by name. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Who starts it. Missing: the first of the users. */
  readonly as?: Person | string;
}

export interface GlobalDefinition {
  /** A type of properties. Missing: `string`. */
  readonly type?: string;
  readonly isConstant?: boolean;
  readonly isMultiple?: boolean;
}

/** A throwaway portal. Nothing happens in it but what the test asks for: no waiting, no work in the background. */
export interface TestEnv {
  /** The portal's time. */
  readonly now: Date;
  /** Of its documents, as templates name it: `["crm", "CCrmDocumentDeal", "DEAL"]`. */
  readonly documentType: readonly string[];
  /** Those who were named, in this order; the administrator last, unless named. */
  readonly people: readonly Person[];
  /** A person by login. @throws Error that names those who are there */
  user(login: string): Person;
  /** Registers a robot that the test plays; see {@link RobotDefinition}. */
  robot(definition: RobotDefinition): Promise<Robot>;
  /** Imports a template: a .bpt file, its bytes, or a tree. @throws Error with what is wrong with it */
  template(source: TemplateSource, options?: TemplateOptions): Promise<Template>;
  /** Makes a document, starts the template on it and runs it to its first wait. A source is imported first. */
  start(template: Template | TemplateSource, options?: StartOptions): Promise<Run>;
  /** Lets a span of time pass: `"2 days"`, `"3h"`, `"1d12h"`, or milliseconds. All that falls due in it is done at its own moment. */
  advance(span: string | number): Promise<void>;
  /**
   * The server dies when a run comes to a step (its name or title), and is opened anew on the same database. Then it goes on: what was not
   * saved is done again, and an application's handler may see a call a second time, with the same token.
   */
  crashAt(step: string, point: CrashPoint): void;
  /** Begins a person's working day, or ends it. */
  workday(person: Person | string, isOpen?: boolean): Promise<void>;
  /** Writes a global variable, or a global constant; makes it where it is not there. */
  global(id: string, value: unknown, definition?: GlobalDefinition): Promise<void>;
  /** The present value of a global variable. */
  globalValue(id: string): Promise<unknown>;
  /** Defines a smart process: documents of the type `DYNAMIC_<number>`. */
  smartProcess(name: string, number: number): Promise<void>;
  /** A further pipeline of deals. @returns its number: its stages are `C5:NEW` … */
  pipeline(name: string, number?: number): Promise<number>;
  readonly robots: readonly Robot[];
  /** All runs, also those that others have started. */
  readonly runs: readonly Run[];
  /** How much of each template its runs have passed so far. */
  coverage(): readonly Coverage[];
  /** Lets time pass until the next delay or deadline of any run. False: there is none. */
  jump(): Promise<boolean>;
  /** Stops the server and starts it anew on the same database: nothing but what is stored may count. */
  restart(): Promise<void>;
  /** Stops everything and drops the database. Also by `await using`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a test environment. Takes about 0.2 s, and 2 to 3 s more for the first one where an embedded PostgreSQL starts. */
export async function testEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  const timeZone = options.timeZone ?? "UTC";
  const now = momentOf(options.now ?? "2026-01-05T09:00", timeZone);
  const database = await createThrowawayDatabase(options.databaseUrl ?? (process.env["DATABASE_URL"] || undefined));
  const env = new DrivenEnv(database, timeZone);
  try {
    await env.open(options, now);
    return env;
  } catch (error) {
    await env.close();
    throw error;
  }
}

class DrivenEnv implements TestEnv, Environment {
  readonly timeZone: string;
  readonly #database: ThrowawayDatabase;
  readonly #robots = new Robots(this);
  readonly #runs = new Runs(this, {
    robots: this.#robots,
    shelf: () => opened(this.#shelf),
    person: (who) => this.#personOf(who),
    nameOf: (userId) => this.#nameOf(userId),
    withId: (userId) => this.people.find(({ id }) => id === userId),
  });
  readonly #crashes = new Crashes(this.#runs);
  #server: TestServer | null = null;
  #shelf: DocumentShelf | null = null;
  #people: ReadonlyMap<string, Person> = new Map();
  /** The portal's clock as this process sees it. */
  #aheadMs = 0;
  #isWorking = false;
  portalId = 0;
  administratorId = 0;

  constructor(database: ThrowawayDatabase, timeZone: string) {
    this.#database = database;
    this.timeZone = timeZone;
  }

  async open({ users, documentType }: TestEnvOptions, now: Date): Promise<void> {
    await this.#openServer();
    const portal = { now, timeZone: this.timeZone, administrator };
    ({ portalId: this.portalId, administratorId: this.administratorId } = await createTestPortal(this.runtime, portal));
    this.#people = await addPeople(this.runtime, this.portalId, users);
    this.#shelf = await makeShelf(this.runtime, this.portalId, documentType);
    await this.#readClock();
  }

  get runtime(): Runtime {
    return opened(this.#server).runtime;
  }

  get documentType(): readonly string[] {
    return opened(this.#shelf).documentType;
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  get now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  user(login: string): Person {
    const person = this.#people.get(login);
    if (person) return person;
    throw new Error(`There is no user "${login}"; there are ${[...this.#people.keys()].join(", ")}`);
  }

  robot(definition: RobotDefinition): Promise<Robot> {
    return this.#robots.add(definition);
  }

  async template(source: TemplateSource, { name = "Test", constants = {}, isScript = false }: TemplateOptions = {}): Promise<Template> {
    const { runtime, portalId, administratorId: userId } = this;
    const data = await bytesOf(source);
    const { documentType } = opened(this.#shelf);
    const common = { portalId, userId, applicationId: null, documentType, name, description: "", autoExecute: 0, data };
    const script = { portalId, userId, type: documentType[2] ?? "", name, file: { kind: "template", bpt: data } as const };
    const added = isScript ? addScript(runtime, script) : addTemplate(runtime, common);
    const id = await inWords("The template cannot be imported", added);
    for (const [constant, value] of Object.entries(constants)) {
      const change = { portalId, id, name: constant, value: withPeople(value) as Value };
      await inWords("The constant cannot be set", setTemplateConstant(runtime, change));
    }
    const template = { id, name, titles: titlesOf(data), plan: planOfFile(data) };
    this.#runs.addTemplate(template);
    return template;
  }

  async start(template: Template | TemplateSource, { document = {}, parameters = {}, as }: StartOptions = {}): Promise<Run> {
    const { portalId } = this;
    const made = isTemplate(template) ? template : await this.template(template);
    const starter = as === undefined ? this.#firstPerson() : this.#personOf(as);
    const shelf = opened(this.#shelf);
    const documentId = shelf.idOf(await inWords("The document cannot be made", shelf.add(this.runtime, starter.id, document)));
    const given = { portalId, templateId: made.id, documentId, parameters: withPeople(parameters) as ValueMap, userId: starter.id };
    const start = (): Promise<string> => startWorkflow(this.runtime, this.runtime.database, { ...given, changed: null });
    const id = await inWords(
      "The workflow cannot be started",
      this.act(start, (saved) => saved),
    );
    const run = this.#runs.begin(id, `started on ${documentId[2]} by ${starter.name}`);
    await this.settle();
    return run;
  }

  get robots(): readonly Robot[] {
    return this.#robots.all;
  }

  get runs(): readonly Run[] {
    return this.#runs.all;
  }

  coverage(): readonly Coverage[] {
    return this.#runs.coverage();
  }

  crashAt(step: string, point: CrashPoint): void {
    this.#crashes.plan(step, point);
  }

  async workday(person: Person | string, isOpen = true): Promise<void> {
    await setWorkday(this.runtime, this.portalId, this.#personOf(person).id, isOpen);
    await this.settle();
  }

  async global(
    id: string,
    given: unknown,
    { type = "string", isConstant = false, isMultiple = false }: GlobalDefinition = {},
  ): Promise<void> {
    const { runtime, portalId } = this;
    const kind = isConstant ? ("constant" as const) : ("variable" as const);
    const value = withPeople(given) as Value;
    const isThere = (await listGlobals(runtime, portalId)).some((one) => one.kind === kind && one.id === id);
    if (isThere) await changeGlobal(runtime, portalId, { kind, id, value });
    else await addGlobal(runtime, portalId, { kind, id, type, isMultiple, value });
  }

  async globalValue(id: string): Promise<unknown> {
    return (await listGlobals(this.runtime, this.portalId)).find((one) => one.kind === "variable" && one.id === id)?.value;
  }

  async smartProcess(name: string, number: number): Promise<void> {
    await addSmartProcess(this.runtime, this.portalId, { name, number, category: null });
  }

  async advance(span: string | number): Promise<void> {
    const ms = typeof span === "number" ? span : parseDuration(span);
    if (ms === null || !(ms > 0))
      throw new Error(`"${span}" is no span of time ahead; write it as "2 days", "3h", "1d12h" or in milliseconds`);
    const { portalTime } = await portalClock(this.runtime, this.portalId);
    const target = portalTime.getTime() + ms;
    await this.settle();
    while (await this.#hasTimerBefore(target)) await this.jump();
    const now = await portalClock(this.runtime, this.portalId);
    const rest = target - now.portalTime.getTime();
    if (rest > 0) await moveClock(this.runtime, this.portalId, rest);
    await this.settle();
  }

  async restart(): Promise<void> {
    await this.#reopen("the server restarts", null);
    await this.settle();
  }

  async act<T>(work: () => Promise<T>, saved: (workflowId: string) => T): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        // Within the work of the environment, that whole work is done again.
        if (!(error instanceof ServerDied) || this.#isWorking) throw error;
        await this.#reopen(error.message, error.workflowId);
        if (error.point === "after-save") return saved(error.workflowId);
      }
    }
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#database.drop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  tell(workflowId: string, text: string): void {
    this.#runs.get(workflowId)?.tell(text);
  }

  async settle(): Promise<void> {
    // An answer that a handler gives in the middle of the work: whoever works goes on with what follows from it.
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      await this.#readClock();
      while (!(await this.#workToEnd()));
    } finally {
      this.#isWorking = false;
    }
    await this.#runs.observe();
    this.#robots.throwFailure();
  }

  async jump(): Promise<boolean> {
    const timer = await moveClockToNextTimer(this.runtime, this.portalId);
    await this.settle();
    return timer !== null;
  }

  /** False: the server has died; a new one is open. */
  async #workToEnd(): Promise<boolean> {
    try {
      await opened(this.#server).work();
      this.#crashes.check();
      return true;
    } catch (error) {
      if (!(error instanceof ServerDied)) throw error;
      await this.#reopen(error.message, error.workflowId);
      return false;
    }
  }

  async #reopen(why: string, workflowId: string | null): Promise<void> {
    this.#runs.tellAll(why, workflowId);
    await opened(this.#server).close();
    this.#crashes.reopened();
    await this.#openServer();
  }

  async #openServer(): Promise<void> {
    const { hooks } = this.#crashes;
    this.#server = await openTestServer({
      databaseUrl: this.#database.url,
      hooks: {
        ...hooks,
        moved: async (move, isCommitted) => {
          await this.#runs.moved(move, isCommitted);
          await hooks.moved?.(move, isCommitted);
        },
      },
      receive: (call) => this.#robots.receive(call),
      beforeJob: async ({ kind, workflowId, activity }) => {
        this.#crashes.check();
        // Here, so that what the run has logged stands before what comes next.
        const run = this.#runs.get(workflowId ?? "");
        await run?.observe();
        if (kind === "fire-timer") run?.tellTimeIsUp(activity ?? "");
      },
    });
  }

  async #readClock(): Promise<void> {
    const { portalTime } = await portalClock(this.runtime, this.portalId);
    this.#aheadMs = portalTime.getTime() - Date.now();
  }

  async #hasTimerBefore(moment: number): Promise<boolean> {
    const [next] = await portalTimers(this.runtime, this.portalId);
    return next !== undefined && next.at.getTime() <= moment;
  }

  #firstPerson(): Person {
    return [...this.#people.values()][0] ?? this.user(administrator);
  }

  pipeline(name: string, number?: number): Promise<number> {
    return addPipeline(this.runtime, this.portalId, "DEAL", { name, id: number ?? null, sort: 500 });
  }

  #personOf(who: Person | string): Person {
    return typeof who === "string" ? this.user(who) : who;
  }

  #nameOf(userId: number): string {
    return [...this.#people.values()].find(({ id }) => id === userId)?.name ?? `user ${userId}`;
  }
}

function opened<T>(part: T | null): T {
  if (part === null) throw new Error("The test environment is not open");
  return part;
}

function isTemplate(given: Template | TemplateSource): given is Template {
  return typeof given === "object" && "titles" in given;
}

/** The server's refusal as a sentence of the test. */
async function inWords<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const details = Object.values(error.details).join(", ");
    throw new Error(`${what}: ${details || error.code.replaceAll("-", " ")}`, { cause: error });
  }
}

/** Text without an offset is the time that clocks in the zone show. */
function momentOf(given: string | Date, timeZone: string): Date {
  if (given instanceof Date) return given;
  const read = readDate(given, timeZone);
  if (read === null) throw new Error(`"${given}" is no date; write it as 2026-01-05T09:00`);
  return new Date(read.moment);
}
