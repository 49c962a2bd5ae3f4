// A whole portal for one test: its clock, its people, its robots and its templates, driven by the test alone.
import {
  addTemplate,
  createTestPortal,
  createThrowawayDatabase,
  moveClock,
  moveClockToNextTimer,
  openTestServer,
  parseDuration,
  portalClock,
  portalTimers,
  Refusal,
  type Runtime,
  readDate,
  setTemplateConstant,
  startWorkflow,
  type TestServer,
  type ThrowawayDatabase,
  type Value,
  type ValueMap,
} from "@kontor/server/testing";
import { type DocumentShelf, makeShelf } from "./documents.ts";
import type { Environment } from "./environment.ts";
import type { TestEnvOptions } from "./options.ts";
import { addPeople, administrator, type Person } from "./people.ts";
import { type Robot, type RobotDefinition, Robots } from "./robots.ts";
import { ObservedRun, type Run } from "./run.ts";
import { bytesOf, type Template, type TemplateOptions, type TemplateSource, titlesOf, withPeople } from "./template.ts";

export interface StartOptions {
  /** Fields of the document that is made for it, as clients write them; people stand for their numbers. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Values of the template's parameters by name. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Who starts it. Missing: the first of the users. */
  readonly as?: Person | string;
}

/** A throwaway portal. Nothing happens in it but what the test asks for: no waiting, no work in the background. */
export interface TestEnv {
  /** The portal's time. */
  readonly now: Date;
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
  readonly #runs = new Map<string, ObservedRun>();
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

  async template(source: TemplateSource, { name = "Test", constants = {} }: TemplateOptions = {}): Promise<Template> {
    const { runtime, portalId, administratorId: userId } = this;
    const data = await bytesOf(source);
    const { documentType } = opened(this.#shelf);
    const common = { portalId, userId, applicationId: null, documentType, name, description: "", autoExecute: 0 };
    const id = await inWords("The template cannot be imported", addTemplate(runtime, { ...common, data }));
    for (const [constant, value] of Object.entries(constants)) {
      const change = { portalId, id, name: constant, value: withPeople(value) as Value };
      await inWords("The constant cannot be set", setTemplateConstant(runtime, change));
    }
    return { id, name, titles: titlesOf(data) };
  }

  async start(template: Template | TemplateSource, { document = {}, parameters = {}, as }: StartOptions = {}): Promise<Run> {
    const { runtime, portalId } = this;
    const made = isTemplate(template) ? template : await this.template(template);
    const starter = as === undefined ? this.#firstPerson() : this.#personOf(as);
    const shelf = opened(this.#shelf);
    const documentNumber = await inWords("The document cannot be made", shelf.add(runtime, starter.id, document));
    const documentId = shelf.idOf(documentNumber);
    const given = { portalId, templateId: made.id, documentId, parameters: withPeople(parameters) as ValueMap, userId: starter.id };
    const started = startWorkflow(runtime, runtime.database, { ...given, changed: null });
    const id = await inWords("The workflow cannot be started", started);
    const person = (who: Person | string): Person => this.#personOf(who);
    const nameOf = (userId: number): string => this.#nameOf(userId);
    const run = new ObservedRun(this, { id, template: made, documentNumber, shelf, robots: this.#robots, person, nameOf });
    this.#runs.set(id, run);
    run.begin(`started on ${documentId[2]} by ${starter.name}`);
    await this.settle();
    return run;
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
    for (const run of this.#runs.values()) run.tell("the server restarts");
    await opened(this.#server).close();
    await this.#openServer();
    await this.settle();
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
      await opened(this.#server).work();
    } finally {
      this.#isWorking = false;
    }
    for (const run of this.#runs.values()) await run.observe();
    this.#robots.throwFailure();
  }

  async jump(): Promise<boolean> {
    const timer = await moveClockToNextTimer(this.runtime, this.portalId);
    await this.settle();
    return timer !== null;
  }

  async #openServer(): Promise<void> {
    this.#server = await openTestServer({
      databaseUrl: this.#database.url,
      receive: (call) => this.#robots.receive(call),
      beforeJob: async ({ kind, workflowId, activity }) => {
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
