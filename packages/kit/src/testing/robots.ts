// Robots and actions of applications, played by the test: the server calls them, the answer comes from a function of the test.
import { createHash } from "node:crypto";
import {
  answerStep,
  installTestApplication,
  logToStep,
  type ReceivedCall,
  registerActivity,
  registerTestActivity,
  testHandler,
  type ValueMap,
  type Workflow,
} from "@kontor/server/testing";
import { ServerDied } from "./crash.ts";
import type { Environment } from "./environment.ts";
import { type Step, step, withPeople } from "./template.ts";

export type Values = Readonly<Record<string, unknown>>;

/** A type such as `"string"`, or a whole definition as bizproc.robot.add takes it: `{ Name, Type, Required, Options … }`. */
export type PropertyShape = string | Readonly<Record<string, unknown>>;

export interface RobotDefinition {
  readonly code: string;
  /** What the step gives it, by key. */
  readonly properties?: Readonly<Record<string, PropertyShape>>;
  /** What it answers, by key: results that later steps read as `{=A1:key}`. */
  readonly returns?: Readonly<Record<string, PropertyShape>>;
  /**
   * Plays the application. What it returns is the answer; undefined means that the answer comes later, or never (see
   * {@link RobotCall.answer}). An error ends the test. Missing: the step waits for `robot.calls[0].answer(…)`.
   */
  readonly handler?: (call: RobotCall) => Values | undefined | Promise<Values | undefined>;
  /** False: the step goes on at once (USE_SUBSCRIPTION is N). */
  readonly waits?: boolean;
  /** Of the application, for templates that name a real one: the type of its steps is made of it. */
  readonly clientId?: string;
  /** Of its steps in templates, where nobody knows whose they are: `rest_` + 32 hexadecimal digits. Such a step decides itself whether it waits. */
  readonly type?: string;
}

/** One call of a robot. */
export interface RobotCall {
  /** Values of its properties, as they come over the wire: texts, flags as Y and N, lists. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly workflowId: string;
  /** The name of the step that calls. */
  readonly step: string;
  /** `DEAL_1` */
  readonly documentId: string;
  /** The same at every call for one wait: calls come at least once. */
  readonly token: string;
  /** The test has answered it. */
  readonly isAnswered: boolean;
  /** Answers the step that waits, once, and lets the workflow run on. @throws Error where it does not wait any more */
  answer(values?: Values, options?: { readonly log?: string }): Promise<void>;
  /** Writes a line into the workflow's log, as bizproc.activity.log does. */
  log(text: string): Promise<void>;
}

/** A robot that the test plays. */
export interface Robot {
  readonly code: string;
  /** Of its steps in templates: `rest_` + md5. */
  readonly type: string;
  readonly returns: Readonly<Record<string, PropertyShape>>;
  /** In the order in which they came. */
  readonly calls: readonly RobotCall[];
  /** A step of a tree that calls it. @param name what other steps call it, to read its results */
  step(properties?: Values, name?: string): Step;
}

/** The client id of applications that the definition does not name. */
const ownClientId = "local.00000000000000.00000000";

interface Played {
  readonly definition: RobotDefinition;
  readonly clientId: string;
  readonly calls: PlayedCall[];
}

/** All robots of an environment: registers them, takes their calls. */
export class Robots {
  readonly #env: Environment;
  /** By the addresses of their handlers. */
  readonly #played = new Map<string, Played>();
  readonly #applications = new Map<string, number>();
  /** The first error of a handler; the environment throws it when the work is done. */
  #failure: Error | null = null;

