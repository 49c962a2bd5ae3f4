// A whole portal for one test: its clock, its people, its robots and its templates, driven by the test alone.
import type { Coverage } from "./coverage.ts";
import type { CrashPoint } from "./crash.ts";
import type { Person } from "./people.ts";
import type { Robot, RobotDefinition } from "./robots.ts";
import type { Run } from "./run.ts";
import type { Template, TemplateOptions, TemplateSource } from "./template.ts";

export interface StartOptions {
  /** Fields of the document that is made for it, as clients write them; people stand for their numbers. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Fields that such documents do not have are passed over, as REST does it. Missing: they are refused, for a misspelt one proves nothing. */
  readonly ignoresUnknownFields?: boolean;
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
