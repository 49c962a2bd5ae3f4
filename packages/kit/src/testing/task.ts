// A task of a run, answered in one line.
import { completeTask, delegateTasks, type listTasks, Refusal, type ValueMap } from "@kontor/server/testing";
import type { Environment } from "./environment.ts";
import type { Person } from "./people.ts";
import { withPeople } from "./template.ts";

type Listed = "ID" | "NAME" | "ACTIVITY_NAME" | "OVERDUE_DATE" | "USER_ID" | "STATUS" | "USER_STATUS";
type ListedTask = Awaited<ReturnType<typeof listTasks<Listed>>>["rows"][number];

export interface AnswerOptions {
  readonly comment?: string;
  /** Of a request for information, by the ids of its fields. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * A task by its name, looked up when something is done with it. Every answer lets the run go on.
 * `by` is a person of the environment or a login; they must have a place in the task.
 */
export interface RunTask {
  /** Says yes. */
  approve(by: Person | string, answer?: AnswerOptions): Promise<void>;
  /** Says no. */
  reject(by: Person | string, answer?: AnswerOptions): Promise<void>;
  /** Acknowledges, or gives the information that is asked for. */
  complete(by: Person | string, answer?: AnswerOptions): Promise<void>;
  /** Declines a request for information, where that is allowed. */
  decline(by: Person | string, answer?: AnswerOptions): Promise<void>;
  /** Hands the place of one person over to another, as that person. */
  delegate(from: Person | string, to: Person | string): Promise<void>;
}

/** A task that waits, with those who still have to answer. */
export interface OpenTask {
  readonly id: number;
  readonly name: string;
  readonly activity: string;
  readonly overdueAt: Date | null;
  readonly waitingFor: readonly number[];
}

/** Rows of the task list, one a person, as tasks; only those that are open. */
export function openTasks(rows: readonly ListedTask[]): OpenTask[] {
  const open = new Map<number, OpenTask>();
  for (const {
    ID: id,
    NAME: name,
    ACTIVITY_NAME: activity,
    OVERDUE_DATE: overdueAt,
    USER_ID: userId,
    STATUS: status,
    USER_STATUS: userStatus,
  } of rows) {
    if (status !== 0) continue;
    const before = open.get(id)?.waitingFor ?? [];
    open.set(id, { id, name, activity, overdueAt, waitingFor: userStatus === 0 && userId !== null ? [...before, userId] : before });
  }
  return [...open.values()].sort((a, b) => a.id - b.id);
}

export interface TaskFinder {
  /** @throws Error that says what the run waits for instead */
  find(): OpenTask;
  person(who: Person | string): Person;
  nameOf(userId: number): string;
}

type Answer = Parameters<typeof completeTask>[1]["answer"];

export function runTask(env: Environment, finder: TaskFinder): RunTask {
  async function answer(by: Person | string, given: Answer, { comment = "", fields = {} }: AnswerOptions = {}): Promise<void> {
    const task = finder.find();
    const person = finder.person(by);
    checkPlace(finder, task, person);
    const { portalId } = env;
    const completion = { portalId, taskId: task.id, userId: person.id, answer: given, comment, fields: withPeople(fields) as ValueMap };
    await told(
      task,
      env.act(() => completeTask(env.runtime, completion), nothing),
    );
    await env.settle();
  }
  return {
    approve: (by, options) => answer(by, "yes", options),
    reject: (by, options) => answer(by, "no", options),
    complete: (by, options) => answer(by, "ok", options),
    decline: (by, options) => answer(by, "cancel", options),
    delegate: async (from, to) => {
      const task = finder.find();
      const [giver, taker] = [finder.person(from), finder.person(to)];
      checkPlace(finder, task, giver);
      const { portalId } = env;
      const caller = { userId: giver.id, isAdmin: false };
      const delegation = { portalId, taskIds: [task.id], from: giver.id, to: taker.id, caller };
      await told(
        task,
        env.act(() => delegateTasks(env.runtime, delegation), nothing),
      );
      await env.settle();
    },
  };
}

const nothing = (): undefined => undefined;

function checkPlace({ nameOf }: TaskFinder, { name, waitingFor }: OpenTask, { id, name: who }: Person): void {
  if (waitingFor.includes(id)) return;
  throw new Error(`The task "${name}" does not wait for ${who}, but for ${waitingFor.map(nameOf).join(", ")}`);
}

/** The server's no in the words of the task. */
async function told({ name }: OpenTask, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, details } = error;
    const words = code === "task-status-incorrect" ? "it does not offer this answer" : Object.values(details).join(", ");
    throw new Error(`The task "${name}" refuses: ${words || code.replaceAll("-", " ")}`, { cause: error });
  }
}
