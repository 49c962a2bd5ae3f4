// What drives a test environment: the server that is opened and dies, the clock, and work that is done when the test says so.
import {
  addGlobal,
  addPipeline,
  addScript,
  addSmartProcess,
  addTemplate,
  changeGlobal,
  createTestPortal,
  listGlobals,
  moveClock,
  moveClockToNextTimer,
  openTestServer,
  parseDuration,
  planOfFile,
  portalClock,
  portalTimers,
  type Runtime,
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
import { inWords } from "./in-words.ts";
import type { TestEnvOptions } from "./options.ts";
import { addPeople, administrator, type Person } from "./people.ts";
import { type Robot, type RobotDefinition, Robots } from "./robots.ts";
import type { Run } from "./run.ts";
import { Runs } from "./runs.ts";
import { bytesOf, type Template, type TemplateOptions, type TemplateSource, titlesOf, withPeople } from "./template.ts";
import type { GlobalDefinition, StartOptions, TestEnv } from "./test-env.ts";

export class DrivenEnv implements TestEnv, Environment {
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

  async start(
    template: Template | TemplateSource,
    { document = {}, ignoresUnknownFields = false, parameters = {}, as }: StartOptions = {},
  ): Promise<Run> {
    const { portalId } = this;
    const made = isTemplate(template) ? template : await this.template(template);
    const starter = as === undefined ? this.#firstPerson() : this.#personOf(as);
    const shelf = opened(this.#shelf);
    if (!ignoresUnknownFields) await inWords("The document cannot be made", shelf.check(this.runtime, document));
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