  readonly all: Robot[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  async add(definition: RobotDefinition): Promise<Robot> {
    const { code, properties = {}, returns = {}, waits = true, clientId = ownClientId } = definition;
    const { runtime, portalId, administratorId } = this.#env;
    const application = { id: await this.#application(clientId), clientId };
    const owner = { portalId, application, userId: administratorId, isRobot: true };
    const type = definition.type?.toLowerCase() ?? `rest_${createHash("md5").update(`${clientId}@${code}`).digest("hex")}`;
    const handler = `${testHandler}${type}`;
    const played: Played = { definition, clientId, calls: [] };
    const given = { properties: shapes(properties), returnProperties: shapes(returns) };
    if (definition.type !== undefined)
      await registerTestActivity(runtime, portalId, { applicationId: application.id, type, code, handler, ...given });
    else
      await registerActivity(runtime, owner, code, {
        HANDLER: handler,
        NAME: code,
        USE_SUBSCRIPTION: waits ? "Y" : "N",
        PROPERTIES: given.properties,
        RETURN_PROPERTIES: given.returnProperties,
      });
    this.#played.set(handler, played);
    const robot: Robot = { code, type, returns, calls: played.calls, step: (values = {}, name) => step(type, values, [], name) };
    this.all.push(robot);
    return robot;
  }

  /** Takes a call from the server. @throws Error where the application would have refused it */
  async receive({ url, fields }: ReceivedCall): Promise<void> {
    const played = this.#played.get(url);
    if (!played) throw new Error(`No robot listens at ${url}`);
    const call = new PlayedCall(this.#env, played, fields);
    const isRepeated = played.calls.some(({ eventId }) => eventId === call.eventId);
    played.calls.push(call);
    this.#env.tell(call.workflowId, `robot ${played.definition.code} called with ${JSON.stringify(call.properties)}`);
    try {
      const values = await played.definition.handler?.(call);
      if (values === undefined || !call.waits || call.isAnswered) return;
      await call.send(values, "").catch((error: unknown) => {
        // The server died after it had taken the first answer, and has called again: applications see calls more than once.
        if (!isRepeated || error instanceof ServerDied) throw error;
      });
    } catch (cause) {
      if (cause instanceof ServerDied) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#failure ??= new Error(`The handler of robot "${played.definition.code}" failed: ${reason}`, { cause });
      throw cause;
    }
  }

  /** @throws the first error of a handler since the last look */
  throwFailure(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure;
  }

  /** Codes of robots whose answers this workflow waits for. */
  awaitedBy(workflowId: string, { active }: Workflow): readonly string[] {
    return [...this.#played.values()].flatMap(({ definition, calls }) =>
      calls.filter((call) => call.workflowId === workflowId && active[call.step]?.["eventId"] === call.eventId).map(() => definition.code),
    );
  }

  async #application(clientId: string): Promise<number> {
    const { runtime, portalId, administratorId: userId } = this.#env;
    const known = this.#applications.get(clientId);
    const id = known ?? (await installTestApplication(runtime, { portalId, clientId, userId }));
    this.#applications.set(clientId, id);
    return id;
  }
}

class PlayedCall implements RobotCall {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly workflowId: string;
  readonly documentId: string;
  readonly step: string;
  readonly eventId: string;
  /** Whether its step wants an answer at all. */
  readonly waits: boolean;
  isAnswered = false;
  readonly #env: Environment;
  readonly #played: Played;
  readonly token: string;

  constructor(env: Environment, played: Played, fields: ReceivedCall["fields"]) {
    const { properties, document_id: documentId } = fields;
    this.#env = env;
    this.#played = played;
    this.token = String(fields["event_token"]);
    const [workflowId = "", name = "", signed = ""] = this.token.split("|");
    this.workflowId = workflowId;
    this.step = name;
    this.eventId = signed.split(".")[0] ?? "";
    // Where there are none, the wire has one empty text instead.
    this.properties = Array.isArray(properties) ? {} : (properties as Readonly<Record<string, unknown>>);
    this.documentId = String((documentId as readonly unknown[])[2]);
    this.waits = fields["use_subscription"] === "Y";
  }

  async answer(values: Values = {}, { log = "" }: { readonly log?: string } = {}): Promise<void> {
    await this.send(values, log);
    await this.#env.settle();
  }

  /** As `answer`, within the work of the environment. */
  async send(values: Values, logMessage: string): Promise<void> {
    const { code } = this.#played.definition;
    const returnValues = withPeople(values) as ValueMap;
    this.#env.tell(this.workflowId, `robot ${code} answers ${JSON.stringify(returnValues)}`);
    try {
      const answer = { ...this.#sender(), token: this.token, returnValues, logMessage };
      await this.#env.act(
        () => answerStep(this.#env.runtime, answer),
        () => undefined as never,
      );
    } catch (cause) {
      if (cause instanceof ServerDied) throw cause;
      throw new Error(`The answer of robot "${code}" was refused: its step does not wait for it any more`, { cause });
    }
    this.isAnswered = true;
  }

  async log(logMessage: string): Promise<void> {
    await logToStep(this.#env.runtime, { ...this.#sender(), token: this.token, logMessage });
  }

  /** Whose step it is follows from its type; where only that is known, the token has to be enough. */
  #sender(): { portalId: number; userId: number; clientId: string | null } {
    const { definition, clientId } = this.#played;
    return { portalId: this.#env.portalId, userId: this.#env.administratorId, clientId: definition.type === undefined ? clientId : null };
  }
}

function shapes(given: Readonly<Record<string, PropertyShape>>): ValueMap {
  const whole = Object.entries(given).map(([key, shape]) => [key, typeof shape === "string" ? { Name: key, Type: shape } : shape]);
  return Object.fromEntries(whole) as ValueMap;
}
