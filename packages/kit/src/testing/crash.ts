// The death of the server at a chosen moment. What it has saved stays; all else is gone, as after kill -9.
import type { Hooks, Move } from "@kontor/server/testing";

/**
 * Where the server dies: when the move in which a step begins, or is moved on, is computed and not yet saved; when it is saved, and nothing
 * that follows from it has been done; when the call of the step's application is about to be sent; when the application has got it and the
 * server does not know.
 */
export type CrashPoint = "before-save" | "after-save" | "before-send" | "after-send";

/** What the dead server's work ends with; the environment takes it and opens the server anew. */
export class ServerDied extends Error {
  override readonly name = "ServerDied";
  readonly point: CrashPoint;
  readonly workflowId: string;

  constructor(point: CrashPoint, workflowId: string) {
    super(`The server died ${words[point]}`);
    this.point = point;
    this.workflowId = workflowId;
  }
}

const words: Readonly<Record<CrashPoint, string>> = {
  "before-save": "before it saved",
  "after-save": "after it had saved",
  "before-send": "before it sent the call",
  "after-send": "after it had sent the call",
};

interface Planned {
  readonly step: string;
  readonly point: CrashPoint;
}

export interface StepNames {
  /** Name and title of a step of this workflow. */
  namesOf(workflowId: string, activity: string): readonly string[];
}

/** The crashes that a test has asked for, each once. */
export class Crashes {
  readonly #names: StepNames;
  readonly #planned: Planned[] = [];
  /** A dead process does nothing more. */
  #died: ServerDied | null = null;
  /** Saved within a transaction: dies as soon as that has come to its end. */
  #afterCommit: ServerDied | null = null;

  constructor(names: StepNames) {
    this.#names = names;
  }

  plan(step: string, point: CrashPoint): void {
    this.#planned.push({ step, point });
  }

  /** The server has been opened anew. */
  reopened(): void {
    this.#died = this.#afterCommit = null;
  }

  /** @throws ServerDied when it is time; called wherever no transaction is open */
  check(): void {
    if (this.#died) throw this.#died;
    const due = this.#afterCommit;
    if (due) this.#die(due);
  }

  readonly hooks: Hooks = {
    reached: async (point, { workflowId, activity }) => {
      if (this.#died) throw this.#died;
      const wanted = ({ "before-delivery": "before-send", "after-delivery-before-finish": "after-send" } as const)[point as string];
      if (wanted) this.#dieAt(wanted, String(workflowId), [String(activity)]);
    },
    moving: async (move) => {
      if (this.#died) throw this.#died;
      this.#dieAt("before-save", move.workflowId, stepsOf(move));
    },
    moved: async (move, isCommitted) => {
      if (isCommitted) this.#dieAt("after-save", move.workflowId, stepsOf(move));
      else if (this.#take("after-save", move.workflowId, stepsOf(move))) this.#afterCommit = new ServerDied("after-save", move.workflowId);
    },
  };

  #dieAt(point: CrashPoint, workflowId: string, steps: readonly string[]): void {
    if (this.#take(point, workflowId, steps)) this.#die(new ServerDied(point, workflowId));
  }

  #die(death: ServerDied): never {
    this.#died = death;
    throw death;
  }

  #take(point: CrashPoint, workflowId: string, steps: readonly string[]): boolean {
    const at = this.#planned.findIndex(
      (planned) => planned.point === point && steps.some((step) => this.#names.namesOf(workflowId, step).includes(planned.step)),
    );
    if (at >= 0) this.#planned.splice(at, 1);
    return at >= 0;
  }
}

function stepsOf({ activity, marks }: Move): readonly string[] {
  const marked = marks.map((mark) => mark.activity);
  return activity === null ? marked : [activity, ...marked];
}
